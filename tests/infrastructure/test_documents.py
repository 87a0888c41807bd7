"""That the documents name what there is: tables, attributes, functions, periods and settings."""

import importlib
import pkgutil
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from pynamodb.attributes import ListAttribute, MapAttribute

import shop.storage
from shop.domain import retention
from shop.domain.periods import period_text
from shop.storage.connection import Row
from shop.web.cookies import COOKIES
from shop.web.routes import ROUTES
from tests.support.template import ROOT, resources, table_name, template

INVENTORY = (ROOT / "docs/data-inventory.md").read_text()
README = (ROOT / "README.md").read_text()
DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
TABLES = resources("AWS::DynamoDB::Table")
FUNCTIONS = resources("AWS::Serverless::Function")

READS = {"GetItem", "BatchGetItem", "Query", "ConditionCheckItem"}
WRITES = {"PutItem", "UpdateItem", "BatchWriteItem"}
# A batch may put or delete: who does which is said on the page.
SURELY_DELETES, PERHAPS_DELETES = {"DeleteItem"}, {"DeleteItem", "BatchWriteItem"}

CODE = re.compile(r"`([^`\n]+)`")
FOLDERS = ("docs", "events", "functions", "layers", "requirements", "tests", "tools")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")

for module in pkgutil.iter_modules(shop.storage.__path__, "shop.storage."):
    importlib.import_module(module.name)
ROWS = {
    kind.Meta.table_name: kind
    for kind in Row.__subclasses__()
    if kind.__module__.startswith("shop.storage.")
}


def section_of(table: str) -> str:
    """Return a table's part of the page."""
    found = re.search(rf"^### `{table}`\n(.*?)(?=^##|\Z)", INVENTORY, re.MULTILINE | re.DOTALL)
    assert found, f"docs/data-inventory.md has no section for {table}"
    return found[1]


def fact(section: str, name: str) -> str:
    """Return what a section says after one of its bold names, continued lines included."""
    found = re.search(rf"^- \*\*{name}:\*\* (.*?)(?=^- |^$)", section, re.MULTILINE | re.DOTALL)
    assert found, f"the section does not say {name!r}"
    return found[1]


def first_cells(text: str) -> list[str]:
    """Return the names in the first column of the tables in a text."""
    return re.findall(r"^\| `([^`]+)` \|", text, re.MULTILINE)


def attributes_of(kind: type[Row] | type[MapAttribute[str, Any]]) -> set[str]:
    """Return a row class's attributes by their names in the table, those of maps below theirs."""
    names = set()
    for attribute in kind.get_attributes().values():
        names.add(attribute.attr_name)
        inner = attribute.element_type if isinstance(attribute, ListAttribute) else None
        if inner is not None and issubclass(inner, MapAttribute):
            names |= {f"{attribute.attr_name}.{name}" for name in attributes_of(inner)}
    return names


def functions_that_may(actions: set[str], table: str) -> set[str]:
    """Return the functions whose roles permit one of the actions on a table."""
    return {
        Path(properties["CodeUri"]).name
        for properties in FUNCTIONS.values()
        for statement in statements(properties)
        if f"{table}.Arn" in str(statement["Resource"])
        and any(f"dynamodb:{action}" in statement["Action"] for action in actions)
    }


def readers_of(table: str) -> set[str]:
    """Return the functions that may read a table, or are handed its stream."""
    streams = {
        Path(properties["CodeUri"]).name
        for properties in FUNCTIONS.values()
        for source in properties.get("Events", {}).values()
        if f"{table}.StreamArn" in str(source["Properties"].get("Stream"))
    }
    return functions_that_may(READS, table) | streams


def statements(function: dict[str, Any]) -> list[dict[str, Any]]:
    return [s for policy in function.get("Policies", []) for s in policy["Statement"]]


def functions_in(text: str) -> set[str]:
    return set(CODE.findall(text)) & {Path(f["CodeUri"]).name for f in FUNCTIONS.values()}


def test_lists_every_table_of_the_template_and_no_other():
    listed = re.findall(r"^### `(\w+)`$", INVENTORY, re.MULTILINE)
    assert sorted(listed) == sorted(TABLES)


@pytest.mark.parametrize("table", TABLES)
def test_lists_every_attribute_of_a_table_and_no_other(table):
    listed = first_cells(section_of(table))
    assert len(listed) == len(set(listed))
    assert set(listed) == attributes_of(ROWS[table_name(table)])


@pytest.mark.parametrize("table", TABLES)
def test_says_of_every_attribute_whether_it_is_about_a_person(table):
    rows = re.findall(r"^\| `.*\|$", section_of(table), re.MULTILINE)
    assert {row.rsplit("|", 2)[1].strip() for row in rows} <= {"yes", "linked", "no"}


@pytest.mark.parametrize("table", TABLES)
def test_names_a_tables_keys_and_indexes(table):
    properties = TABLES[table]
    indexes = properties.get("GlobalSecondaryIndexes", [])
    keys = [key["AttributeName"] for key in properties["KeySchema"]]
    for index in indexes:
        keys += [index["IndexName"], *(key["AttributeName"] for key in index["KeySchema"])]
    assert CODE.findall(fact(section_of(table), "Key")) == keys


@pytest.mark.parametrize("table", TABLES)
def test_names_who_may_read_write_and_delete(table):
    section = section_of(table)
    assert functions_in(fact(section, "Read by")) == readers_of(table)
    assert functions_in(fact(section, "Written by")) == functions_that_may(WRITES, table)
    deletes = fact(section, "Deleted by")
    assert functions_in(deletes) >= functions_that_may(SURELY_DELETES, table)
    assert functions_in(deletes) <= functions_that_may(PERHAPS_DELETES, table)
    assert ("time to live" in deletes) == ("TimeToLiveSpecification" in TABLES[table])


@pytest.mark.parametrize("table", TABLES)
def test_says_why_and_how_long_a_table_is_kept(table):
    section = section_of(table)
    assert fact(section, "Lawful purpose").strip()
    kept = fact(section, "Kept")
    assert (periods_in(kept) != set()) or "until" in kept


@pytest.mark.parametrize(
    "kind", ["AWS::Logs::LogGroup", "AWS::SQS::Queue", "AWS::SecretsManager::Secret"]
)
def test_lists_every_log_group_queue_and_secret(kind):
    assert set(resources(kind)) <= set(first_cells(INVENTORY))


def test_names_who_logs_where_and_who_reads_the_secret():
    for resource, names in logged_and_read().items():
        row = re.search(rf"^\| `{resource}` \|.*$", INVENTORY, re.MULTILINE)
        assert row, resource
        assert functions_in(row[0]) == names, resource


def logged_and_read() -> dict[str, set[str]]:
    default = template()["Globals"]["Function"]["LoggingConfig"]
    found: dict[str, set[str]] = {}
    for properties in FUNCTIONS.values():
        name = Path(properties["CodeUri"]).name
        group = properties.get("LoggingConfig", default)["LogGroup"]["Ref"]
        found.setdefault(group, set()).add(name)
        if any("secretsmanager:" in str(s["Action"]) for s in statements(properties)):
            found.setdefault("SigningKeys", set()).add(name)
    return found


def periods_in(text: str) -> set[str]:
    return set(CODE.findall(text)) & set(periods())


def periods() -> dict[str, timedelta]:
    return {name: value for name, value in vars(retention).items() if isinstance(value, timedelta)}


def test_lists_every_period_with_its_length_and_no_other():
    _, _, listed = INVENTORY.partition("## Periods")
    rows = re.findall(r"^\| `(\w+)` \| (.+) \|$", listed, re.MULTILINE)
    assert dict(rows) == {name: period_text(value) for name, value in periods().items()}


def test_uses_only_periods_that_exist():
    capitals = {name for name in CODE.findall(INVENTORY) if re.fullmatch(r"[A-Z]+(_[A-Z]+)+", name)}
    assert capitals <= set(periods())


def test_lists_every_cookie_and_no_other():
    listed = re.findall(r"^\| `(__Host-\w+)` \|", INVENTORY, re.MULTILINE)
    assert listed == [cookie.name for cookie in COOKIES]


def test_explains_every_function_in_the_architecture():
    page = (ROOT / "docs/architecture.md").read_text()
    names = {Path(properties["CodeUri"]).name for properties in FUNCTIONS.values()}
    rows = set(re.findall(r"^\| `functions/(\w+)` \|", page, re.MULTILINE))
    assert rows == names
    assert set(ROUTES) <= names


def test_lists_every_setting_of_the_template_in_the_readme():
    _, _, settings = README.partition("## Settings")
    settings, _, _ = settings.partition("\n## ")
    rows = re.findall(r"^\| `(\w+)` \| (.*?) \| (.*) \|$", settings, re.MULTILINE)
    described = {
        name: (shown(str(setting.get("Default", ""))), setting["Description"])
        for name, setting in template()["Parameters"].items()
    }
    assert {name: (default, meaning) for name, default, meaning in rows} == described


def shown(default: str) -> str:
    return f"`{default}`" if default else "empty"


def test_lists_every_make_target_in_the_readme():
    targets = re.findall(r"^([a-z0-9-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
    missing = [target for target in targets if f"make {target}" not in README]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_only_files_that_exist(document):
    text = document.read_text()
    named = {name for name in CODE.findall(text) if name.split("/")[0] in FOLDERS and "/" in name}
    plain = {name for name in named if not set(name) & set(" <>{}*…=")}
    missing = [name for name in plain if not (ROOT / name.partition("::")[0]).exists()]
    linked = [link for link in LINK.findall(text) if "://" not in link and not link.startswith("/")]
    missing += [link for link in linked if not (document.parent / link).exists()]
    assert missing == []


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_names_only_tests_that_exist(document):
    named = re.findall(r"`(tests/[\w/]+\.py)::(\w+)`", document.read_text())
    missing = [
        f"{path}::{name}" for path, name in named if f"def {name}(" not in (ROOT / path).read_text()
    ]
    assert missing == []


def test_numbers_decisions_without_gaps_and_says_how_each_is_confirmed():
    pages = sorted((ROOT / "docs/decisions").glob("[0-9]*.md"))
    assert [int(page.name[:4]) for page in pages] == list(range(1, len(pages) + 1))
    parts = ("## Context", "## Options", "## Decision", "## Consequences", "## Confirmation")
    incomplete = [page.name for page in pages if not all(p in page.read_text() for p in parts)]
    assert incomplete == []
