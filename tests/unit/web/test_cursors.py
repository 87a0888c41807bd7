import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from shop.domain.errors import InvalidRequest
from shop.web.cursors import make_cursor, read_cursor


def test_leads_on_from_where_it_was_made(tables):
    cursor = make_cursor("products\nall\n", "LAMP-HUSH-01")
    assert read_cursor("products\nall\n", cursor) == "LAMP-HUSH-01"


def test_no_cursor_is_the_beginning(tables):
    assert read_cursor("products", "") == ""


@pytest.mark.parametrize("position", ["", "é", "a\nb", "x" * 300, "😀"])
def test_takes_every_position(tables, position):
    assert read_cursor("list", make_cursor("list", position)) == position


def test_belongs_to_one_list(tables):
    cursor = make_cursor("products\nlamps", "x")
    with pytest.raises(InvalidRequest, match="not one of ours"):
        read_cursor("products\nbags", cursor)


def test_cannot_be_made_to_lead_elsewhere(tables):
    position, _, signature = make_cursor("list", "aaaa").partition(".")
    forged = f"{position[:-1]}{'A' if position[-1] != 'A' else 'B'}.{signature}"
    with pytest.raises(InvalidRequest):
        read_cursor("list", forged)


@pytest.mark.parametrize("cursor", [".", "a", "a.b", "YQ.k1.x", "é.é", "%%%", "=" * 50, "\x00"])
def test_anything_else_is_refused(tables, cursor):
    with pytest.raises(InvalidRequest):
        read_cursor("list", cursor)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=60))
def test_no_text_is_a_fault(tables, cursor):
    with pytest.raises(InvalidRequest):
        read_cursor("list", cursor)
