"""Products, and the words they are found by."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.catalogue import (
    CATEGORIES,
    EVERYTHING,
    LARGEST_QUANTITY,
    terms_of,
    terms_wanted,
    words_in,
)
from tests.support.factories import make_product


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Fog Lanterns", {"fog", "lantern"}),
        ("Café crème", {"cafe", "creme"}),
        ("a I 7", set()),
        ("glass bus", {"glass", "bus"}),
        ("MUG-FOG-01", {"mug", "fog", "01"}),
        ("", set()),
    ],
)
def test_finds_words_whatever_their_case_accents_and_number(text, words):
    assert words_in(text) == words


@pytest.mark.parametrize("category", list(CATEGORIES))
def test_a_product_is_listed_under_everything_its_category_and_its_words(category):
    terms = terms_of(make_product(category=category, name="Brass bell"))

    assert {EVERYTHING, f"category#{category}", "word#brass", "word#bell"} <= terms


@given(st.text(max_size=60))
def test_a_product_is_found_by_every_word_of_its_own_name(name):
    wanted = terms_wanted(None, name)

    if wanted is not None and name.strip():
        assert set(wanted) <= terms_of(make_product(name=name))


def test_asks_for_everything_without_words_and_for_nothing_that_has_none():
    assert terms_wanted(None, None) == (EVERYTHING,)
    assert terms_wanted("kitchen", " ") == ("category#kitchen",)
    assert terms_wanted(None, "!?") is None


def test_asks_for_the_longest_words_first_and_for_no_more_than_eight():
    assert terms_wanted("paper", "to lantern") == ("word#lantern", "word#to", "category#paper")
    assert len(terms_wanted(None, " ".join(f"word{n}" for n in range(20)))) == 8


@given(st.integers(-5, 10_000))
def test_never_offers_more_than_there_is(available):
    most = make_product(available=available).max_quantity

    assert 0 <= most <= min(max(available, 0), LARGEST_QUANTITY)
