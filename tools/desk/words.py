"""How the terminal says things: money, instants of this place, and text that strangers wrote."""

import unicodedata
from datetime import date, datetime, timedelta
from typing import Any

NOTHING = "–"
# Written by somebody, these could turn a line round or act on the terminal.
_ACTING = ("Cc", "Cf", "Co", "Cs", "Zl", "Zp")


def clean(text: object) -> str:
    """Return a text in which nothing acts on a terminal; lines stay lines."""
    return "".join(_shown(c) for c in str(text).replace("\r\n", "\n").replace("\t", "    "))


def _shown(character: str) -> str:
    if character == "\n" or unicodedata.category(character) not in _ACTING:
        return character
    return "" if unicodedata.category(character) == "Cf" else "�"


def one_line(text: object) -> str:
    """Return a text on one line in which nothing acts on a terminal."""
    return " ".join(clean(text).split())


def pounds(pence: int, currency: str = "GBP") -> str:
    """Return an amount in words: `£19.99`."""
    sign = "£" if currency == "GBP" else f"{currency} "
    return f"{'-' if pence < 0 else ''}{sign}{abs(pence) // 100:,}.{abs(pence) % 100:02}"


def money(told: dict[str, Any] | None) -> str:
    """Return what the shop tells as `{amount, currency}` in words."""
    return NOTHING if told is None else pounds(told["amount"], told["currency"])


def moment(instant: str | None, now: datetime) -> str:
    """Return an instant in words of this place: `today 14:05`, `Mon 3 Aug 14:05`."""
    if not instant:
        return NOTHING
    here = datetime.fromisoformat(instant).astimezone()
    today = now.astimezone().date()
    clock = f"{here:%H:%M}"
    near = {0: "today", -1: "yesterday", 1: "tomorrow"}
    away = (here.date() - today).days
    if away in near:
        return f"{near[away]} {clock}"
    told = day(f"{here:%Y-%m-%d}")
    is_far = abs(here.date() - today) > timedelta(days=300)
    return f"{told} {here.year}" if is_far else f"{told} {clock}"


def day(told: str) -> str:
    """Return a day in words: `Mon 3 Aug`."""
    on = date.fromisoformat(told)
    return f"{on:%a} {on.day} {on:%b}"


def who(operator: str | None) -> str:
    """Return an operator's own name out of an ARN."""
    return (operator or "").rpartition("/")[2] or (operator or "")


def counted(number: int, one: str, many: str | None = None) -> str:
    """Return how many of something: `1 order`, `2 orders`."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def state(name: str) -> str:
    """Return the shop's name of a state as words: `awaiting payment`."""
    return name.replace("_", " ").replace("-", " ")
