"""How far customers have been told, kept so that two runs do no harm."""

from datetime import timedelta

import pytest

from shop.storage import policy_notices
from tests.support.gateway import NOW
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
BEGINNING = NOW - timedelta(days=30)


def test_begins_once_and_goes_on_from_where_it_was(tables: Tables):
    assert policy_notices.find_or_insert("terms#2", BEGINNING, NOW) == BEGINNING
    assert policy_notices.change_reached("terms#2", BEGINNING, NOW, 5)
    assert policy_notices.find_or_insert("terms#2", BEGINNING, NOW) == NOW
    assert [row["mails"] for row in tables.items("PolicyNoticesTable")] == [5]


def test_a_run_that_was_overtaken_notes_nothing(tables: Tables):
    policy_notices.find_or_insert("terms#2", BEGINNING, NOW)
    assert policy_notices.change_reached("terms#2", BEGINNING, NOW, 5)
    assert not policy_notices.change_reached("terms#2", BEGINNING, NOW, 5)
    assert [row["mails"] for row in tables.items("PolicyNoticesTable")] == [5]
