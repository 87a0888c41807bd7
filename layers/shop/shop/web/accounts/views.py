"""The account as its owner sees and changes it."""

from dataclasses import replace
from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from shop.domain import address_book
from shop.domain import customers as rules
from shop.domain.account_events import AccountEventType
from shop.domain.address_book import AddressBook, Defaults, SavedAddress
from shop.domain.addresses import LONGEST_LINE, Address, mistakes_in, tidy
from shop.domain.countries import COUNTRIES, by_name
from shop.domain.customers import Customer
from shop.domain.display import Preferences
from shop.domain.errors import InvalidFields
from shop.domain.instants import rfc3339
from shop.domain.sessions import is_fresh
from shop.gateways import clock
from shop.storage import address_books
from shop.web import visitor
from shop.web.account_events import event_of
from shop.web.accounts.acceptance_views import AcceptanceView, acceptance_views
from shop.web.preferences.display_views import PreferencesForm
from shop.web.requests import Request

type Line = Annotated[str, Meta(max_length=LONGEST_LINE)]
type FormName = Literal["", "details", "address", "email", "password"]

# A refused form is shown again on the account's page; its own address tells which one it was.
_FORMS: dict[str, FormName] = {
    "POST /account": "details",
    "POST /account/addresses": "address",
    "POST /account/addresses/{id}": "address",
    "POST /account/email": "email",
    "POST /account/password": "password",
}
_NEED_FRESH_PASSWORD = ("email", "password")


class AccountQuery(msgspec.Struct):
    """Which form the account's page shows, which address it is about, and what was just done."""

    form: FormName = ""
    done: Literal["", "details", "address", "removed", "email", "password"] = ""
    id: Annotated[str, Meta(max_length=64)] = ""


class AccountForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a customer may change without typing the password; what is left out stays."""

    name: Annotated[str, Meta(max_length=400)] | None = None
    preferences: PreferencesForm | None = None


class SavedAddressForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """One address to keep, and what it is to be the default for."""

    name: Line
    line1: Line
    line2: Line = ""
    city: Line
    region: Line = ""
    postal_code: Line = ""
    country: Line
    default_billing: bool = False
    default_shipping: bool = False


class AddressShown(msgspec.Struct):
    """An address in the account."""

    id: str
    name: str
    line1: str
    line2: str
    city: str
    region: str
    postal_code: str
    country: str


class AccountShown(msgspec.Struct):
    """The account as its owner sees it."""

    customer_id: str
    name: str
    email: str
    created_at: str
    addresses: list[AddressShown]
    default_billing: str | None
    default_shipping: str | None
    preferences: Preferences
    policies: list[AcceptanceView]


def account_shown(customer: Customer) -> AccountShown:
    """Describe an account for its owner."""
    return AccountShown(
        customer_id=customer.customer_id,
        name=customer.name,
        email=customer.email,
        created_at=rfc3339(customer.created_at),
        addresses=[address_shown(saved) for saved in customer.addresses],
        default_billing=customer.default_billing,
        default_shipping=customer.default_shipping,
        preferences=customer.preferences,
        policies=acceptance_views(customer.acceptances),
    )


def address_shown(saved: SavedAddress) -> AddressShown:
    """Describe an address for its owner."""
    address = saved.address
    return AddressShown(
        id=saved.address_id,
        name=address.name,
        line1=address.line1,
        line2=address.line2,
        city=address.city,
        region=address.region,
        postal_code=address.postal_code,
        country=address.country,
    )


def page_context(request: Request, customer: Customer, query: AccountQuery) -> dict[str, object]:
    """Return what only the page needs: one form at a time, so that its fields' names are unique."""
    form = _FORMS.get(request.route_key, query.form)
    address_id = request.path_parameters.get("id", query.id)
    saved = address_book.find(customer.address_book, address_id)
    return {
        "shown_form": form,
        "must_log_in": _must_log_in(request, form),
        "address": None if saved is None else address_shown(saved),
        "countries": [("", "Please choose"), *by_name(frozenset(COUNTRIES))],
        "country_names": COUNTRIES,
        "done": query.done,
    }


def _must_log_in(request: Request, form: FormName) -> bool:
    login = visitor.require_login(request)
    if form == "address":
        return login.authenticated_at is None
    return form in _NEED_FRESH_PASSWORD and not is_fresh(login, request.now)


def changed_by(form: AccountForm, customer: Customer) -> Customer:
    """Return a customer with the name and preferences that the form changes.

    Raises:
        InvalidFields: the name cannot be one.
    """
    name = customer.name if form.name is None else rules.cleaned_name(form.name)
    before = customer.preferences
    preferences = form.preferences.changing(before) if form.preferences else before
    return replace(customer, name=name, preferences=preferences)


def customer_for_addresses(request: Request) -> Customer:
    """Return the account whose addresses are about to change: goods may go where they say.

    Raises:
        FreshLoginRequired: the password was not typed in this session.
        NotAuthenticated: nobody is logged in.
    """
    visitor.require_typed_password(request)
    return visitor.require_customer(request)


def keep_address(request: Request, customer: Customer, form: SavedAddressForm) -> SavedAddress:
    """Add the address of a form, once: sent twice, or typed anew, it is the one that is there.

    Raises:
        Conflict: the book is full, or another request changed it.
        InvalidFields: with everything that is wrong with the address.
    """
    typed, defaults, book = address_typed(form), defaults_typed(form), customer.address_book
    kept = address_book.same(book, typed)
    if kept is None:
        kept = SavedAddress(clock.new_id(8), typed)
        fuller = address_book.with_address(book, kept, defaults)
        change_addresses(request, customer, fuller, "address-added")
    elif (changed := address_book.with_changed(book, kept, defaults)) != book:
        change_addresses(request, customer, changed, "address-changed")
    return kept


def change_addresses(
    request: Request, customer: Customer, book: AddressBook, kind: AccountEventType
) -> None:
    """Replace the addresses of an account.

    Raises:
        Conflict: another request changed them.
    """
    event = event_of(request, customer.customer_id, kind)
    seconds_left = request.time_left.total_seconds()
    address_books.change(customer, book, event, seconds_left=seconds_left)


def address_typed(form: SavedAddressForm) -> Address:
    """Return the address of a form.

    Raises:
        InvalidFields: with everything that is wrong with it.
    """
    address = tidy(
        Address(
            name=form.name,
            line1=form.line1,
            line2=form.line2,
            city=form.city,
            region=form.region,
            postal_code=form.postal_code,
            country=form.country,
        )
    )
    mistakes = mistakes_in(address)
    if mistakes:
        raise InvalidFields(*mistakes)
    return address


def defaults_typed(form: SavedAddressForm) -> Defaults:
    """Return what the address of a form is to be the default for."""
    return Defaults(billing=form.default_billing, shipping=form.default_shipping)
