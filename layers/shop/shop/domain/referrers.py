"""Referrers: the other sites whose links bring visitors; a host each, and not too many a day."""

import re
from collections.abc import Collection, Mapping

NO_OTHER_SITE = "no other site"
"""What is counted where a browser names no site, or this one; no host looks like it."""
MOST_REFERRERS = 50
"""How many hosts a day may have: what a visitor sends must not fill the table."""
_LONGEST = 80
# A name with a dot and a domain of letters at its end: no address, no machine of a home network.
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z](?:[a-z0-9-]*[a-z0-9])")


def referrer(host: str | None, own_host: str) -> str | None:
    """Return which other site led to a page; None for what cannot be the name of one."""
    name = _plain(host or "")
    if name in ("", _plain(own_host)):
        return NO_OTHER_SITE
    return name if len(name) <= _LONGEST and _HOST.fullmatch(name) else None


def _plain(host: str) -> str:
    return host.lower().rstrip(".").removeprefix("www.")


def newcomers(hosts: Collection[str], known: Collection[str]) -> tuple[str, ...]:
    """Return the hosts that a day does not know yet and has room for.

    Always the first in order, so that an attempt after half of one takes the same ones.
    """
    room = max(0, MOST_REFERRERS - len(known))
    return tuple(sorted(set(hosts) - set(known))[:room])


def parted[C: tuple[str, str]](cells: Mapping[C, int]) -> tuple[dict[str, int], dict[C, int]]:
    """Part the numbers of other sites, of which there is a limit, from all the others."""
    hosts = {cell: n for cell, n in cells.items() if _is_host(cell)}
    rest = {cell: n for cell, n in cells.items() if cell not in hosts}
    return {host: n for (_, host), n in hosts.items()}, rest


def _is_host(cell: tuple[str, str]) -> bool:
    return cell[0] == "referrer" and cell[1] != NO_OTHER_SITE
