"""docs/policy-to-code.md says of every section of every policy where it is done and proven."""

import re

import pytest

from shop.domain.policies import POLICY_NAMES
from shop.gateways.policy_files import history
from tests.support.template import ROOT

PAGE = (ROOT / "docs/policy-to-code.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| `#([a-z0-9-]+)` \| (.+) \| `([^`]+)` \| `([^`]+)` \|$", re.MULTILINE)
SECTION = re.compile(r"^## .+ \{#([a-z0-9-]+)\}$", re.MULTILINE)
POLICIES = ROOT / "layers/shop/shop/policies"


def rows_of(policy: str) -> list[tuple[str, str, str, str]]:
    """Return the rows (section, what it says, code, test) of a policy's table."""
    part = re.search(
        rf"^## [^\n]+ \(`{policy}`\)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL
    )
    assert part, f"there is no table for {policy}"
    return ROW.findall(part[1])


def is_defined(name: str, text: str) -> bool:
    """Tell whether a module defines a name: a function, a class, a constant or a type."""
    form = rf"^\s*(?:def|class) {name}\b|^{name}\b[^\n]*=|^type {name}\b"
    return re.search(form, text, re.MULTILINE) is not None


EVERY = [(policy, *row) for policy in POLICY_NAMES for row in rows_of(policy)]


@pytest.mark.parametrize("policy", POLICY_NAMES)
def test_has_a_row_for_every_section_and_none_for_what_is_gone(policy: str):
    drafted = set(SECTION.findall((POLICIES / policy / "source.md").read_text(encoding="utf-8")))
    published = {section.id for section in history(policy)[0].sections}
    listed = {section for section, *_ in rows_of(policy)}
    assert published <= listed
    assert drafted == listed


def test_every_line_of_the_tables_is_a_whole_row():
    lines = [line for line in PAGE.splitlines() if line.startswith("| `")]
    assert len(lines) == len(EVERY)
    assert len(EVERY) > len({(policy, section) for policy, section, *_ in EVERY})


@pytest.mark.parametrize(("policy", "section", "says", "code", "test"), EVERY)
def test_names_code_and_a_test_that_exist(
    policy: str, section: str, says: str, code: str, test: str
):
    file, _, name = code.partition("::")
    assert (ROOT / file).is_file(), f"{policy}#{section}: {code}"
    if name:
        text = (ROOT / file).read_text(encoding="utf-8")
        assert is_defined(name, text), f"{policy}#{section}: {code}"
    test_file, _, test_name = test.partition("::")
    assert test_file.startswith("tests/")
    assert re.search(rf"^\s*def {test_name}\(", (ROOT / test_file).read_text(), re.MULTILINE)
    assert says.strip()


@pytest.mark.parametrize(
    ("name", "is_there"),
    [("fill", True), ("POLICY_NAMES", True), ("Policy", True), ("gone", False)],
)
def test_tells_a_name_that_is_there_from_one_that_is_not(name: str, *, is_there: bool):
    text = (ROOT / "layers/shop/shop/domain/policies.py").read_text(encoding="utf-8")
    assert is_defined(name, text) is is_there
