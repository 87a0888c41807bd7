from itertools import chain

import pytest

from shop.domain.errors import InvalidRequest
from shop.web.cursors import make_cursor
from shop.web.portions import Portion, fitting, latest, portion

pytestmark = pytest.mark.usefixtures("tables")
# Places from 9 down to 1, each with what is there.
NINE = [(str(place), f"entry {place}") for place in range(9, 0, -1)]


def pages(most: int = 4, room_bytes: int = 1_000) -> list[list[str]]:
    found: list[list[str]] = []
    cursor = ""
    while cursor or not found:
        part = portion("list", NINE, cursor=cursor, most=most, room_bytes=room_bytes)
        found.append(part.shown)
        cursor = part.cursor
    return found


def test_shows_some_entries_after_the_other_until_all_were_shown():
    assert [len(page) for page in pages()] == [4, 4, 1]
    assert list(chain(*pages())) == [entry for _, entry in NINE]


def test_counts_from_one():
    first = portion("list", NINE, most=4)
    second = portion("list", NINE, cursor=first.cursor, most=4)
    assert (first.first, second.first, second.total) == (1, 5, 9)


def test_shows_as_many_as_there_is_room_for_and_one_at_the_least():
    # Nine characters and two quotation marks each.
    assert [len(page) for page in pages(room_bytes=20)] == [2, 2, 2, 2, 1]
    assert [len(page) for page in pages(room_bytes=1)] == [1] * 9


def test_goes_on_where_it_was_when_others_come_and_go():
    cursor = portion("list", NINE, most=4).cursor
    changed = [("99", "new"), *[entry for entry in NINE if entry[0] not in "8642"]]
    assert portion("list", changed, cursor=cursor, most=2).shown == ["entry 5", "entry 3"]


def test_an_empty_list_and_the_end_of_one_have_nothing_to_show():
    empty: Portion[str] = portion("list", [])
    assert (empty.shown, empty.total, empty.cursor) == ([], 0, "")
    assert portion("list", NINE, cursor=make_cursor("list", "1")).shown == []


def test_refuses_the_cursor_of_another_list():
    with pytest.raises(InvalidRequest):
        portion("list", NINE, cursor=make_cursor("other", "5"))


def test_the_latest_keep_their_order():
    last = latest("list", ["a", "b", "c", "d", "e"], most=2)
    assert (last.shown, last.first, last.total) == (["d", "e"], 1, 5)
    before = latest("list", ["a", "b", "c", "d", "e", "f"], cursor=last.cursor, most=2)
    assert before.shown == ["b", "c"]


def test_fits_by_another_size():
    assert fitting(["aa", "bb", "cc"], 5, len) == ["aa", "bb"]
