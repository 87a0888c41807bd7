from dataclasses import replace

import pytest

from shop.domain.addresses import Address, mistakes_in, tidy
from shop.domain.errors import FieldError

ADDRESS = Address(
    name="Ada Sample",
    line1="1 Sample Street",
    line2="",
    city="Exampleton",
    region="",
    postal_code="EX1 2MP",
    country="GB",
)


def test_a_whole_address_has_no_mistakes():
    assert mistakes_in(ADDRESS, "billing_address") == []


@pytest.mark.parametrize("field", ["name", "line1", "city", "postal_code", "country"])
def test_what_the_post_needs_must_be_filled_in(field):
    address = replace(ADDRESS, **{field: ""})
    assert FieldError(f"to.{field}", "Please fill this in.") in mistakes_in(address, "to")


@pytest.mark.parametrize("country", ["IE", "PA"])
def test_a_postal_code_is_asked_for_where_the_shop_knows_that_there_are_some(country):
    assert mistakes_in(replace(ADDRESS, postal_code="", country=country), "to") == []


def test_every_mistake_is_told_at_once():
    address = Address(name="", line1="x" * 101, city="", postal_code="", country="GB")
    assert [mistake.field for mistake in mistakes_in(address, "to")] == [
        "to.name",
        "to.line1",
        "to.city",
        "to.postal_code",
    ]


def test_a_line_may_have_100_characters():
    assert mistakes_in(replace(ADDRESS, line2="x" * 100), "to") == []


def test_the_country_must_exist():
    assert mistakes_in(replace(ADDRESS, country="XX"), "to") == [
        FieldError("to.country", "Choose a country from the list.")
    ]


def test_tidying_leaves_no_needless_space_and_no_line_break():
    untidy = replace(ADDRESS, name="  Ada \n  Sample ", country=" gb")
    assert tidy(untidy) == ADDRESS
