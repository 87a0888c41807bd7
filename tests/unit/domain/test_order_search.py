"""Finding orders by a word."""

import pytest

from shop.domain.order_search import is_about
from tests.support.orders import NUMBER, an_order


@pytest.mark.parametrize(
    "words",
    ["", "  ", NUMBER.lower(), "ADA@example", "bo sample", "dublin", "EX1", "lamp mug", "AB-1"],
)
def test_is_found_by_its_number_customer_and_goods(words: str):
    assert is_about(an_order(tracking="AB-1", promotion_code="TEN"), words)


@pytest.mark.parametrize("words", ["torch", "lamp torch", "2 Trial Road"])
def test_is_not_found_by_what_it_does_not_have(words: str):
    assert not is_about(an_order(), words)
