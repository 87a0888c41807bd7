"""Commands about stock: look at it and its history, set it to what was counted, repair it."""

import secrets

import click

from tools.desk.asking import Answer
from tools.desk.group import desk
from tools.desk.tables import coloured, table
from tools.desk.terminal import REFUSED, Terminal, command
from tools.desk.words import counted, who

_KEY_BYTES = 8


@command(desk, "stock")
@click.argument("skus", nargs=-1, required=True)
def stock(terminal: Terminal, skus: tuple[str, ...]) -> None:
    """Show the stock of some products."""
    answer = terminal.look("products", limit=2000)
    wanted = {sku.upper() for sku in skus}
    found = [p for p in answer["products"] if p["sku"] in wanted]
    rows = [
        (p["sku"], p["available"], p["low_stock_at"], coloured(p["availability"])) for p in found
    ]
    missing = sorted(wanted - {p["sku"] for p in found})
    columns = ("sku!", "+stock", "+low at", "state!")
    terminal.show({"products": found}, table("Stock", columns, rows))
    if missing:
        click.echo(f"Not sold: {', '.join(missing)}", err=True)
        click.get_current_context().exit(REFUSED)


@command(desk, "stock-history")
@click.argument("sku")
@click.option("--limit", type=click.IntRange(1, 500), default=50, show_default=True)
def stock_history(terminal: Terminal, sku: str, limit: int) -> None:
    """Show what moved a product's stock, the newest first: who, when and why."""
    answer = terminal.look("stock-history", sku=sku, limit=limit)
    rows = [
        (terminal.when(m["at"]), f"{m['quantity']:+}", _why(m), m["source"], who(m["actor"]))
        for m in answer["movements"]
    ]
    columns = ("when!", "+units", "why", "by what", "who")
    stands = "they differ" if answer["differs"] else "they agree"
    title = f"{answer['sku']}: stock {answer['available']}, movements {answer['moved']}, {stands}"
    terminal.show(answer, table(title, columns, rows))


def _why(movement: Answer) -> str:
    note = movement["note"]
    return f"{movement['reason']}: {note}" if note else str(movement["reason"])


@command(desk, "repair-stock", changes=True)
@click.argument("sku")
@click.option("--counted", "units", type=click.IntRange(0, 1_000_000), help="What is there.")
@click.option("--reason", required=True, help="Why it differs; kept in the ledger.")
@click.option("--counted-at", type=int, help="What the shop said then.")
@click.option("--key", help="A name for this repair, to send the same again safely.")
def repair_stock(
    terminal: Terminal, sku: str, units: int | None, reason: str, **more: int | str | None
) -> None:
    """Let a stock and its movements agree again: at what was counted, else at the movements."""
    goal = "what its movements come to" if units is None else f"{units:,}"
    answer = terminal.act(
        f"Put the stock of {sku}, and its movements, to {goal}?",
        "repair-stock",
        sku=sku,
        available=units,
        reason=reason,
        key=more["key"] or secrets.token_hex(_KEY_BYTES),
        available_read=more["counted_at"],
    )
    product = answer["product"]
    left = counted(product["available"], "unit")
    terminal.done(answer, f"{product['sku']}: {left}, {answer['outcome']}.")


@command(desk, "set-stock", changes=True)
@click.argument("sku")
@click.argument("available", type=click.IntRange(0, 1_000_000))
@click.option("--reason", required=True, help="Why it differs; kept in the ledger.")
@click.option("--counted-at", type=click.IntRange(0, 1_000_000), help="What the shop said then.")
@click.option("--key", help="A name for this count, to send the same again safely.")
def set_stock(
    terminal: Terminal, sku: str, available: int, reason: str, **more: int | str | None
) -> None:
    """Set a stock to what was counted, with an entry in the ledger."""
    answer = terminal.act(
        f"Are there {counted(available, 'unit')} of {sku}?",
        "set-stock",
        sku=sku,
        available=available,
        reason=reason,
        key=more["key"] or secrets.token_hex(_KEY_BYTES),
        available_read=more["counted_at"],
    )
    moved = f" ({answer['moved']:+})" if "moved" in answer else ", set before"
    product = answer["product"]
    terminal.done(answer, f"{product['sku']}: {counted(product['available'], 'unit')}{moved}.")
