"""Commands about visitors: their numbers with a chart, and the visits of one for a reason."""

from datetime import datetime
from pathlib import Path

import click
from rich.console import Group, RenderableType
from rich.text import Text

from tools.desk.asking import Answer
from tools.desk.group import desk
from tools.desk.orders import visits_shown
from tools.desk.periods import days_within, from_option, to_option
from tools.desk.tables import table
from tools.desk.terminal import Terminal, command, screen
from tools.desk.words import NOTHING, counted, one_line, state

SMALLEST = 5
_FEWER = f"fewer than {SMALLEST}"
_BAR = 30
# What the numbers beside a bar need.
_NUMBERS = 65
_MOST_ROWS = 12
_EIGHTHS = " ▏▎▍▌▋▊▉"


@command(desk, "visitors")
@from_option
@to_option
@click.option("--days", type=click.IntRange(1, 92), help="As many, up to --to or today; else 30.")
@click.option("--png", type=click.Path(dir_okay=False, path_type=Path), help="A picture of it.")
def visitors(
    terminal: Terminal,
    first: datetime | None,
    last: datetime | None,
    days: int | None,
    png: Path | None,
) -> None:
    """Report on the visitors of some days of UTC, with a chart: at most 92 days at once."""
    answer = terminal.ask("visitors", **days_within(first, last, days))
    if png is not None:
        # Only who wants a picture waits for what draws it.
        from tools.desk.pictures import draw  # noqa: PLC0415

        draw(answer, png)
        click.echo(f"Written to {png}.", err=True)
    terminal.show(answer, _chart(answer), *_parts(answer), _notes(answer))


def _chart(report: Answer) -> RenderableType:
    most = max([day["visitors"] for day in report["days"]], default=0)
    total, width = report["sum_of_days"], max(1, min(_BAR, screen().width - _NUMBERS))
    title = (
        f"Visitors of {counted(len(report['days']), 'day')}{_days_of(report)}\n"
        f"{total['visitors']:,} visitors (sum of daily visitors), "
        f"{total['visits']:,} visits (sum of daily visits),\n"
        f"{counted(total['page_views'], 'page')}, {counted(total['orders'], 'order')}, "
        f"{_conversion(total)} conversion"
    )
    rows = [
        (
            day["day"],
            Text(bar_of(day["visitors"], most, width), style="cyan"),
            day["visitors"],
            day["visits"] or (NOTHING if day["visitors"] else 0),
            day["page_views"],
            day["orders"],
            _conversion(day),
        )
        for day in report["days"]
    ]
    columns = ("day!", "", "+visitors", "+visits", "+pages", "+orders", "+conversion")
    return table(title, columns, rows)


def _days_of(report: Answer) -> str:
    days = report["days"]
    return f", {days[0]['day']} to {days[-1]['day']} (UTC)" if days else ""


def bar_of(number: int, most: int, width: int = _BAR) -> str:
    """Return a bar as long as a number is of the largest one, to an eighth of a character."""
    eighths = round(8 * width * number / most) if most else 0
    # What is there is seen, however little it is.
    eighths = max(eighths, 1) if number else 0
    return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()


def _conversion(counts: Answer) -> str:
    if not counts["visitors"]:
        return NOTHING
    return f"{100 * counts['orders'] / counts['visitors']:.1f} %"


def _parts(report: Answer) -> list[RenderableType]:
    """Return a table for each kind: those of people without what could tell of one."""
    people = [
        _part(f"By {state(kind)}, sum of daily visitors", told["visitors"], told["others"])
        for kind, told in report["demographics"].items()
    ]
    viewed = [
        _part(f"Views by {what}", report[name]["views"], report[name]["others"])
        for name, what in (("pages", "page"), ("products", "product"))
    ]
    rest = [
        _part(title, report[name], None)
        for name, title in (("bots", "Pages for programs, by rule"), ("links", "Links followed"))
        if report[name]
    ]
    return [*people, *viewed, *rest]


def _part(title: str, numbers: dict[str, int], others: int | None) -> RenderableType:
    listed = sorted(numbers.items(), key=lambda item: -item[1])
    most = max(numbers.values(), default=0)
    rows: list[tuple[object, ...]] = [
        (one_line(name), Text(bar_of(number, most, _BAR // 2), style="cyan"), number)
        for name, number in listed[:_MOST_ROWS]
    ]
    if hidden := [number for _, number in listed[_MOST_ROWS:]]:
        rows.append((f"{len(hidden):,} more", "", sum(hidden)))
    if others:
        told = _FEWER if others < SMALLEST else f"{others:,}"
        rows.append((f"others, and each of {_FEWER}", "", told))
    return table(title, ("", "", "+number"), rows, empty="Nobody, or too few to tell.")


def _notes(report: Answer) -> RenderableType:
    return Group(*(Text(f"· {note}", style="dim") for note in report["notes"]))


@command(desk, "visits")
@click.option("--order", "number", help="Those of an order.")
@click.option("--session", help="Those of a session.")
@click.option("--address", "ip", help="Those of an IP address.")
@click.option("--reason", required=True, help="Why you look: it is logged with your name.")
def visits(
    terminal: Terminal, number: str | None, session: str | None, ip: str | None, reason: str
) -> None:
    """Show the visits of an order, a session or an address: to find out what went wrong."""
    if sum(given is not None for given in (number, session, ip)) != 1:
        raise click.UsageError("Give exactly one of --order, --session and --address.")
    screen(is_error=True).print(
        Text("Your name, the time and the reason are logged.", style="dim"), soft_wrap=True
    )
    answer = terminal.look("visits", reason=reason, number=number, session=session, ip=ip)
    terminal.show(answer, visits_shown(terminal, answer["visits"]), *_kept(terminal, answer))


def _kept(terminal: Terminal, answer: Answer) -> list[RenderableType]:
    """Return where these visits lead on, and until when they are kept."""
    if not answer["visits"]:
        return []
    orders = sorted({v["order_number"] for v in answer["visits"] if v["order_number"]})
    sessions = sorted({v["session"] for v in answer["visits"] if v["session"]})
    kept = max(v["kept_until"] for v in answer["visits"])
    told = [
        *([f"Orders: {', '.join(orders)}"] if orders else []),
        *([f"Sessions: {', '.join(sessions)}"] if sessions else []),
        f"Kept until {terminal.when(kept)} at the latest.",
    ]
    return [Text(one_line(line), style="dim") for line in told]
