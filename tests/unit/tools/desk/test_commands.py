"""Every action of the order desk has its command, which sends what the shop takes."""

from typing import Any

import msgspec
import pytest

from shop.web.desk.actions import ACTIONS
from shop.web.fields import to_struct
from tests.support.terminal import OPERATOR, Terminal
from tools.desk.commands import SECTIONS, desk

TICKET, NUMBER, RETURN = "TK-2345-2345-2", "CT-2PQX-5MWJ-A", "CT-2PQX-5MWJ-A-R1"
BY = {"operator": OPERATOR}
SENT_BACK = {"how": "bank", "reference": "BACS 1"}

# For each action a command line, and what it must send.
CASES: dict[str, tuple[str, dict[str, Any]]] = {
    "orders": ("orders --status paid --limit 3", {"status": "paid", "limit": 3}),
    "order": (f"order {NUMBER}", {"number": NUMBER}),
    "mark-paid": (f"mark-paid {NUMBER}", {"number": NUMBER} | BY),
    "pick-list": ("pick-list", {"limit": 50}),
    "pack": (f"pack {NUMBER}", {"number": NUMBER} | BY),
    "unpack": (f"unpack {NUMBER}", {"number": NUMBER} | BY),
    "ship": (f"ship {NUMBER} --tracking AB1", {"number": NUMBER, "tracking": "AB1"} | BY),
    "cancel": (f"cancel {NUMBER}", {"number": NUMBER} | BY),
    "refund": (
        f"refund {NUMBER} --amount 19.90 --key again --how bank --reference BACS",
        {"number": NUMBER, "amount_pence": 1990, "key": "again"}
        | {"how": "bank", "reference": "BACS"}
        | BY,
    ),
    "refunds": ("refunds", {"limit": 50}),
    "parked-payments": ("parked-payments", {"limit": 50}),
    "promotions": ("promotions", {"limit": 50}),
    "start-promotion": (
        "start-promotion SAVE5 --off 5.00 --until 2027-01-31 --least 20 --most-uses 9",
        {"code": "SAVE5", "kind": "fixed", "amount": 500, "least_subtotal_pence": 2000}
        | {"ends_at": ..., "most_uses": 9}
        | BY,
    ),
    "end-promotion": ("end-promotion SAVE5", {"code": "SAVE5"} | BY),
    "mail": (f"mail {NUMBER} shipped.1", {"number": NUMBER, "mail": "shipped.1"} | BY),
    "resend": (f"resend {NUMBER} shipped.1", {"number": NUMBER, "mail": "shipped.1"} | BY),
    "invoice": (f"invoice {NUMBER}", {"number": NUMBER} | BY),
    "invoices": ("invoices INV-2026", {"series": "INV-2026", "after": 0, "limit": 100}),
    "returns": ("returns --state requested", {"state": "requested", "limit": 50}),
    "approve-return": (f"approve-return {RETURN}", {"return_id": RETURN} | BY),
    "decline-return": (
        f"decline-return {RETURN} --answer no",
        {"return_id": RETURN, "answer": "no"} | BY,
    ),
    "receive-return": (
        f"receive-return {RETURN} lamp=2,1 MUG=1",
        {"return_id": RETURN}
        | {"lines": [{"sku": "LAMP", "restocked": 2, "damaged": 1}, {"sku": "MUG", "restocked": 1}]}
        | BY,
    ),
    "refund-return": (
        f"refund-return {RETURN} --how cheque",
        {"return_id": RETURN, "how": "cheque", "reference": ""} | BY,
    ),
    "withdrawals": ("withdrawals --state done", {"state": "done", "limit": 50}),
    "accept-withdrawal": (
        "accept-withdrawal WD-1 LAMP=2 --number CT-1",
        {"withdrawal_id": "WD-1", "number": "CT-1", "lines": [{"sku": "LAMP", "quantity": 2}]} | BY,
    ),
    "decline-withdrawal": (
        "decline-withdrawal WD-1 --answer late",
        {"withdrawal_id": "WD-1", "answer": "late"} | BY,
    ),
    "products": ("products", {"limit": 200} | BY),
    "set-stock": (
        "set-stock LAMP 7 --reason counted --key k1 --counted-at 8",
        {"sku": "LAMP", "available": 7, "reason": "counted", "key": "k1", "available_read": 8} | BY,
    ),
    "repair-stock": (
        "repair-stock LAMP --counted 7 --reason counted --key k1 --counted-at -2",
        {"sku": "LAMP", "available": 7, "reason": "counted", "key": "k1", "available_read": -2}
        | BY,
    ),
    "stock-history": ("stock-history LAMP", {"sku": "LAMP", "limit": 50} | BY),
    "import-products": ("import FILE", {"rows": [{"sku": "LAMP", "name": "Lamp"}]} | BY),
    "undo-import": (
        "undo-import 2026-11-22-0a1b2c",
        {"import_id": "2026-11-22-0a1b2c", "after": ""} | BY,
    ),
    "export-products": ("export FILE", {"after": ""} | BY),
    "links": ("links", BY),
    "visitors": ("visitors --days 7", {"days": 7}),
    "visits": (
        "visits --address 192.0.2.1 --reason because",
        {"ip": "192.0.2.1", "reason": "because"} | BY,
    ),
    "messages": ("messages --mine", {"limit": 50, "mine": True} | BY),
    "message": (f"message {TICKET}", {"ticket": TICKET} | BY),
    "reply": (
        f"reply {TICKET} --message Soon. --key k1",
        {"ticket": TICKET, "message": "Soon.", "key": "k1"} | BY,
    ),
    "message-state": (
        f"message-state {TICKET} closed",
        {"ticket": TICKET, "state": "closed"} | BY,
    ),
    "note": (
        f"note {TICKET} --note Called. --key k1",
        {"ticket": TICKET, "note": "Called.", "key": "k1"} | BY,
    ),
    "assign": (f"assign {TICKET}", {"ticket": TICKET, "to": "me"} | BY),
    "diagnose": (f"diagnose {NUMBER}", {"number": NUMBER} | BY),
    "data-requests": ("data-requests", BY),
    "accept-correction": (
        "accept-correction CT-2PQX-5MWJ-A-C1",
        {"correction_id": "CT-2PQX-5MWJ-A-C1", "answer": ""} | BY,
    ),
    "decline-correction": (
        "decline-correction CT-2PQX-5MWJ-A-C1 --answer no",
        {"correction_id": "CT-2PQX-5MWJ-A-C1", "answer": "no"} | BY,
    ),
}


def refusing(_event: dict[str, Any]) -> dict[str, Any]:
    return {"Payload": {"error": "not-found", "detail": "There is none."}}


def test_every_action_has_its_command():
    assert set(CASES) == set(ACTIONS)


@pytest.mark.parametrize("action", CASES)
def test_a_command_sends_what_the_shop_takes(action, tmp_path):
    file = tmp_path / "goods.csv"
    file.write_text("sku,name\nLAMP,Lamp\n")
    line, expected = CASES[action]
    command = desk.commands[line.split()[0]]
    changes = any("--yes" in option.opts for option in command.params)
    terminal = Terminal(refusing)
    arguments = [*line.replace("FILE", str(file)).split(), *(["--yes"] if changes else [])]
    assert terminal.run(*arguments) == 1, terminal.err
    (sent,) = terminal.sent
    told = {name: sent[name] if value is ... else value for name, value in expected.items()}
    assert sent == {"action": action} | told
    kind, _ = ACTIONS[action]
    given = {name: value for name, value in sent.items() if name != "action"}
    assert isinstance(to_struct(given, kind, strict=True), msgspec.Struct)


def test_an_action_that_changes_something_asks_before():
    asking = {
        name
        for name, command in desk.commands.items()
        if any("--yes" in option.opts for option in command.params)
    }
    reading = {
        *("orders", "order", "pick-list", "diagnose", "refunds", "invoices", "mail", "returns"),
        *("withdrawals", "messages", "message", "data-requests", "products", "stock"),
        *("stock-history", "export", "parked-payments"),
        *("promotions", "links", "visitors", "visits", "restore-check", "completion"),
    }
    assert asking | reading == set(desk.commands)
    assert not asking & reading


def test_every_command_answers_as_json_and_names_its_shop():
    for name, command in desk.commands.items():
        options = {option for parameter in command.params for option in parameter.opts}
        assert options >= {"--json", "--stack", "--region"} or name == "completion"


def test_help_lists_every_command_once_in_a_sentence():
    terminal = Terminal(refusing)
    assert terminal.run("--help") == 0
    listed = [line.split()[0] for line in terminal.out.splitlines() if line.startswith("  ")]
    assert set(desk.commands) <= set(listed)
    assert sorted(desk.commands) == sorted(desk.list_commands(None))
    assert all(f"{title}:" in terminal.out for title in SECTIONS)


def test_options_of_days_are_completed():
    for name, wanted in (
        ("orders", {"--from", "--to", "--days", "--hours"}),
        ("visitors", {"--from", "--to", "--days"}),
    ):
        context = desk.commands[name].make_context(name, [], resilient_parsing=True)
        completed = {item.value for item in desk.commands[name].shell_complete(context, "--")}
        assert completed >= wanted


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_a_shell_can_complete_them(shell):
    terminal = Terminal(refusing)
    assert terminal.run("completion", shell) == 0
    assert "_DESK_COMPLETE" in terminal.out
