"""Commands about promotional codes, and the links to other sites."""

from datetime import datetime
from typing import Any

import click

from tools.desk.asking import Answer
from tools.desk.group import desk
from tools.desk.payments import pence_of
from tools.desk.tables import coloured, table
from tools.desk.terminal import Terminal, command
from tools.desk.words import NOTHING, counted, pounds, who

_DAYS = click.DateTime(("%Y-%m-%d", "%Y-%m-%dT%H:%M"))


@command(desk, "promotions")
@click.option("--limit", type=click.IntRange(1, 100), default=50, show_default=True)
def promotions(terminal: Terminal, limit: int) -> None:
    """List the codes with their uses, the one that starts last first."""
    answer = terminal.ask("promotions", limit=limit)
    rows = [
        (
            p["code"],
            _gives(p),
            coloured(p["state"]),
            _uses(p),
            f"from {terminal.when(p['starts_at'])}"
            if p["state"] == "waiting"
            else f"until {terminal.when(p['ends_at'])}",
            " / ".join(who(name) for name in (p["made_by"], p["ended_by"]) if name),
        )
        for p in answer["promotions"]
    ]
    columns = ("code!", "gives", "state!", "uses!", "when!", "by")
    terminal.show(answer, table(counted(len(rows), "code"), columns, rows))


def _gives(promotion: Answer) -> str:
    kind, amount = promotion["kind"], promotion["amount"]
    told = {"percent": f"{amount} % off", "fixed": f"{pounds(amount)} off"}.get(kind, "post free")
    least = promotion["least_subtotal_pence"]
    return f"{told} from {pounds(least)}" if least else told


def _uses(promotion: Answer) -> str:
    most = promotion["most_uses"]
    return f"{promotion['uses']:,} of {most:,}" if most else f"{promotion['uses']:,}"


@command(desk, "start-promotion", changes=True)
@click.argument("code")
@click.option("--percent", type=click.IntRange(1, 100), help="So much per cent off.")
@click.option("--off", callback=pence_of, help="So many pounds off, such as 5.00.")
@click.option("--post-free", is_flag=True, help="Free delivery.")
@click.option("--until", type=_DAYS, required=True, help="Its end: 2026-12-31, or with T18:00.")
@click.option("--from", "since", type=_DAYS, help="Its start. [default: now]")
@click.option("--least", callback=pence_of, help="For carts of so many pounds and more.")
@click.option("--most-uses", type=click.IntRange(1, 1_000_000), help="By all together.")
@click.option("--most-uses-each", type=click.IntRange(1, 1_000_000), help="By one customer.")
def start_promotion(terminal: Terminal, code: str, **given: Any) -> None:  # noqa: ANN401 - its options
    """Start a code; exactly one of --percent, --off and --post-free says what it gives."""
    kind, amount = _kind(given["percent"], given["off"], is_free=given["post_free"])
    answer = terminal.act(
        f"Start {code.upper()}?",
        "start-promotion",
        code=code,
        kind=kind,
        amount=amount,
        starts_at=_instant(given["since"]),
        ends_at=_instant(given["until"]),
        least_subtotal_pence=given["least"],
        most_uses=given["most_uses"],
        most_uses_each=given["most_uses_each"],
    )
    promotion = answer["promotion"]
    end = terminal.when(promotion["ends_at"])
    terminal.done(answer, f"{promotion['code']} gives {_gives(promotion)} until {end}.")


def _kind(percent: int | None, pence: int | None, *, is_free: bool) -> tuple[str, int]:
    said = [("percent", percent), ("fixed", pence), ("free_shipping", 0 if is_free else None)]
    given = [(kind, amount) for kind, amount in said if amount is not None]
    if len(given) != 1:
        raise click.UsageError("Give exactly one of --percent, --off and --post-free.")
    return given[0]


def _instant(day: datetime | None) -> str | None:
    """Return the shop's words for an instant that was typed in this place's time."""
    return None if day is None else day.astimezone().isoformat()


@command(desk, "end-promotion", changes=True)
@click.argument("code")
def end_promotion(terminal: Terminal, code: str) -> None:
    """End a code now; what was ordered with it keeps its discount."""
    answer = terminal.act(f"End {code.upper()} now?", "end-promotion", code=code)
    terminal.done(answer, f"{answer['promotion']['code']} has ended.")


@command(desk, "links")
def links(terminal: Terminal) -> None:
    """List the links to other sites: whether they lead somewhere, and how often they are used."""
    answer = terminal.look("links")
    rows = [
        (e["title"], e["url"], e["state"], e["status"] or NOTHING, e["clicks_in_30_days"])
        for e in answer["links"]
    ]
    columns = ("title", "address", "state", "status", "+in 30 days")
    terminal.show(answer, table(counted(len(rows), "link"), columns, rows))
