from datetime import timedelta

import pytest

from shop.domain import retention
from shop.domain.retention_table import RETENTIONS

PERIODS = [value for value in vars(retention).values() if isinstance(value, timedelta)]


def test_tells_every_period_in_the_table_and_no_other():
    assert sorted(row.period for row in RETENTIONS) == sorted(PERIODS)


def test_names_each_record_once():
    names = [row.name for row in RETENTIONS]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("row", RETENTIONS, ids=lambda row: row.name)
def test_says_of_every_record_what_it_is_and_what_for(row):
    assert row.keeps
    assert row.purpose.startswith("To ")
    assert row.period > timedelta(0)
