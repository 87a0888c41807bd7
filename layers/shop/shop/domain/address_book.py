"""The addresses a customer keeps in the account."""

from dataclasses import dataclass, fields, replace

from shop.domain.addresses import Address
from shop.domain.errors import Conflict, NotFound

MOST_ADDRESSES = 20


@dataclass(frozen=True, slots=True)
class SavedAddress:
    """One address of a customer's; `address_id` names it among that customer's only."""

    address_id: str
    address: Address


@dataclass(frozen=True, slots=True)
class AddressBook:
    """A customer's addresses, and which of them a checkout begins with."""

    addresses: tuple[SavedAddress, ...] = ()
    default_billing: str | None = None
    default_shipping: str | None = None


@dataclass(frozen=True, slots=True)
class Defaults:
    """What an address is to be the default for; False leaves another default as it is."""

    billing: bool = False
    shipping: bool = False


def with_address(book: AddressBook, saved: SavedAddress, defaults: Defaults) -> AddressBook:
    """Return the book with one more address; the first one is the default for everything.

    Raises:
        Conflict: the book is full.
    """
    if len(book.addresses) >= MOST_ADDRESSES:
        raise Conflict(f"You can keep {MOST_ADDRESSES} addresses. Please remove one first.")
    fuller = replace(book, addresses=(*book.addresses, saved))
    everything = Defaults(billing=True, shipping=True)
    return _defaulting(fuller, saved.address_id, defaults if book.addresses else everything)


def with_changed(book: AddressBook, saved: SavedAddress, defaults: Defaults) -> AddressBook:
    """Return the book with one address replaced.

    Raises:
        NotFound: it is not in the book.
    """
    _refuse_unknown(book, saved.address_id)
    changed = tuple(
        saved if kept.address_id == saved.address_id else kept for kept in book.addresses
    )
    return _defaulting(replace(book, addresses=changed), saved.address_id, defaults)


def without(book: AddressBook, address_id: str) -> AddressBook:
    """Return the book without an address, which is then nobody's default.

    Raises:
        NotFound: it is not in the book.
    """
    _refuse_unknown(book, address_id)
    return AddressBook(
        tuple(kept for kept in book.addresses if kept.address_id != address_id),
        None if book.default_billing == address_id else book.default_billing,
        None if book.default_shipping == address_id else book.default_shipping,
    )


def same(book: AddressBook, address: Address) -> SavedAddress | None:
    """Return what the book has of an address, however it is spaced or capitalised; else None."""
    wanted = _reading(address)
    return next((kept for kept in book.addresses if _reading(kept.address) == wanted), None)


def find(book: AddressBook, address_id: str) -> SavedAddress | None:
    """Return one address of a book; None if it is not in it."""
    return next((kept for kept in book.addresses if kept.address_id == address_id), None)


def _reading(address: Address) -> Address:
    """Return an address as the post reads it."""
    words = {
        part.name: " ".join(getattr(address, part.name).casefold().split())
        for part in fields(address)
    }
    return Address(**words | {"postal_code": words["postal_code"].replace(" ", "")})


def _refuse_unknown(book: AddressBook, address_id: str) -> None:
    if find(book, address_id) is None:
        raise NotFound("There is no such address.")


def _defaulting(book: AddressBook, address_id: str, defaults: Defaults) -> AddressBook:
    return replace(
        book,
        default_billing=address_id if defaults.billing else book.default_billing,
        default_shipping=address_id if defaults.shipping else book.default_shipping,
    )
