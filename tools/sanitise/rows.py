"""Rows without people: what an erasure would leave of them, under numbers that are made up."""

import hashlib
import hmac
import importlib
import json
import pkgutil
import re
from collections.abc import Container, Iterable, Iterator
from typing import Any

import shop.storage
from shop.domain.addresses import Address
from shop.domain.catalogue import TEST_SKU
from shop.domain.invoices import Document
from shop.domain.personal_data import BOOKS, About, Fate, Table
from shop.domain.personal_data_buying import BUYING
from shop.domain.reference_numbers import make_reference
from shop.storage.connection import Row
from shop.storage.scrubbing import with_country_alone
from tools.seed.stack import variable_of

_NUMBER = re.compile(r"CT-[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]")
# What counts a person's uses of a code, by address or account.
_COUNTS = ("email#", "customer#")
_MADE_UP = "sanitised"

type Item = dict[str, Any]


def tables() -> list[Table]:
    """Return the tables that have a part in the set: of goods and books, none of people."""
    return [table for table in BUYING if not table.goes and table.name != "OrderKeysTable"]


def sanitised_items(
    table: Table, rows: Iterator[Row], salt: bytes, tests: Container[str] = ()
) -> Iterator[Item]:
    """Return a table's rows as DynamoDB's items, without people and without test orders.

    `tests` are the numbers of the orders that the shop placed itself.

    The same order has the same made-up number wherever it is named, and another one in the next
    set: who has both sets cannot tell.
    """
    for row in rows:
        is_test = getattr(row, "sku", "") == TEST_SKU or getattr(row, "number", "") in tests
        if not is_test and not str(getattr(row, "part", "")).startswith(_COUNTS):
            text = json.dumps(_without_people(table, row).serialize())
            yield json.loads(_NUMBER.sub(lambda found: _renumbered(found[0], salt), text))


def test_numbers(rows: Iterable[Row]) -> frozenset[str]:
    """Return the numbers of the orders that the shop placed itself, of the orders' rows."""
    lines = ((getattr(row, "number", ""), getattr(row, "lines", None) or ()) for row in rows)
    return frozenset(number for number, some in lines if any(x.sku == TEST_SKU for x in some))


def row_class(table: Table, environment: dict[str, str]) -> type[Row]:
    """Return the row class of a table, whose name is in the environment."""
    for module in pkgutil.iter_modules(shop.storage.__path__, "shop.storage."):
        importlib.import_module(module.name)
    name = environment[variable_of(table.name)]
    return next(kind for kind in Row.__subclasses__() if kind.Meta.table_name == name)


def _without_people(table: Table, row: Row) -> Row:
    for name, attribute in table.attributes.items():
        value = getattr(row, name)
        if attribute.rule is None or value is None:
            continue
        if attribute.rule.fate is Fate.KEPT:
            is_name = isinstance(value, str) and not _NUMBER.search(value)
            is_ours = attribute.rule is BOOKS or attribute.about is About.NOBODY
            setattr(row, name, _MADE_UP if is_name and not is_ours and name != "part" else value)
        else:
            setattr(row, name, _left(attribute.rule.fate, value))
    return row


def _left(fate: Fate, value: Any) -> Any:  # noqa: ANN401 - whatever an attribute holds
    if fate is Fate.COUNTRY and isinstance(value, Address | Document):
        return with_country_alone(value)
    return "" if fate is Fate.EMPTIED else None


def _renumbered(number: str, salt: bytes) -> str:
    digest = hmac.digest(salt, number.encode(), hashlib.sha256)
    return make_reference("CT", int.from_bytes(digest[:8]))
