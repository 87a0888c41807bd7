import itertools
import re

import pytest

from shop.web.routes import CROSS_ORIGIN_EXEMPT, ROUTES, methods_of

KEYS = list(itertools.chain.from_iterable(ROUTES.values()))


def test_every_route_belongs_to_one_function():
    assert len(set(KEYS)) == len(KEYS)


def test_every_route_is_a_method_and_a_path():
    form = re.compile(r"(GET|POST) (/|(/([a-z0-9._-]+|\{[a-z]+\}))+)|\$default")
    assert [key for key in KEYS if not form.fullmatch(key)] == []


def test_no_two_routes_differ_only_in_the_names_of_their_parameters():
    assert len({re.sub(r"\{\w+\}", "{}", key) for key in KEYS}) == len(KEYS)


def test_only_what_programs_send_is_exempt_from_the_cross_origin_rule():
    mail_programs, payment_providers = "POST /unsubscribe", "POST /payments/{provider}/webhook"
    assert mail_programs in CROSS_ORIGIN_EXEMPT
    assert {mail_programs, payment_providers} >= CROSS_ORIGIN_EXEMPT


@pytest.mark.parametrize(
    ("path", "methods"),
    [
        ("/", ("GET",)),
        ("/cart", ("GET",)),
        ("/cart/lines", ("POST",)),
        ("/contact", ("GET", "POST")),
        ("/products/lamp-1", ("GET",)),
        ("/orders/find", ("GET", "POST")),
        ("/policies/privacy/versions/1", ("GET",)),
        ("/products/", ()),
        ("/products/a/b", ()),
        ("/unknown", ()),
        ("//", ()),
        ("", ()),
        ("$default", ()),
    ],
)
def test_knows_the_methods_of_a_path(path, methods):
    assert methods_of(path) == methods
