"""Tables, and numbers as they are shown."""

from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal


def table(head: list[str], rows: Iterable[list[str]]) -> list[str]:
    """Return a table of Markdown."""
    rule = "|".join(["", *("---" for _ in head), ""])
    return [f"| {' | '.join(head)} |", rule, *(f"| {' | '.join(row)} |" for row in rows)]


def money(dollars: Decimal) -> str:
    """Return dollars and cents."""
    return f"${dollars.quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def count(number: Decimal) -> str:
    """Return a whole number."""
    return f"{number.quantize(Decimal(1), ROUND_HALF_UP):,}"


def precise(number: Decimal) -> str:
    """Return three digits that count, at most."""
    places = max(0, 2 - max(number.adjusted(), -4)) if number else 0
    return f"{number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP):,f}"


def percent(share: Decimal) -> str:
    """Return a share in hundredths."""
    return f"{(share * 100).quantize(Decimal(1), ROUND_HALF_UP)} %"


def rounded(number: int) -> int:
    """Return two digits that count: more would pretend to know."""
    places = max(0, len(str(number)) - 2)
    unit = int("1" + "0" * places)
    return number // unit * unit
