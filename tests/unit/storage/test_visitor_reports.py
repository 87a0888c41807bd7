from datetime import date

import pytest

from shop.domain.visitor_counts import Counts
from shop.storage import visitor_counts, visitor_reports
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
DAY = date(2026, 11, 23)


def test_reads_the_numbers_of_days_and_nothing_that_tells_visitors_apart():
    counts = Counts(page_views=3, visitors=2, bots=1, orders=1)
    visitor_counts.insert_salt(DAY, "salt")
    visitor_counts.insert_marker(DAY, "visitor#1", "1")
    visitor_counts.insert_marker(DAY, "order#1", "1")
    visitor_counts.add_counts(DAY, "1", counts, {("country", "GB"): 2}, seconds_left=10)
    CALLS.clear()
    before, found = visitor_reports.list_days(date(2026, 11, 22), DAY)
    assert CALLS == ["Query", "Query"]
    assert (before.counts, before.cells) == (Counts(), {})
    assert (found.day, found.counts, found.cells) == (DAY, counts, {("country", "GB"): 2})
