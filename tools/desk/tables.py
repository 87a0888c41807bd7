"""Tables and lists on the screen, readable at eighty columns."""

from collections.abc import Iterable, Sequence
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

from tools.desk.words import NOTHING, clean, one_line, state

_COLOURS = {
    "paid": "green",
    "packing": "cyan",
    "awaiting payment": "yellow",
    "shipped": "blue",
    "cancelled": "dim",
    "expired": "dim",
    "refunded": "magenta",
    "in stock": "green",
    "few left": "yellow",
    "out of stock": "red",
    "new": "yellow",
    "open": "yellow",
    "answered": "green",
    "quarantined": "red",
    "requested": "yellow",
    "approved": "blue",
    "received": "yellow",
    "running": "green",
    "waiting": "yellow",
    "sent": "green",
    "failed": "red",
    "bounced": "red",
    "reject": "red",
    "create": "green",
    "update": "yellow",
}


def table(
    title: str, columns: Sequence[str], rows: Iterable[Sequence[object]], *, empty: str = "Nothing."
) -> RenderableType:
    """Return rows under a title, or a sentence if there are none; `+name` is a column of numbers.

    The last column takes what room is left; `name!` is never broken over lines.
    """
    listed = [[_cell(value) for value in row] for row in rows]
    if not listed:
        return Group(Text(title, style="bold"), Text(f"  {empty}", style="dim"))
    made = Table(title=title, title_justify="left", title_style="bold", box=box.SIMPLE_HEAD)
    made.show_edge, made.pad_edge = False, False
    for name in columns:
        made.add_column(
            name.strip("+!"),
            justify="right" if name.startswith("+") else "left",
            no_wrap=name.endswith("!") or name.startswith("+"),
            overflow="fold",
        )
    for row in listed:
        made.add_row(*row)
    return Group(made, Text())


def facts(title: str, pairs: Iterable[tuple[str, object]]) -> RenderableType:
    """Return names with their values, one under the other; what is empty is left out."""
    made = Table.grid(padding=(0, 2))
    made.add_column(style="dim", no_wrap=True)
    made.add_column(overflow="fold")
    for name, value in pairs:
        if value not in (None, "", NOTHING):
            made.add_row(name, _cell(value))
    return Group(Text(clean(title), style="bold"), made, Text())


def letter(title: str, text: str) -> RenderableType:
    """Return a text as somebody wrote it, framed."""
    return Panel(Text(clean(text)), title=Text(one_line(title)), title_align="left")


def coloured(name: str | None) -> Text:
    """Return a state in words, in its colour."""
    told = state(name or NOTHING)
    return Text(told, style=_COLOURS.get(told, ""))


def _cell(value: Any) -> Text:  # noqa: ANN401 - whatever a shop tells
    if isinstance(value, Text):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Text(f"{value:,}")
    return Text(NOTHING if value is None else one_line(value))
