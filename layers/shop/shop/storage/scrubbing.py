"""Taking out of a row what tells of a person, attribute by attribute as it is declared."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action

from shop.domain.addresses import Address
from shop.domain.invoices import Document
from shop.domain.personal_data import Fate
from shop.storage.connection import Row, unless_taken


def scrub(row: Row, fates: Mapping[str, Fate], condition: Condition, *also: Action) -> bool | None:
    """Change what the fates say of a row as it was read, and with it `also`.

    None if there was nothing to change, False if the condition refused it.
    """
    actions = scrubbing(row, fates)
    if not actions:
        return None
    return unless_taken(lambda: row.update([*actions, *also], condition=condition))


def scrubbing(row: Row, fates: Mapping[str, Fate]) -> list[Action]:
    """Return the changes that a row still needs; none once it is scrubbed."""
    actions: list[Action] = []
    for name, fate in fates.items():
        value = getattr(row, name)
        if value is not None:
            actions += _changes(getattr(type(row), name), fate, value)
    return actions


def _changes(place: Any, fate: Fate, value: Any) -> list[Action]:  # noqa: ANN401 - any attribute
    if fate is Fate.REMOVED:
        return [place.remove()]
    left = "" if fate is Fate.EMPTIED else with_country_alone(value)
    return [] if value == left else [place.set(left)]


def with_country_alone(value: Address | Document) -> Address | Document:
    """Return an address, or a document with its buyer's, of which only the country is left."""
    if isinstance(value, Document):
        return replace(value, buyer=_country_of(value.buyer))
    return _country_of(value)


def _country_of(address: Address) -> Address:
    return Address(name="", line1="", city="", country=address.country)
