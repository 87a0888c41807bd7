from datetime import timedelta

import pytest

from shop.gateways.signatures import sign
from shop.gateways.synthetic_marks import is_mark, make_mark
from tests.support.gateway import NOW

pytestmark = pytest.mark.usefixtures("tables")


def test_a_mark_is_known_for_some_minutes():
    mark = make_mark(NOW)

    assert is_mark(mark, NOW)
    assert is_mark(mark, NOW + timedelta(minutes=5))
    assert not is_mark(mark, NOW + timedelta(minutes=5, seconds=1))
    assert not is_mark(mark, NOW - timedelta(minutes=5, seconds=1))


def test_a_mark_cannot_be_made_younger():
    mark = make_mark(NOW - timedelta(hours=1))
    now = str(int(NOW.timestamp()))

    assert not is_mark(f"{now}.{mark.partition('.')[2]}", NOW)


def test_what_was_signed_for_something_else_is_none():
    now = str(int(NOW.timestamp()))

    assert not is_mark(f"{now}.{sign('order', now)}", NOW)


@pytest.mark.parametrize(
    "text", ["", ".", "x.k1.y", "1.", "-5.k1.y", "\u0661.k1.y", "9" * 4000 + ".k.s"]
)
def test_what_cannot_be_one_is_none(text):
    assert not is_mark(text, NOW)
