"""Commands about what comes back: returns and withdrawals."""

from typing import Any

import click

from tools.desk.group import desk
from tools.desk.payments import HOW
from tools.desk.tables import coloured, table
from tools.desk.terminal import Terminal, command
from tools.desk.words import counted, money, state

_STATES = ("requested", "approved", "declined", "received", "refunded")


def _units(told: tuple[str, ...], *names: str) -> list[dict[str, Any]]:
    """Return lines typed as `SKU=2` or, with two numbers, `SKU=2,1`."""
    return [_line(each, names) for each in told]


def _line(told: str, names: tuple[str, ...]) -> dict[str, Any]:
    sku, _, numbers = told.partition("=")
    counts = numbers.split(",")
    if not sku or len(counts) > len(names) or not all(c.isdecimal() for c in counts):
        form = ",".join(name.upper() for name in names)
        raise click.BadParameter(f"{told!r}: lines are written as SKU={form}")
    return {"sku": sku.upper()} | {n: int(c) for n, c in zip(names, counts, strict=False)}


def _lines_told(lines: list[dict[str, Any]]) -> str:
    return ", ".join(f"{line['quantity']} {line['sku']}" for line in lines)


@command(desk, "returns")
@click.option("--state", "of", type=click.Choice(_STATES), help="Those that wait, if not given.")
@click.option("--limit", type=click.IntRange(1, 100), default=50, show_default=True)
def returns(terminal: Terminal, of: str | None, limit: int) -> None:
    """List returns: those that wait for an answer, goods or money, or of a state."""
    answer = terminal.ask("returns", state=of, limit=limit)
    rows = [
        (
            r["return_id"],
            coloured(r["state"]),
            terminal.when(r["requested_at"]),
            _lines_told(r["lines"]),
            r["reason"],
            money(r["refund_due"]),
        )
        for r in answer["returns"]
    ]
    columns = ("return!", "state!", "asked!", "goods", "why", "+owed")
    terminal.show(answer, table(counted(len(rows), "return"), columns, rows))


@command(desk, "approve-return", changes=True)
@click.argument("return_id")
def approve_return(terminal: Terminal, return_id: str) -> None:
    """Let a customer send goods back."""
    answer = terminal.act(f"May {return_id} come?", "approve-return", return_id=return_id)
    terminal.done(answer, f"{answer['return']['return_id']} may come; its customer is told.")


@command(desk, "decline-return", changes=True)
@click.argument("return_id")
@click.option("--answer", "why", required=True, help="Why; the customer is told.")
def decline_return(terminal: Terminal, return_id: str, why: str) -> None:
    """Tell a customer why goods cannot come back."""
    question = f"Decline {return_id}: “{why}”?"
    answer = terminal.act(question, "decline-return", return_id=return_id, answer=why)
    terminal.done(answer, f"{answer['return']['return_id']} is declined; its customer is told.")


@command(desk, "receive-return", changes=True)
@click.argument("return_id")
@click.argument("lines", nargs=-1, required=True, metavar="SKU=RESTOCKED,DAMAGED...")
def receive_return(terminal: Terminal, return_id: str, lines: tuple[str, ...]) -> None:
    """Take goods in: how many to sell again and how many that cannot be, as LAMP-1=2,1."""
    came = _units(lines, "restocked", "damaged")
    question = f"Take in for {return_id}: {', '.join(lines)}?"
    answer = terminal.act(question, "receive-return", return_id=return_id, lines=came)
    owed = money(answer["return"]["refund_due"])
    terminal.done(answer, f"{answer['return']['return_id']} is here; {owed} is owed for it.")


@command(desk, "refund-return", changes=True)
@click.argument("return_id")
@click.option("--how", type=HOW, help="If you have sent the money back yourself.")
@click.option("--reference", default="", help="What you sent it under.")
def refund_return(terminal: Terminal, return_id: str, how: str | None, reference: str) -> None:
    """Pay back what is owed for a return."""
    answer = terminal.act(
        f"Pay back what is owed for {return_id}?",
        "refund-return",
        return_id=return_id,
        how=how,
        reference=reference,
    )
    terminal.done(answer, f"{answer['return']['return_id']} is paid back.")


@command(desk, "withdrawals")
@click.option("--state", "of", type=click.Choice(("open", "done")), default="open")
@click.option("--limit", type=click.IntRange(1, 100), default=50, show_default=True)
def withdrawals(terminal: Terminal, of: str, limit: int) -> None:
    """List withdrawals from purchases that wait for somebody, or those that are done."""
    answer = terminal.ask("withdrawals", state=of, limit=limit)
    rows = [
        (
            w["withdrawal_id"],
            state(w["outcome"]),
            terminal.when(w["declared_at"]),
            w["order_number"] or w["declaration"]["number"],
            w["declaration"]["name"],
            _lines_told(w["declaration"]["lines"]) or w["declaration"]["goods"],
        )
        for w in answer["withdrawals"]
    ]
    columns = ("withdrawal!", "came to", "declared!", "order!", "by", "goods")
    terminal.show(answer, table(counted(len(rows), "withdrawal"), columns, rows))


@command(desk, "accept-withdrawal", changes=True)
@click.argument("withdrawal_id")
@click.argument("lines", nargs=-1, metavar="[SKU=UNITS]...")
@click.option("--number", default="", help="The order, if not the one it names.")
def accept_withdrawal(
    terminal: Terminal, withdrawal_id: str, lines: tuple[str, ...], number: str
) -> None:
    """Let a withdrawal take effect that came late or could not be matched."""
    answer = terminal.act(
        f"Let {withdrawal_id} take effect?",
        "accept-withdrawal",
        withdrawal_id=withdrawal_id,
        number=number,
        lines=_units(lines, "quantity"),
    )
    terminal.done(answer, f"{withdrawal_id}: {state(answer['outcome'])}.")


@command(desk, "decline-withdrawal", changes=True)
@click.argument("withdrawal_id")
@click.option("--answer", "why", required=True, help="Why; whoever declared it is told.")
def decline_withdrawal(terminal: Terminal, withdrawal_id: str, why: str) -> None:
    """Tell whoever declared a withdrawal why it has no effect."""
    answer = terminal.act(
        f"Decline {withdrawal_id}: “{why}”?",
        "decline-withdrawal",
        withdrawal_id=withdrawal_id,
        answer=why,
    )
    terminal.done(answer, f"{withdrawal_id} is declined; whoever declared it is told.")
