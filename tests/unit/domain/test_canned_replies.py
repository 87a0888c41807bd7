import pytest

from shop.domain.canned_replies import CANNED_REPLIES, canned_text
from shop.domain.errors import NotFound


@pytest.mark.parametrize("reply", CANNED_REPLIES, ids=lambda reply: str(reply.name))
def test_fills_in_the_name_and_the_order(reply):
    text = canned_text(reply.name, customer="Casey", order_number="CT-1")
    assert text.startswith("Dear Casey,")
    assert "{" not in text
    assert ("CT-1" in text) is ("{order}" in reply.text)


def test_no_two_have_the_same_name():
    assert len({reply.name for reply in CANNED_REPLIES}) == len(CANNED_REPLIES)


def test_says_something_where_no_order_was_named():
    assert "order you asked about" in canned_text("cannot-cancel", customer="A", order_number=None)


def test_names_those_there_are():
    with pytest.raises(NotFound, match="not-sold"):
        canned_text("nonsense", customer="A", order_number=None)
