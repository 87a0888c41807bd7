"""The published policies: files of this layer, read once a process."""

from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path

from shop.domain.acceptances import PolicyVersion
from shop.domain.errors import NotFound
from shop.domain.policies import (
    POLICY_NAMES,
    Policy,
    fill,
    in_force,
    newest_first,
    parse,
)
from shop.gateways.settings import MARKET, SHOP

FOLDER = Path(__file__).parent.parent / "policies"
# Each published version is one file; the text it was made from, with the code's numbers still to
# be filled in, lies beside them.
SOURCE_FILE = "source.md"


@cache
def history(name: str) -> tuple[Policy, ...]:
    """Return all published versions of a policy, the newest first.

    Raises:
        NotFound: there is no such policy.
    """
    if name not in POLICY_NAMES:
        raise NotFound("There is no such policy.")
    return read_history(FOLDER, name, values_from_settings())


def versions_in_force(names: Iterable[str], on: date) -> tuple[PolicyVersion, ...]:
    """Return the versions of policies in force on a day, to be shown and agreed to."""
    policies = (in_force(history(name), on) for name in names)
    return tuple(PolicyVersion(found.name, found.version, found.sha256) for found in policies)


def read_history(folder: Path, name: str, values: Mapping[str, str]) -> tuple[Policy, ...]:
    """Read the published versions of a policy and fill in what differs between deployments."""
    files = (path for path in (folder / name).glob("*.md") if path.name != SOURCE_FILE)
    return newest_first(parse(name, fill(path.read_text("utf-8"), values)) for path in files)


def values_from_settings() -> dict[str, str]:
    """Return what fills the placeholders that a published version still has."""
    return {
        "shop_name": SHOP.name,
        "postal_address": ", ".join(SHOP.postal_address.splitlines()),
        "email": SHOP.email,
        "telephone": SHOP.telephone,
        "market": market_sentence(MARKET),
    }


def market_sentence(market: str) -> str:
    """Say where the shop sells; an open question while the setting is empty."""
    if market:
        return f"We sell in: {market}."
    return "The shop is not set up for one particular country."
