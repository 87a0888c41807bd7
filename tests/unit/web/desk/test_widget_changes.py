"""What the buttons of a widget change: each once, for somebody, and only when it is pressed."""

import pytest

from shop.domain.errors import InvalidFields
from shop.storage import orders
from shop.storage.orders import row_of
from shop.web.desk.actions import ACTIONS
from shop.web.desk.widget_changes import CHANGES, change, sentence_of
from shop.web.desk.widget_context import widget_context
from shop.web.desk.widget_pages import PAGES
from tests.support.logs import logged
from tests.support.orders import NUMBER, an_order
from tests.support.returns import kept_withdrawal
from tests.support.tables import Tables
from tests.support.template import resources
from tests.support.widget_changes import READY
from tests.support.widgets import FUNCTION_ARN, OPERATOR, Dashboard

pytestmark = pytest.mark.usefixtures("tables", "post")
TABLES = sorted(resources("AWS::DynamoDB::Table"))
# Programs only: a page would show nobody anything that other pages do not.
DATA_ONLY = {"invoices", "export-products", "undo-import"}


def everything(tables: Tables) -> dict[str, list[str]]:
    return {name: sorted(map(repr, tables.items(name))) for name in TABLES}


def test_every_action_is_a_page_or_a_change():
    pages = {page.name for page in PAGES.values()}
    assert set(ACTIONS) - pages - set(CHANGES) == DATA_ONLY
    assert set(CHANGES) <= set(ACTIONS)
    assert set(READY) == set(CHANGES)


@pytest.mark.parametrize("action", CHANGES)
def test_a_double_click_does_one_thing(action: str, tables: Tables):
    desk, label = READY[action]()
    before = everything(tables)
    says = desk.button(label).says
    assert says["action"] == action
    typed = dict(desk.typed)
    notices, stages = [], [before]
    for _ in range(2):
        desk.typed = dict(typed)
        desk.html = desk.ask(says)
        notices.append(desk.notice)
        stages.append(everything(tables))
    _, once, twice = stages
    assert once != before
    assert twice == once
    assert [notice.partition(":")[0] for notice in notices] == ["done", "done"], notices


@pytest.mark.parametrize("action", CHANGES)
def test_every_change_asks_first(action: str):
    desk, label = READY[action]()
    assert str(desk.button(label).confirmation).endswith("?") or "?" in str(
        desk.button(label).confirmation
    )


@pytest.mark.parametrize("action", CHANGES)
def test_nothing_is_done_for_somebody_who_does_not_say_who_they_are(action: str, tables: Tables):
    desk, label = READY[action]()
    before = everything(tables)
    typed = desk.typed | {"operator": ""}
    desk.typed = dict(typed)
    desk.press(label)
    assert desk.notice.startswith("refused: ")
    assert "Say who you are first" in desk.notice
    assert everything(tables) == before
    kept = {name: text for name, text in typed.items() if name in desk.page.fields}
    assert {name: desk.page.fields[name] for name in kept} == kept


@pytest.mark.parametrize("action", CHANGES)
def test_a_widget_that_is_set_to_a_change_changes_nothing_whenever_it_is_shown(
    action: str, tables: Tables
):
    desk, label = READY[action]()
    before = everything(tables)
    desk.params = desk.button(label).says
    desk.press(label)
    assert desk.notice.startswith("refused: ")
    assert everything(tables) == before


@pytest.mark.parametrize("action", CHANGES)
def test_who_did_it_is_logged(action: str):
    desk, label = READY[action]()
    with logged() as log:
        desk.press(label)
    (line,) = [x for x in log if (x["message"], x.get("action")) == ("desk-action", action)]
    assert line["operator"] == OPERATOR


@pytest.mark.parametrize(
    "action",
    ["mark-paid", "pack", "unpack", "ship", "cancel", "refund", "approve-return", "receive-return"],
)
def test_who_did_it_is_in_the_orders_history(action: str):
    desk, label = READY[action]()
    desk.press(label)
    _, events = orders.get_with_events(NUMBER)
    assert (events[-1].actor, events[-1].request_id) == (OPERATOR, "request-7")


@pytest.mark.parametrize("action", CHANGES)
def test_who_did_it_is_kept_with_what_was_changed(action: str, tables: Tables):
    desk, label = READY[action]()
    # Whatever was made ready by somebody was so by another.
    desk.typed["operator"] = "grace"
    before = everything(tables)
    desk.press(label)
    assert desk.notice.startswith("done: ")
    after = everything(tables)
    added = [row for name in TABLES for row in after[name] if row not in before[name]]
    signed = [row for row in added if "user/grace" in row and "request-7" in row]
    assert signed, f"nobody will know who did {action}"


def test_who_answered_a_withdrawal_of_no_order_is_kept(tables: Tables):
    kept_withdrawal(order_number=None, outcome="unmatched")
    desk = Dashboard(operator="grace")
    desk.open("withdrawals")
    desk.fill(answer="We find no such order.")
    desk.press("Decline")
    (row,) = tables.items("WithdrawalsTable")
    assert row["answered_by"].endswith("user/grace")
    assert row["answered_in"] == "request-7"


def test_who_moved_a_stock_and_why_is_shown():
    desk, label = READY["set-stock"]()
    desk.press(label)
    desk.press("ledger")
    assert "Set: delivery" in desk.page.text
    assert "ada" in desk.page.text


def test_who_started_and_ended_a_promotion_is_shown():
    desk, label = READY["end-promotion"]()
    desk.typed["operator"] = "grace"
    desk.press(label)
    words = " ".join(desk.page.text.split())
    assert "ada, " in words
    assert "ended by grace" in words


def test_says_what_was_paid_back():
    assert sentence_of("refund", {"amount_pence": 1250}) == "Paid back £12.50."


def test_says_that_money_came_too_late():
    row_of(an_order(status="cancelled")).save()
    desk = Dashboard()
    event = {"action": "mark-paid", "number": NUMBER, "back": {"action": "orders"}}
    desk.typed["operator"] = "ada"
    desk.html = desk.ask(event)
    assert "owed to the customer" in desk.notice


def test_refuses_a_name_that_iam_does_not_have():
    context = widget_context({"forms": {"all": {"operator": "Ada Lovelace"}}})
    with pytest.raises(InvalidFields):
        change({"action": "pack", "number": NUMBER}, context, FUNCTION_ARN, "r")
