import base64
import hashlib
import json
import re

import pytest

from shop.domain.money import pence
from shop.gateways.settings import SITE_URL
from shop.web.headers import CONTENT_SECURITY_POLICY
from shop.web.requests import Request
from shop.web.storefront.catalogue_views import ProductView
from shop.web.storefront.structured_data import data_block, headers_allowing, product_json
from tests.support.gateway import make_event


def product(**changes) -> ProductView:
    values = {
        "sku": "LAMP-1",
        "name": "Lamp",
        "description": "It glows.",
        "category": "lanterns",
        "price": pence(1905),
        "availability": "in_stock",
        "max_quantity": 9,
        "image": "/assets/lamp.12345678.svg",
        "image_alt": "A lamp",
    }
    return ProductView(**(values | changes))


def shown(**changes) -> dict:
    return json.loads(product_json(product(**changes), "Lanterns", 900))["@graph"][0]


def test_tells_what_a_product_is_and_what_it_costs():
    found = shown()
    assert (found["@type"], found["sku"], found["name"]) == ("Product", "LAMP-1", "Lamp")
    assert found["image"] == f"{SITE_URL}/assets/lamp.12345678.svg"
    offer = found["offers"]
    assert (offer["price"], offer["priceCurrency"]) == ("19.05", "GBP")
    assert offer["url"] == found["url"] == f"{SITE_URL}/products/LAMP-1"


@pytest.mark.parametrize(
    ("availability", "expected"),
    [
        ("in_stock", "InStock"),
        ("few_left", "LimitedAvailability"),
        ("out_of_stock", "OutOfStock"),
    ],
)
def test_tells_whether_it_can_be_had(availability, expected):
    offer = shown(availability=availability)["offers"]
    assert offer["availability"] == f"https://schema.org/{expected}"


def test_tells_what_it_costs_to_send_one_at_home_and_how_soon_it_leaves():
    standard, express = shown()["offers"]["shippingDetails"]
    assert standard["name"] == "Standard post"
    assert standard["shippingRate"] == {
        "@type": "MonetaryAmount",
        "value": "3.95",
        "currency": "GBP",
    }
    assert standard["shippingDestination"]["addressCountry"] == "GB"
    handling = standard["deliveryTime"]["handlingTime"]
    assert (handling["minValue"], handling["maxValue"], handling["unitCode"]) == (4, 10, "DAY")
    assert len(standard["deliveryTime"]["businessDays"]["dayOfWeek"]) == 5
    assert express["shippingRate"]["value"] == "7.95"
    dear = shown(price=pence(6000))["offers"]["shippingDetails"]
    assert dear[0]["shippingRate"]["value"] == "0.00"


def test_tells_how_long_it_can_be_given_back_and_where():
    policy = shown()["offers"]["hasMerchantReturnPolicy"]
    assert policy["merchantReturnDays"] == 14
    assert {"GB", "IE", "FR"} <= set(policy["applicableCountry"])
    assert not {"US", "CH"} & set(policy["applicableCountry"])
    assert policy["returnPolicyCategory"].endswith("/MerchantReturnFiniteReturnWindow")
    assert policy["merchantReturnLink"] == f"{SITE_URL}/policies/shipping-returns"


def test_tells_the_way_that_leads_to_it():
    steps = json.loads(product_json(product(), "Lanterns", 900))["@graph"][1]["itemListElement"]
    assert [step["name"] for step in steps][1:] == ["Lanterns", "Lamp"]
    assert [step["position"] for step in steps] == [1, 2, 3]


def test_no_name_can_end_the_data_block():
    name = "</script><script>alert(1)</script>&<!--"
    text = product_json(product(name=name), "Lanterns", 900)
    assert not re.search("[<>&]", text)
    assert json.loads(text)["@graph"][0]["name"] == name


def test_the_policy_lets_in_this_block_and_nothing_else():
    policy = headers_allowing("text")["Content-Security-Policy"]
    digest = base64.b64encode(hashlib.sha256(b"text").digest()).decode()
    assert policy.replace(f" 'sha256-{digest}'", "") == CONTENT_SECURITY_POLICY
    assert f"script-src 'self' 'sha256-{digest}';" in policy


def test_only_a_page_needs_another_policy():
    page = Request(make_event("GET", "/", headers={"accept": "text/html"}))
    block, headers = data_block(page, product(), 900)
    assert headers == headers_allowing(block["structured_data"])
    assert data_block(Request(make_event("GET", "/")), product(), 900)[1] == {}
