"""The row classes and the template describe the same tables."""

import importlib
import pkgutil
import re
from typing import Any

import pytest

import shop.storage
from shop.storage.connection import ExpiryAttribute, Row
from tests.support.template import ROOT, resources, table_name, template

TABLES = resources("AWS::DynamoDB::Table")
WITHOUT_A_VARIABLE = {}
for found in pkgutil.iter_modules(shop.storage.__path__, "shop.storage."):
    try:
        importlib.import_module(found.name)
    except KeyError as missing:
        WITHOUT_A_VARIABLE[found.name] = str(missing)
ROWS = [row for row in Row.__subclasses__() if row.__module__.startswith("shop.storage.")]


def rows_of(table: str) -> list[type[Row]]:
    rows = [row for row in ROWS if row.Meta.table_name == table_name(table)]
    assert rows, f"no module in shop.storage has a row class for {table}"
    return rows


def shape_of(row: type[Row]) -> Any:
    return row._get_schema()  # noqa: SLF001 - what pynamodb would create the table from


def keys_of(schema: list[dict[str, str]]) -> frozenset[tuple[str, str]]:
    return frozenset((key["AttributeName"], key["KeyType"]) for key in schema)


@pytest.mark.parametrize("table", TABLES)
def test_keys_are_the_same(table):
    expected = keys_of(TABLES[table]["KeySchema"])
    for row in rows_of(table):
        assert keys_of(shape_of(row)["key_schema"]) == expected, row


@pytest.mark.parametrize("table", TABLES)
def test_types_of_key_attributes_are_the_same(table):
    expected = {
        (a["AttributeName"], a["AttributeType"]) for a in TABLES[table]["AttributeDefinitions"]
    }
    found = {
        (a["AttributeName"], a["AttributeType"])
        for row in rows_of(table)
        for a in shape_of(row)["attribute_definitions"]
    }
    assert found == expected


@pytest.mark.parametrize("table", TABLES)
def test_indexes_are_the_same(table):
    expected = {
        (index["IndexName"], keys_of(index["KeySchema"]), index["Projection"]["ProjectionType"])
        for index in TABLES[table].get("GlobalSecondaryIndexes", [])
    }
    found = {
        (index["index_name"], keys_of(index["key_schema"]), index["projection"]["ProjectionType"])
        for row in rows_of(table)
        for index in shape_of(row)["global_secondary_indexes"]
    }
    assert found == expected


@pytest.mark.parametrize("table", TABLES)
def test_what_expires_is_swept(table):
    expiries = {
        attribute.attr_name
        for row in rows_of(table)
        for attribute in row.get_attributes().values()
        if isinstance(attribute, ExpiryAttribute)
    }
    sweeping = TABLES[table].get("TimeToLiveSpecification")
    expected = {"AttributeName": expiries.pop(), "Enabled": True} if expiries else None
    assert (sweeping, expiries) == (expected, set())


@pytest.mark.parametrize("table", TABLES)
def test_is_paid_by_use_and_can_be_restored(table):
    properties = TABLES[table]
    assert properties["BillingMode"] == "PAY_PER_REQUEST"
    assert properties["PointInTimeRecoverySpecification"] == {"PointInTimeRecoveryEnabled": True}
    assert properties["SSESpecification"] == {"SSEEnabled": True}


@pytest.mark.parametrize("table", TABLES)
def test_in_production_it_cannot_be_lost(table):
    resource = template()["Resources"][table]
    kept = {"Fn::If": ["IsProduction", "Retain", "Delete"]}
    assert resource["DeletionPolicy"] == resource["UpdateReplacePolicy"] == kept
    assert resource["Properties"]["DeletionProtectionEnabled"] == {
        "Fn::If": ["IsProduction", True, False]
    }


@pytest.mark.parametrize("table", TABLES)
def test_its_module_has_its_name(table):
    noun = re.sub(r"(?<=[a-z])(?=[A-Z])", "_", table.removesuffix("Table")).lower()
    modules = {row.__module__ for row in rows_of(table)}
    assert modules == {f"shop.storage.{noun}"}


def test_every_module_is_told_the_name_of_its_table():
    assert WITHOUT_A_VARIABLE == {}, "no function in template.yaml is given these"


def test_every_row_class_has_a_table():
    named = {table_name(table) for table in TABLES}
    assert [row for row in ROWS if row.Meta.table_name not in named] == []


def test_no_row_is_created_by_accident():
    """pynamodb's `save()` and `update()` without a condition make rows out of nothing."""
    careless = [
        f"{path.name}: {call}"
        for path in sorted((ROOT / "layers/shop/shop/storage").glob("*.py"))
        for call in re.findall(r"\.save\(\)|\.delete\(\)", path.read_text(encoding="utf-8"))
    ]
    assert careless == []


def test_money_and_counts_are_never_floats():
    users = [
        path.name
        for path in (ROOT / "layers/shop/shop").rglob("*.py")
        if "import NumberAttribute" in path.read_text(encoding="utf-8")
    ]
    assert users == []
