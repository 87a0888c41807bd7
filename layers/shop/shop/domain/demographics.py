"""Broad demographics: how many of a day's visitors came from where, in what language, with what.

Only numbers are kept, each trait for itself, so that nobody is seen through several at once; and
numbers of fewer than five are neither told nor kept longer than the day's salt.
"""

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from shop.domain.referrers import referrer
from shop.domain.visits import Visit

type Kind = Literal[
    "country", "language", "device", "network", "referrer", "page", "product", "bot", "link"
]
type Cell = tuple[Kind, str]
"""What is counted: a kind of trait, and which one it is."""

PERSONAL_KINDS: tuple[Kind, ...] = ("country", "language", "device", "network", "referrer")
# Of these a small number tells no more than that somebody was there; it is not told either.
VIEWED_KINDS: tuple[Kind, ...] = ("page", "product")
SMALLEST_CELL = 5
# Of both kinds of address what a provider of many thousands has.
_IPV4_BITS = 16
_IPV6_BITS = 32
_IPV4 = 4
_COUNTRY = re.compile(r"[A-Z]{2}")
_LANGUAGE = re.compile(r"[a-z]{2,3}")
_PREFIX = "cell#"


@dataclass(frozen=True, slots=True)
class Told:
    """The numbers of a kind that may be told; `others` are the rest, together or not known."""

    numbers: Mapping[str, int]
    others: int


def cells_of(visit: Visit, own_host: str) -> tuple[Cell, ...]:
    """Return the traits of who made a visit to our host, as broad as they are counted."""
    found: tuple[tuple[Kind, str | None], ...] = (
        ("country", _country(visit.country)),
        ("language", _language(visit.language)),
        ("device", device_class(visit.user_agent)),
        ("network", _network(visit.ip)),
        ("referrer", referrer(visit.referrer_host, own_host)),
    )
    return tuple((kind, value) for kind, value in found if value is not None)


def device_class(user_agent: str | None) -> str:
    """Return what kind of device a browser says it runs on."""
    text = (user_agent or "").lower()
    if "ipad" in text or "tablet" in text or ("android" in text and "mobile" not in text):
        return "tablet"
    if "iphone" in text or "mobile" in text:
        return "phone"
    is_computer = any(system in text for system in ("windows", "macintosh", "linux", "cros"))
    return "computer" if is_computer else "other"


def _country(text: str | None) -> str | None:
    code = (text or "").upper()
    return code if _COUNTRY.fullmatch(code) else None


def _language(text: str | None) -> str | None:
    code = (text or "").lower().partition("-")[0]
    return code if _LANGUAGE.fullmatch(code) else None


def _network(ip: str) -> str | None:
    try:
        parsed = ipaddress.ip_address(ip)
    except ValueError:
        return None
    bits = _IPV4_BITS if parsed.version == _IPV4 else _IPV6_BITS
    return str(ipaddress.ip_network((parsed, bits), strict=False))


def part_of(cell: Cell) -> str:
    """Return the name of a day's part that holds the number of a cell."""
    kind, value = cell
    return f"{_PREFIX}{kind}#{value}"


def cell_of(part: str) -> Cell | None:
    """Return the cell whose number a part of a day holds; None if it holds none."""
    prefix, _, rest = part.partition("#")
    kind, _, value = rest.partition("#")
    if f"{prefix}#" != _PREFIX:
        return None
    for known in (*PERSONAL_KINDS, *VIEWED_KINDS, "bot", "link"):
        if kind == known:
            return known, value
    return None


def is_small(cell: Cell, number: int) -> bool:
    """Tell whether a number is of so few people, or views, that one might be known by it."""
    return cell[0] in (*PERSONAL_KINDS, *VIEWED_KINDS) and number < SMALLEST_CELL


def told(numbers: Mapping[str, int], total: int) -> Told:
    """Return what may be told of the numbers of a kind, of `total` people or views in all.

    Small numbers join the others; if those are few themselves, so does the smallest told one, or
    the difference to the total would tell them.
    """
    shown = {value: number for value, number in numbers.items() if number >= SMALLEST_CELL}
    others = max(0, total - sum(shown.values()))
    while shown and 0 < others < SMALLEST_CELL:
        smallest = min(shown, key=lambda value: (shown[value], value))
        others += shown.pop(smallest)
    return Told(shown, others)
