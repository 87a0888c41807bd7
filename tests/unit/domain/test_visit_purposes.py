"""Each purpose of the visit log has its own form, time and readers, as the template has them."""

import re
from datetime import timedelta
from pathlib import Path

import pytest

from shop.domain import retention
from shop.domain.retention_table import RETENTIONS
from shop.domain.visit_purposes import PURPOSES, PurposeRule
from shop.domain.visits import Purpose, records_of
from tests.support.template import resources
from tests.support.visits import AT, make_visit

READS = {"dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query"}


def readers_of(table: str) -> set[str]:
    """Return the functions that the template lets read a table."""
    return {
        Path(properties["CodeUri"]).name
        for properties in resources("AWS::Serverless::Function").values()
        for policy in properties.get("Policies", [])
        for statement in policy["Statement"]
        if re.search(rf"\b{table}\b", str(statement["Resource"]))
        and READS & set(statement["Action"])
    }


def test_there_are_four_purposes_and_no_fifth():
    assert [rule.name for rule in PURPOSES] == list(Purpose)


@pytest.mark.parametrize("rule", PURPOSES, ids=lambda rule: str(rule.name))
def test_only_its_readers_may_read_it(rule: PurposeRule):
    assert readers_of(rule.table) == rule.readers


@pytest.mark.parametrize("rule", PURPOSES, ids=lambda rule: str(rule.name))
def test_its_time_is_one_of_the_policys_table(rule: PurposeRule):
    assert rule.kept in {kept.period for kept in RETENTIONS}


def test_records_live_as_long_as_their_purpose_says():
    records = records_of(make_visit(session="abc", order_number="CT-1"))
    lives = {purpose: r.expires_at - AT for r in records for purpose in r.purposes}
    expected = {rule.name: rule.kept for rule in PURPOSES if rule.table == "VisitsTable"}
    assert lives == expected


def test_the_log_that_carries_the_lines_is_kept_no_longer_than_the_records():
    shortest = min(rule.kept for rule in PURPOSES)
    assert timedelta(0) < retention.LOG_VISITS <= shortest
