"""A customer's addresses and their defaults."""

from dataclasses import replace

import pytest

from shop.domain.address_book import (
    AddressBook,
    Defaults,
    SavedAddress,
    find,
    same,
    with_address,
    with_changed,
    without,
)
from shop.domain.addresses import Address
from shop.domain.errors import Conflict, NotFound

HOME = Address(name="Casey", line1="1 Sample Street", city="Exampleton", country="GB")
WORK = replace(HOME, line1="2 Office Row")
BOTH = Defaults(billing=True, shipping=True)


def book_of(count: int) -> AddressBook:
    book = AddressBook()
    for number in range(count):
        book = with_address(book, SavedAddress(f"a{number}", HOME), Defaults())
    return book


def test_the_first_address_is_the_default_for_everything():
    assert book_of(1) == AddressBook((SavedAddress("a0", HOME),), "a0", "a0")


def test_a_further_address_is_a_default_only_if_asked():
    book = with_address(book_of(1), SavedAddress("a1", WORK), Defaults())
    assert (book.default_billing, book.default_shipping) == ("a0", "a0")

    book = with_address(book_of(1), SavedAddress("a1", WORK), Defaults(shipping=True))
    assert (book.default_billing, book.default_shipping) == ("a0", "a1")


def test_keeps_twenty_addresses_and_no_more():
    full = book_of(20)

    with pytest.raises(Conflict):
        with_address(full, SavedAddress("a20", HOME), Defaults())


def test_the_same_place_is_found_however_it_was_typed():
    book = with_address(AddressBook(), SavedAddress("a0", HOME), Defaults())

    assert same(book, replace(HOME, line1="1  SAMPLE street")) == book.addresses[0]
    assert same(book, replace(HOME, postal_code="EX1 2MP")) is None
    assert same(book, WORK) is None


def test_changes_one_address_in_its_place():
    changed = with_changed(book_of(2), SavedAddress("a1", WORK), Defaults(billing=True))

    assert changed == AddressBook((SavedAddress("a0", HOME), SavedAddress("a1", WORK)), "a1", "a0")


def test_a_removed_address_is_nobodys_default():
    assert without(book_of(2), "a0") == AddressBook((SavedAddress("a1", HOME),), None, None)
    assert without(book_of(2), "a1") == book_of(1)


def test_what_is_not_in_the_book_is_not_found():
    assert find(book_of(1), "a1") is None
    with pytest.raises(NotFound):
        with_changed(book_of(1), SavedAddress("a1", WORK), BOTH)
    with pytest.raises(NotFound):
        without(book_of(1), "a1")
