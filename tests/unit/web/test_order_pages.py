"""The page of an order, shown again by a form on it."""

import pytest

from tests.support.factories import make_product, stock
from tests.support.gateway import Client
from tests.support.orders import bought

pytestmark = pytest.mark.usefixtures("tables")


def test_a_refused_form_shows_the_order_again_with_what_needs_mending():
    stock(make_product())
    order = bought(Client())
    person = Client(page=True)

    path = f"/orders/{order['number']}/return"
    answer = person.post(
        path, {"key": order["key"], "lines.0.sku": "LAMP-1", "reason": "Too bright"}
    )

    assert answer.status in (409, 422)
    assert order["number"] in answer.text
