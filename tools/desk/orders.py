"""Commands about orders: list, look, pack, ship, cancel."""

from typing import Any

import click
from rich.console import RenderableType

from tools.desk.asking import Answer
from tools.desk.group import desk
from tools.desk.periods import placed_options, placed_within
from tools.desk.tables import coloured, facts, table
from tools.desk.terminal import Terminal, command, screen
from tools.desk.words import NOTHING, counted, day, money, pounds, state

STATUSES = ("awaiting_payment", "paid", "shipped", "cancelled", "expired", "refunded")


_WIDE = 100
# What every command about one order begins with.
number_argument = click.argument("number")


@command(desk, "orders")
@click.option("--status", type=click.Choice(STATUSES), help="Those that wait, if nothing is given.")
@click.option("--search", help="A number, an address, a name or a product's number.")
@placed_options
@click.option("--limit", type=click.IntRange(1, 100), default=50, show_default=True)
def orders(
    terminal: Terminal,
    status: str | None,
    search: str | None,
    limit: int,
    **when: Any,  # noqa: ANN401 - read by what added the options
) -> None:
    """List orders: those that wait for somebody, or of a status, or placed at some time."""
    within = placed_within(terminal.means.now(), **when)
    answer = terminal.ask("orders", status=status, search=search, limit=limit, **within)
    # Of a narrow screen the rest is for the goods.
    is_wide = screen().width >= _WIDE
    rows = [
        (
            each["number"],
            coloured("packing" if each["shipment"] == "packing" else each["status"]),
            money(each["total"]),
            *([terminal.when(each["placed_at"])] if is_wide else []),
            _next_day(terminal, each),
            ", ".join(f"{line['quantity']} {line['sku']}" for line in each["lines"]),
        )
        for each in answer["orders"]
    ]
    placed = ["placed!"] if is_wide else []
    columns = ("number!", "state!", "+total", *placed, "due!", "goods")
    terminal.show(answer, table(counted(len(rows), "order"), columns, rows))


def _next_day(terminal: Terminal, order: Answer) -> str:
    """Return by when something must happen: the payment come, or the parcel leave."""
    if order["status"] == "awaiting_payment":
        return f"pay {terminal.when(order['payment_due_at']).rpartition(' ')[0]}"
    window = order["ships_between"]
    return f"ship {day(window['to'])}" if order["status"] == "paid" and window else NOTHING


@command(desk, "order")
@number_argument
def order(terminal: Terminal, number: str) -> None:
    """Show an order with its story and its mails."""
    answer = terminal.ask("order", number=number)
    terminal.show(answer, *order_shown(terminal, answer), mails_shown(terminal, answer["mails"]))


def order_shown(terminal: Terminal, order: Answer) -> list[RenderableType]:
    """Return an order as it is shown: what was bought, for whom, and what happened."""
    lines = [
        (line["sku"], line["name"], line["quantity"], money(line["unit_price"]))
        for line in order["lines"]
    ]
    return [
        facts(f"Order {order['number']}", _facts(terminal, order)),
        table("Goods", ("sku!", "name", "+units", "+each"), lines),
        happened_shown(terminal, order["events"]),
    ]


def _facts(terminal: Terminal, order: Answer) -> list[tuple[str, object]]:
    window = order["ships_between"]
    promise = f"{day(window['from'])} to {day(window['to'])}" if window else None
    return [
        ("state", coloured(order["status"])),
        ("payment", f"{state(order['payment'])}, by {state(order['payment_method'])}"),
        ("shipment", state(order["shipment"])),
        ("placed", terminal.when(order["placed_at"])),
        ("to be paid by", _due(terminal, order)),
        ("promised", promise),
        ("tracking", order["tracking"]),
        ("total", f"{money(order['total'])} with {money(order['shipping'])} shipping"),
        ("e-mail", order.get("email")),
        ("ship to", address_shown(order.get("shipping_address"))),
        ("instructions", order["instructions"]),
    ]


def _due(terminal: Terminal, order: Answer) -> str | None:
    is_awaited = order["status"] == "awaiting_payment"
    return terminal.when(order["payment_due_at"]) if is_awaited else None


def address_shown(address: dict[str, str | None] | None) -> str:
    """Return an address on one line."""
    return ", ".join(part for part in (address or {}).values() if part)


def happened_shown(terminal: Terminal, events: list[Answer]) -> RenderableType:
    """Return what happened, with who did it."""
    rows = [
        (
            terminal.when(e["at"]),
            state(e["type"]),
            e["detail"],
            e.get("actor", "").rpartition("/")[2],
        )
        for e in events
    ]
    return table("What happened", ("when!", "what", "detail", "by"), rows)


def mails_shown(terminal: Terminal, mails: list[Answer]) -> RenderableType:
    """Return how mails stand."""
    rows = [
        (
            m["mail"],
            coloured(m["state"]),
            terminal.when(m["sent_at"]),
            m["subject"],
            m["failure"] or "",
        )
        for m in mails
    ]
    return table("Mails", ("mail!", "state", "sent!", "subject", "failure"), rows)


@command(desk, "pick-list")
@click.option("--limit", type=click.IntRange(1, 100), default=50, show_default=True)
def pick_list(terminal: Terminal, limit: int) -> None:
    """List what to take from the shelves for the orders that are paid."""
    answer = terminal.ask("pick-list", limit=limit)
    rows = [(e["quantity"], e["sku"], e["name"], ", ".join(e["numbers"])) for e in answer["lines"]]
    units = sum(each["quantity"] for each in answer["lines"])
    terminal.show(
        answer,
        table(f"{counted(units, 'unit')} to pick", ("+units", "sku!", "name", "for"), rows),
    )


@command(desk, "mark-paid", changes=True)
@number_argument
def mark_paid(terminal: Terminal, number: str) -> None:
    """Note that an order is paid in full."""
    answer = terminal.act(f"Is {number} paid in full?", "mark-paid", number=number)
    sentence = f"{answer['order']['number']} is paid."
    if answer["outcome"] != "paid":
        sentence = f"{answer['order']['number']} cannot be sent any more: the money is owed back."
    terminal.done(answer, sentence)


@command(desk, "pack", changes=True)
@number_argument
def pack(terminal: Terminal, number: str) -> None:
    """Note that packing has begun: its customer cannot cancel it alone any more."""
    answer = terminal.act(f"Pack {number} now?", "pack", number=number)
    terminal.done(answer, f"{answer['order']['number']} is being packed.")


@command(desk, "unpack", changes=True)
@number_argument
def unpack(terminal: Terminal, number: str) -> None:
    """Note that packing has stopped: the order waits again."""
    answer = terminal.act(f"Stop packing {number}?", "unpack", number=number)
    terminal.done(answer, f"{answer['order']['number']} waits again.")


@command(desk, "ship", changes=True)
@number_argument
@click.option("--tracking", default="", help="The carrier's number.")
def ship(terminal: Terminal, number: str, tracking: str) -> None:
    """Note that an order has left; its customer is mailed."""
    told = f"under {tracking}" if tracking else "without a tracking number"
    question = f"Has {number} left {told}?"
    answer = terminal.act(question, "ship", number=number, tracking=tracking)
    terminal.done(answer, f"{answer['order']['number']} has left {told}.")


@command(desk, "cancel", changes=True)
@number_argument
def cancel(terminal: Terminal, number: str) -> None:
    """Cancel an order: its goods are on sale again."""
    answer = terminal.act(f"Cancel {number}?", "cancel", number=number)
    terminal.done(answer, f"{answer['order']['number']} is cancelled.")


@command(desk, "diagnose")
@number_argument
@click.option("--reason", help="Why; it is logged. [default: to diagnose a problem with the order]")
def diagnose(terminal: Terminal, number: str, reason: str | None) -> None:
    """Show all that is known of an order: its story, mails, payments and visits."""
    answer = terminal.look("diagnose", number=number, reason=reason)
    payments = [
        (
            p["payment_id"],
            p["provider"],
            coloured(p["state"]),
            pounds(p["amount_pence"]),
            pounds(p["due_pence"]),
        )
        for p in answer["payments"]
    ]
    told = [(terminal.when(t["at"]), t["type"], t["outcome"]) for t in answer["told"]]
    columns = ("payment!", "by", "state", "+amount", "+owed")
    terminal.show(
        answer,
        *order_shown(terminal, answer["order"]),
        mails_shown(terminal, answer["mails"]),
        table("Payments", columns, payments),
        table("Told by the provider", ("when!", "what", "outcome"), told),
        visits_shown(terminal, answer["visits"]),
    )


def visits_shown(terminal: Terminal, visits: list[Answer]) -> RenderableType:
    """Return visits, those that failed in red."""
    rows = [
        (
            terminal.when(v["at"]),
            v["ip"],
            f"{v['method']} {v['path']}",
            coloured("failed") if v["status"] >= 500 else v["status"],  # noqa: PLR2004 - HTTP's
            v["duration_ms"],
            v["request_id"],
        )
        for v in visits
    ]
    columns = ("when!", "address", "request", "status!", "+ms", "request id")
    return table(counted(len(rows), "visit"), columns, rows)
