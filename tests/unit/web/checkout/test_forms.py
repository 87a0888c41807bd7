from typing import Any

import msgspec
import pytest

from shop.domain.addresses import Address
from shop.domain.checkout_answers import Answers
from shop.domain.errors import InvalidFields
from shop.web.bodies import parse_form
from shop.web.checkout.forms import CheckoutForm, answers_of
from shop.web.fields import to_struct
from tests.support.orders import ANSWERS, BILLING, TYPED


def read(fields: dict[str, Any], *, strict: bool = True) -> Answers:
    return answers_of(to_struct(fields, CheckoutForm, strict=strict))


def test_answers_without_a_shipping_address_are_sent_to_the_billing_address():
    assert read(ANSWERS) == Answers(
        email="ada@example.com",
        billing_address=BILLING,
        shipping_address=None,
        shipping_method="standard",
        payment_method="money_order",
        instructions="Ring twice.",
    )


def test_a_shipping_address_is_read():
    shipping = msgspec.to_builtins(BILLING) | {"line2": "Flat 3"}
    assert read(ANSWERS | {"shipping_address": shipping}).shipping_address == Address(**shipping)


def test_a_form_whose_second_address_was_left_empty_has_none():
    fields = parse_form("&".join(f"{n}={v.replace(' ', '+')}" for n, v in TYPED.items()).encode())
    assert read(fields, strict=False) == read(ANSWERS)


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"email": 1}, "email"),
        ({"email": None}, "email"),
        ({"billing_address": "here"}, "billing_address"),
        ({"billing_address": {}}, "billing_address.name"),
        ({"shipping_address": {"planet": "Mars"}}, "shipping_address.planet"),
        ({"total": 1}, "total"),
    ],
)
def test_other_kinds_of_values_are_refused_by_field(change, field):
    with pytest.raises(InvalidFields) as refused:
        read(ANSWERS | change)
    assert field in [error.field for error in refused.value.errors]


def test_the_documentation_tells_how_much_fits():
    schema = msgspec.json.schema(CheckoutForm)["$defs"]
    assert schema["CheckoutForm"]["properties"]["instructions"]["maxLength"] == 1000
    assert schema["AddressForm"]["properties"]["line1"]["maxLength"] == 100
