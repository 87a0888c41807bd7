from datetime import date

import pytest

from shop.domain.acceptances import PolicyVersion
from shop.domain.errors import NotFound
from shop.domain.policies import POLICY_NAMES
from shop.gateways import policy_files
from shop.gateways.settings import SHOP

VERSION = """---
title: Terms
version: {version}
effective_from: {version}
material: no
summary: A change.
---

## Part {{#part}}

Write to {{{{postal_address}}}}.
"""


def test_reads_the_versions_of_a_folder_with_the_newest_first_and_without_the_source(tmp_path):
    folder = tmp_path / "terms"
    folder.mkdir()
    for version in ("2026-01-05", "2026-02-05"):
        (folder / f"{version}.md").write_text(VERSION.format(version=version), "utf-8")
    (folder / "source.md").write_text("not a version", "utf-8")
    history = policy_files.read_history(tmp_path, "terms", {"postal_address": "1 Example Street"})
    assert [policy.version for policy in history] == ["2026-02-05", "2026-01-05"]
    assert history[0].sections[0].markdown == "Write to 1 Example Street."


@pytest.mark.parametrize("name", POLICY_NAMES)
def test_reads_every_policy_of_the_shop_once_a_process(name):
    assert policy_files.history(name)
    assert policy_files.history(name) is policy_files.history(name)


@pytest.mark.parametrize("name", ["refunds", "", "..", "privacy/../terms"])
def test_refuses_a_policy_the_shop_does_not_have(name):
    with pytest.raises(NotFound):
        policy_files.history(name)


def test_tells_the_version_in_force_on_a_day():
    newest = policy_files.history("privacy")[0]
    assert policy_files.versions_in_force(["privacy"], date(2100, 1, 1)) == (
        PolicyVersion("privacy", newest.version, newest.sha256),
    )


def test_puts_the_deployments_own_address_into_the_privacy_policy():
    text = " ".join(policy_files.history("privacy")[0].markdown.split())
    assert " ".join(", ".join(SHOP.postal_address.splitlines()).split()) in text


def test_fills_every_setting_a_policy_may_name():
    values = policy_files.values_from_settings()
    assert set(values) == {"shop_name", "postal_address", "email", "telephone", "market"}
    assert all(values.values())


def test_names_the_market_only_where_one_is_set():
    assert policy_files.market_sentence("") == "The shop is not set up for one particular country."
    assert policy_files.market_sentence("Examplia") == "We sell in: Examplia."
