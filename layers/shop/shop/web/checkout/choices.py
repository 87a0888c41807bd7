"""What the checkout offers to choose from: addresses, ways to send and ways to pay."""

from dataclasses import dataclass
from datetime import UTC, date
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shop.domain.address_book import AddressBook, find
from shop.domain.addresses import Address
from shop.domain.carts import PricedCart
from shop.domain.checkout import Review, delivery_offers
from shop.domain.checkout_answers import PAYMENT_METHODS
from shop.domain.countries import COUNTRIES, by_name, country_name
from shop.domain.customers import Customer
from shop.domain.money import Money, in_figures, pence
from shop.domain.orders import PaymentMethod
from shop.domain.shipping import (
    destinations,
    free_from_pence,
    ships_between,
    window_in_words,
)
from shop.domain.shipping_tables import ShippingMethod
from shop.gateways.card_offers import offered_provider
from shop.web.cart.views import CartView, cart_view
from shop.web.checkout.views import Window, window_view
from shop.web.requests import Request

_HOME = "GB"
_NO_ADDRESS = Address(name="", line1="", city="", country="")
# Instead of an address's id: one to be typed in; the goods go to the billing address.
NEW, SAME = "new", "same"
_PAYMENT_HINTS: dict[PaymentMethod, str] = {
    "money_order": "By post. The page of your order says where to send it, and by when.",
    "card": "On the page of our payment provider, right after you have confirmed the order.",
}
type AddressId = Annotated[str, Meta(max_length=64)]


class CheckoutQuery(msgspec.Struct):
    """Where goods go, if known: a country (ISO 3166-1 alpha-2), or stored addresses by their ids.

    Without, they are the customer's own for the purpose.
    """

    country: Annotated[str, Meta(max_length=2)] = ""
    billing: AddressId = ""
    shipping: AddressId = ""


class ShippingOption(msgspec.Struct, kw_only=True):
    """A shipping method at its price for the cart; the days are if it is paid in full today."""

    id: str
    name: str
    price: Money
    ships_between: Window


class PaymentOption(msgspec.Struct, kw_only=True):
    """A way to pay."""

    id: str
    name: str


class CheckoutView(msgspec.Struct, kw_only=True):
    """What the checkout offers; `addresses` are those the customer stored."""

    cart: CartView
    addresses: list[dict[str, str]]
    shipping_methods: list[ShippingOption]
    payment_methods: list[PaymentOption]


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What a checkout begins with: addresses by their ids in the book, and where goods would go."""

    cart: PricedCart
    today: date
    email: str
    book: AddressBook
    billing: str
    shipping: str
    country: str
    answered: Review | None

    @property
    def billing_address(self) -> Address:
        """The address with which the page begins for the bill."""
        return self.answered.billing_address if self.answered else self._stored(self.billing)

    @property
    def shipping_address(self) -> Address:
        """The address with which the page begins for the goods; empty if it is the bill's."""
        if self.answered is None:
            return self._stored(self.shipping)
        is_same = self.answered.shipping_address == self.answered.billing_address
        return _NO_ADDRESS if is_same else self.answered.shipping_address

    def _stored(self, address_id: str) -> Address:
        saved = find(self.book, address_id)
        return _NO_ADDRESS if saved is None else saved.address


def payment_methods() -> dict[PaymentMethod, str]:
    """Return (id: name) of the ways to pay that are offered now."""
    takes_cards = offered_provider() is not None
    return {id_: name for id_, name in PAYMENT_METHODS.items() if takes_cards or id_ != "card"}


def choice_of(
    request: Request,
    query: CheckoutQuery,
    cart: PricedCart,
    customer: Customer | None,
    review: Review | None,
) -> Choice:
    """Return what a checkout begins with: as asked for, as answered, else the customer's defaults.

    An address that is not in the book any more counts as not asked for. Where a form has just been
    refused, its page offers what is possible in the country typed there, and fills in nothing else:
    what was left empty stays so.
    """
    if request.method == "POST":
        query = CheckoutQuery(country=_typed_country(request), billing=NEW, shipping=NEW)
    answered = None if query.country or query.billing or query.shipping else review
    book = customer.address_book if customer else AddressBook()
    billing = _first_known(book, (NEW,), query.billing, book.default_billing) or NEW
    shipping = _first_known(book, (NEW, SAME), query.shipping, book.default_shipping) or SAME
    target = find(book, billing if shipping == SAME else shipping)
    known = target.address.country if target else _HOME
    if answered is not None:
        known = answered.shipping_address.country
    return Choice(
        cart=cart,
        today=request.now.astimezone(UTC).date(),
        email=answered.email if answered else customer.email if customer else "",
        book=book,
        billing=billing,
        shipping=shipping,
        country=query.country.upper() or known,
        answered=answered,
    )


def checkout_view(choice: Choice) -> CheckoutView:
    """Show what the checkout offers."""
    window = window_view(ships_between(choice.today))
    return CheckoutView(
        cart=cart_view(choice.cart),
        addresses=[
            {"id": saved.address_id} | msgspec.to_builtins(saved.address)
            for saved in choice.book.addresses
        ],
        shipping_methods=[
            ShippingOption(
                id=method.id, name=method.name, price=pence(price_pence), ships_between=window
            )
            for method, price_pence in delivery_offers(choice.cart, choice.country)
        ],
        payment_methods=[PaymentOption(id=i, name=name) for i, name in payment_methods().items()],
    )


def checkout_context(choice: Choice) -> dict[str, Any]:
    """Return what only the page of the checkout needs: choices, and what is known already."""
    possible, answered = delivery_offers(choice.cart, choice.country), choice.answered
    stored = [(s.address_id, in_a_line(s.address)) for s in choice.book.addresses]
    return {
        "countries": [("", "Please choose"), *by_name(frozenset(COUNTRIES))],
        "destinations": [("", "Please choose"), *destinations()],
        "shipping_options": [
            (method.id, f"{method.name}, {_price(price)}", _offer(method, choice.country))
            for method, price in possible
        ],
        "method": answered.shipping_method if answered else possible[0][0].id if possible else "",
        "payment_options": [(i, name, _PAYMENT_HINTS[i]) for i, name in payment_methods().items()],
        "email": choice.email,
        "window": window_in_words(ships_between(choice.today)),
        "country": choice.country,
        "country_name": country_name(choice.country),
        "billing_choices": [*stored, (NEW, "A new address")] if stored else [],
        "shipping_choices": [(SAME, "The billing address"), *stored, (NEW, "A new address")],
        "chosen": {"billing": choice.billing, "shipping": choice.shipping},
        "billing": choice.billing_address,
        "billing_line": _in_full(choice.billing_address),
        "shipping": choice.shipping_address,
        "shipping_line": _in_full(choice.shipping_address),
        "payment": answered.payment_method if answered else "money_order",
        "instructions": answered.instructions if answered else "",
    }


def _first_known(book: AddressBook, besides: tuple[str, ...], *wanted: str | None) -> str | None:
    known = {*besides, *(saved.address_id for saved in book.addresses)}
    return next((each for each in wanted if each in known), None)


def _typed_country(request: Request) -> str:
    """Return the country to which a form that was refused would have sent."""
    fields = request.fields()
    countries = (_country_in(fields.get(f"{kind}_address")) for kind in ("shipping", "billing"))
    return next(filter(None, countries), "")


def _country_in(address: object) -> str:
    country = address.get("country") if isinstance(address, dict) else ""
    return country if isinstance(country, str) and country in COUNTRIES else ""


def in_a_line(address: Address) -> str:
    """Return an address in short, to choose it by."""
    parts = (address.name, address.line1, address.city, country_name(address.country))
    return ", ".join(parts)


def _in_full(address: Address) -> str:
    parts = (address.name, address.line1, address.line2, address.city, address.region)
    ending = (address.postal_code, country_name(address.country))
    return ", ".join(filter(None, (*parts, *ending))) if address.line1 else ""


def _price(price_pence: int) -> str:
    return in_figures(pence(price_pence)) if price_pence else "free"


def _offer(method: ShippingMethod, country: str) -> str:
    least_pence = free_from_pence(method, country)
    return f"Free for goods from {in_figures(pence(least_pence))}." if least_pence else ""
