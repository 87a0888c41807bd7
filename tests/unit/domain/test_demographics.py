import pytest

from shop.domain.demographics import (
    Cell,
    Told,
    cell_of,
    cells_of,
    device_class,
    is_small,
    part_of,
    told,
)
from tests.support.visits import FIREFOX, make_visit

HOST, SEARCH = "shop.example.com", "search.example.com"
PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) Version/18.5 Mobile Safari/604.1"


@pytest.mark.parametrize(
    ("user_agent", "expected"),
    [
        (FIREFOX, "computer"),
        (PHONE, "phone"),
        ("Mozilla/5.0 (Linux; Android 14; Pixel 8) Chrome/140.0 Mobile Safari/537.36", "phone"),
        ("Mozilla/5.0 (Linux; Android 14; SM-X710) Chrome/140.0 Safari/537.36", "tablet"),
        ("Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) Mobile Safari/604.1", "tablet"),
        ("Mozilla/5.0 (Windows NT 10.0) Firefox/140.0", "computer"),
        ("A browser of its own", "other"),
        (None, "other"),
    ],
)
def test_knows_the_kind_of_device(user_agent, expected):
    assert device_class(user_agent) == expected


def test_takes_traits_no_finer_than_they_are_counted():
    visit = make_visit(ip="192.0.2.10", language="cy-GB", country="gb", referrer_host=SEARCH)
    assert cells_of(visit, HOST) == (
        ("country", "GB"),
        ("language", "cy"),
        ("device", "computer"),
        ("network", "192.0.0.0/16"),
        ("referrer", "search.example.com"),
    )
    assert ("network", "2001:db8::/32") in cells_of(make_visit(ip="2001:db8:7:8::1"), HOST)


@pytest.mark.parametrize(
    "changes",
    [{"language": "*", "country": "12", "ip": "unknown"}, {"country": "GBR", "ip": "unknown"}],
)
def test_leaves_out_what_makes_no_sense(changes):
    visit = make_visit(**changes, referrer_host="192.0.2.1")
    assert cells_of(visit, HOST) == (("device", "computer"),)


@pytest.mark.parametrize(
    "cell", [("country", "GB"), ("network", "2001:db8::/32"), ("bot", "a#b"), ("page", "GET /")]
)
def test_a_cell_has_a_part_of_its_own(cell: Cell):
    assert cell_of(part_of(cell)) == cell


@pytest.mark.parametrize("part", ["counts", "salt", "visitor#1", "cell#nose#long", "cells#bot#x"])
def test_other_parts_hold_no_cell(part):
    assert cell_of(part) is None


def test_numbers_of_fewer_than_five_people_are_small():
    assert is_small(("country", "GB"), 4)
    assert not is_small(("country", "GB"), 5)
    assert is_small(("referrer", "search.example.com"), 4)
    assert not is_small(("bot", "curl/"), 1)


def test_numbers_of_fewer_than_five_views_are_small():
    assert is_small(("page", "GET /cart"), 4)
    assert is_small(("product", "MUG-1"), 4)
    assert not is_small(("page", "GET /cart"), 5)


@pytest.mark.parametrize(
    ("numbers", "total", "expected"),
    [
        ({"GB": 10, "FR": 5}, 15, Told({"GB": 10, "FR": 5}, 0)),
        ({"GB": 10, "FR": 5, "IS": 4}, 24, Told({"GB": 10, "FR": 5}, 9)),
        # The four would be told by the difference, so the five join them.
        ({"GB": 10, "FR": 5, "IS": 4}, 19, Told({"GB": 10}, 9)),
        ({"GB": 4}, 4, Told({}, 4)),
        ({"GB": 6}, 7, Told({}, 7)),
        ({}, 0, Told({}, 0)),
    ],
)
def test_no_small_number_is_told_nor_can_be_worked_out(numbers, total, expected):
    assert told(numbers, total) == expected
