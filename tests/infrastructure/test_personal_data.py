"""Every attribute of every table is classed, and what leads to a person is exported and erased."""

import importlib
import pkgutil
import re

import pytest

import shop.storage
from shop.domain.personal_data import About, mistakes_in
from shop.domain.personal_data_tables import TABLES
from shop.storage.connection import Row
from shop.storage.erasures import STEPS
from shop.storage.personal_records import FINDERS
from tests.support.template import ROOT, resources, table_name

INVENTORY = (ROOT / "docs/data-inventory.md").read_text(encoding="utf-8")
DECLARED = "layers/shop/shop/domain/personal_data_buying.py or personal_data_people.py"

for module in pkgutil.iter_modules(shop.storage.__path__, "shop.storage."):
    importlib.import_module(module.name)
ROWS = {
    kind.Meta.table_name: kind
    for kind in Row.__subclasses__()
    if kind.__module__.startswith("shop.storage.")
}
NAMES = sorted(resources("AWS::DynamoDB::Table"))


def attributes_of(table: str) -> set[str]:
    return {found.attr_name for found in ROWS[table_name(table)].get_attributes().values()}


def classed_on_the_page(table: str) -> dict[str, str]:
    """Return the `personal` column of a table's attributes, those of maps left out."""
    section = re.search(rf"^### `{table}`\n(.*?)(?=^##|\Z)", INVENTORY, re.MULTILINE | re.DOTALL)
    assert section, f"docs/data-inventory.md has no section for {table}"
    rows = re.findall(r"^\| `(\w+)` \|.*\| (\w+) \|$", section[1], re.MULTILINE)
    return dict(rows)


@pytest.mark.parametrize("table", NAMES)
def test_classes_every_attribute_of_a_table_and_no_other(table):
    assert table in TABLES, (
        f"{table} is new: declare it in {DECLARED}, with the class and the rule of each attribute"
        " (see GOES, REMOVED, EMPTIED, COUNTRY_STAYS, SECRET and kept in personal_data.py)"
    )
    missing = attributes_of(table) - set(TABLES[table].attributes)
    assert missing == set(), (
        f"{table} has attributes that no export shows and no erasure takes: add each to the group"
        f" of its class and rule in {DECLARED}; (_NO, None, ...) if it tells of nobody, else with"
        " the rule of what an erasure does with it. In a table whose rows stay, such as"
        " OrdersTable, that is REMOVED or EMPTIED; a reason to keep it is kept('...')."
    )
    assert set(TABLES[table].attributes) - attributes_of(table) == set(), "declared, but gone"


@pytest.mark.parametrize("table", NAMES)
def test_classes_attributes_as_the_data_inventory_does(table):
    declared = {name: found.about.value for name, found in TABLES[table].attributes.items()}
    page = classed_on_the_page(table)
    differ = {n: (page.get(n), declared.get(n)) for n in page | declared}
    assert {n: both for n, both in differ.items() if both[0] != both[1]} == {}, (
        f"class these alike in docs/data-inventory.md (first) and {DECLARED} (second)"
    )


@pytest.mark.parametrize("table", NAMES)
def test_gives_what_leads_to_a_person_a_rule_or_a_reason_to_stay(table):
    assert mistakes_in(TABLES[table]) == []


@pytest.mark.parametrize("table", NAMES)
def test_finds_and_erases_the_rows_of_every_table_that_are_not_kept_whole(table):
    found = TABLES[table]
    is_erased = found.goes or bool(found.scrubbed())
    assert table in FINDERS or not is_erased, (
        f"{table} leads to people: write a finder in shop.storage.personal_records.FINDERS, else"
        " no export shows it"
    )
    assert table in STEPS or not found.goes, (
        f"rows of {table} go: write a step in shop.storage.erasures.STEPS, else no erasure does it"
    )


def test_what_is_kept_of_a_person_is_nothing_that_says_who_they_are():
    kept = [
        f"{table.name}.{name}"
        for table in TABLES.values()
        for name, found in table.attributes.items()
        if found.about is About.PERSON and found.rule is not None and found.rule.reason
    ]
    assert kept == []
