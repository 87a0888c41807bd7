"""What a customer answers at the checkout, as it is sent."""

from typing import Annotated

import msgspec
from msgspec import Meta

from shop.domain.addresses import LONGEST_LINE, Address
from shop.domain.checkout_answers import LONGEST_INSTRUCTIONS, Answers

# Told in the documentation and checked by the domain, which names every mistake at once.
type AddressText = Annotated[str, Meta(extra_json_schema={"maxLength": LONGEST_LINE})]
type Instructions = Annotated[str, Meta(extra_json_schema={"maxLength": LONGEST_INSTRUCTIONS})]


class AddressForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """A postal address; the country is an ISO 3166-1 alpha-2 code."""

    name: AddressText
    line1: AddressText
    line2: AddressText = ""
    city: AddressText
    region: AddressText = ""
    postal_code: AddressText = ""
    country: AddressText


class CheckoutForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What is answered at the checkout; no shipping address means the billing address."""

    email: Annotated[str, Meta(extra_json_schema={"maxLength": 254})]
    billing_address: AddressForm
    shipping_address: AddressForm | None = None
    shipping_method: str
    payment_method: str
    instructions: Instructions = ""


def answers_of(form: CheckoutForm) -> Answers:
    """Return what was answered, not yet checked."""
    shipping = form.shipping_address
    return Answers(
        email=form.email,
        billing_address=_address(form.billing_address),
        shipping_address=None if shipping is None else _address(shipping),
        shipping_method=form.shipping_method,
        payment_method=form.payment_method,
        instructions=form.instructions,
    )


def _address(form: AddressForm) -> Address:
    return Address(**msgspec.structs.asdict(form))
