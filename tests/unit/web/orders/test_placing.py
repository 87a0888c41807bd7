"""Confirmations that something stands in the way of, or that others are quicker than."""

import json
from datetime import timedelta
from typing import Any

import pytest

from shop.domain.limits import ORDERS, limit_key
from shop.domain.promotions import REFUSAL, Promotion
from shop.storage import customers, limits, products, promotions
from shop.storage.carts import CartRow
from shop.storage.transactions import write_together
from shop.web.cart.owner import anonymous_cart_id
from shop.web.requests import Request
from tests.support.accounts import add_customer, logged_in
from tests.support.factories import change_product, make_product, stock
from tests.support.faults import failing
from tests.support.gateway import NOW, Answer, Client, make_event
from tests.support.interleaving import cancelled, just_before
from tests.support.orders import ANSWERS, bought, confirmation, reviewed
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
KEY = "a-key-of-a-programs-own"


def a_promotion(**changes: Any) -> Promotion:
    values: dict[str, Any] = {
        "code": "TENTH",
        "kind": "percent",
        "amount": 10,
        "starts_at": NOW - timedelta(days=1),
        "ends_at": NOW + timedelta(days=1),
    }
    return Promotion(**(values | changes))


def available(sku: str = "LAMP-1") -> int:
    return products.get(sku).available


def test_a_replay_still_answers_when_the_last_unit_is_gone_and_the_code_has_ended():
    stock(make_product(available=2))
    promotions.insert(a_promotion())
    shop = Client()
    shop.post("/cart/promotion", {"code": "TENTH"})
    confirm = confirmation(reviewed(shop, quantity=2))
    first = shop.post("/orders", confirm)
    shop.now += timedelta(days=1, hours=1)

    assert first.status == 201
    assert shop.post("/orders", confirm).json == first.json


def test_a_browser_without_a_cart_has_nothing_to_confirm():
    answer = Client().post("/orders", {"cart_version": 1, "idempotency_key": KEY})

    assert (answer.status, answer.json["code"]) == (409, "cart-changed")


def test_a_cart_that_changed_since_the_review_is_refused():
    stock(make_product())
    shop = Client()
    confirm = confirmation(reviewed(shop))
    shop.post("/cart/lines", {"sku": "LAMP-1", "quantity": 3})

    answer = shop.post("/orders", confirm)

    assert (answer.status, answer.json["code"]) == (409, "cart-changed")
    assert available() == 10


def test_a_review_under_policies_that_are_in_force_no_more_is_refused():
    stock(make_product())
    shop = Client()
    confirm = confirmation(reviewed(shop))
    (row,) = CartRow.scan()
    pending = json.loads(row.review)
    pending["policies"][0]["version"] = "2026-11-01"
    row.update([CartRow.review.set(json.dumps(pending))])

    refused = shop.post("/orders", confirm)

    assert (refused.status, refused.json["code"]) == (409, "cart-changed")
    assert "terms have changed" in refused.json["detail"]
    assert shop.post("/orders", confirmation(reviewed(shop))).status == 201


def test_an_old_review_page_confirms_nothing_once_another_was_shown():
    stock(make_product())
    shop = Client()
    old_page = confirmation(reviewed(shop))
    new_page = confirmation(reviewed(shop, instructions="Send it to the neighbours."))
    new_page["cart_version"] = shop.get("/checkout/review").json["cart_version"]
    old_page["cart_version"] = new_page["cart_version"]

    assert shop.post("/orders", old_page).json["code"] == "cart-changed"
    assert shop.post("/orders", new_page).status == 201


def test_a_sold_out_product_is_refused_with_its_sku():
    stock(make_product(available=3), make_product("MUG-1", name="Mug", available=50))
    slow, quick = Client(), Client()
    slow.post("/cart/lines", {"sku": "MUG-1", "quantity": 1})
    confirm = confirmation(reviewed(slow, quantity=2))
    bought(quick, quantity=2)

    answer = slow.post("/orders", confirm)

    assert (answer.status, answer.json["code"]) == (409, "out-of-stock")
    assert answer.json["skus"] == ["LAMP-1"]
    assert "Fog lantern" in answer.json["detail"]
    assert (available(), available("MUG-1")) == (1, 50)
    assert slow.get("/cart").json["lines"]


def test_a_price_that_changed_since_the_review_is_refused():
    lamp = make_product()
    stock(lamp)
    shop = Client()
    confirm = confirmation(reviewed(shop))
    change_product(lamp.sku, price_pence=1)

    answer = shop.post("/orders", confirm)

    assert (answer.status, answer.json["code"]) == (409, "cart-changed")
    assert available() == 10


def test_a_promotion_is_used_once_for_each_order(tables: Tables):
    stock(make_product())
    promotions.insert(a_promotion(most_uses=1))
    shop, other = Client(), Client()
    for client in (shop, other):
        client.post("/cart/promotion", {"code": "TENTH"})
    second = confirmation(reviewed(other))
    order = bought(shop)

    refused = other.post("/orders", second)

    assert order["discount"]["amount"] == 400
    assert (refused.status, refused.json["code"]) == (409, "promotion-unavailable")
    parts = {item["part"]: item.get("uses") for item in tables.items("PromotionsTable")}
    assert parts == {"code": 1, f"redemption#{order['number']}": None}


def test_a_promotion_used_up_at_the_last_moment_is_refused():
    stock(make_product())
    promotion = a_promotion(most_uses=1)
    promotions.insert(promotion)
    shop = Client()
    shop.post("/cart/promotion", {"code": "TENTH"})
    confirm = confirmation(reviewed(shop))
    with just_before("TransactWriteItems", lambda: use_up(promotion)):
        answer = shop.post("/orders", confirm)

    assert answer.json["code"] == "promotion-unavailable"
    assert available() == 10


ONCE_EACH = {"most_uses_each": 1}


def with_code(client: Client, **answers: Any) -> dict[str, Any]:
    """Review an order with the code; return what confirms it."""
    client.post("/cart/promotion", {"code": "TENTH"})
    return confirmation(reviewed(client, quantity=1, **answers))


def test_a_guest_uses_a_code_for_each_customer_once_with_an_address():
    stock(make_product())
    promotions.insert(a_promotion(**ONCE_EACH))
    first, again, other = Client(), Client(), Client()
    assert first.post("/orders", with_code(first)).status == 201

    refused = again.post("/orders", with_code(again, email=" ADA@example.com"))
    unknown = Client().post("/cart/promotion", {"code": "UNKNOWN"})

    assert (refused.status, refused.json["code"]) == (409, "promotion-unavailable")
    assert refused.json["detail"] == unknown.json["detail"] == REFUSAL
    assert available() == 9
    assert other.post("/orders", with_code(other, email="bo@example.com")).status == 201


def test_a_customer_is_no_second_customer_as_a_guest_and_the_other_way_round():
    add_customer("ada@example.com")
    add_customer("bo@example.com")
    stock(make_product())
    promotions.insert(a_promotion(**ONCE_EACH))
    ada = logged_in("ada@example.com")
    assert ada.post("/orders", with_code(ada)).status == 201
    guest = Client()
    assert guest.post("/orders", with_code(guest)).status == 409
    other_address = {"email": "other@example.com"}
    ada.now += timedelta(seconds=1)
    ada.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})
    assert ada.post("/cart/promotion", {"code": "TENTH"}).status == 409

    bos_guest = Client()
    bos = {"email": "bo@example.com"}
    assert bos_guest.post("/orders", with_code(bos_guest, **bos)).status == 201
    bo = logged_in("bo@example.com")
    bo.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})
    bo.post("/cart/promotion", {"code": "TENTH"})
    assert bo.post("/checkout", ANSWERS | bos).status == 409
    assert bo.post("/orders", with_code(bo, **other_address)).status == 201
    assert promotions.find("TENTH").uses == 3


def test_two_orders_at_once_use_a_customers_last_use_once(tables: Tables):
    stock(make_product())
    promotions.insert(a_promotion(**ONCE_EACH))
    slow, quick = Client(), Client()
    waiting, quicker = with_code(slow), with_code(quick)
    answers: list[Answer] = []
    with just_before("TransactWriteItems", lambda: answers.append(quick.post("/orders", quicker))):
        late = slow.post("/orders", waiting)

    assert (answers[0].status, late.status) == (201, 409)
    assert late.json["code"] == "promotion-unavailable"
    assert promotions.find("TENTH").uses == 1
    assert available() == 9


def test_a_cancelled_order_lets_its_customer_use_the_code_again_once():
    stock(make_product())
    promotions.insert(a_promotion(**ONCE_EACH))
    shop = Client()
    order = shop.post("/orders", with_code(shop)).json
    cancel = f"/orders/{order['number']}/cancel", {"key": order["key"]}
    for _ in range(2):
        assert shop.post(*cancel).status == 200
    again, third = Client(), Client()

    assert again.post("/orders", with_code(again)).status == 201
    assert third.post("/orders", with_code(third)).status == 409


def test_a_code_that_ended_since_the_review_is_refused():
    stock(make_product())
    promotions.insert(a_promotion(kind="free_shipping", amount=0))
    shop = Client()
    confirm = with_code(shop)
    shop.now += timedelta(days=1)

    assert shop.post("/orders", confirm).json["detail"] == REFUSAL
    assert available() == 10


def use_up(promotion: Promotion) -> None:
    write_together(lambda transaction: promotions.add_use(transaction, promotion, ()))


def test_a_cart_that_changes_at_the_last_moment_is_refused(tables: Tables):
    stock(make_product())
    shop = Client()
    confirm = confirmation(reviewed(shop))
    other_tab = Client(cookies=dict(shop.cookies))
    more = {"sku": "LAMP-1", "quantity": 5}
    with just_before("TransactWriteItems", lambda: other_tab.post("/cart/lines", more)):
        answer = shop.post("/orders", confirm)

    assert (answer.status, answer.json["code"]) == (409, "cart-changed")
    assert (available(), tables.count("OrdersTable")) == (10, 0)
    assert shop.get("/cart").json["lines"][0]["quantity"] == 5


def test_a_twin_that_was_quicker_is_answered_with_its_order(tables: Tables):
    stock(make_product(available=2))
    shop = Client()
    confirm = confirmation(reviewed(shop))
    twins: list[Answer] = []
    with just_before("TransactWriteItems", lambda: twins.append(shop.post("/orders", confirm))):
        late = shop.post("/orders", confirm)

    assert (twins[0].status, late.status) == (201, 200)
    assert late.json["number"] == twins[0].json["number"]
    assert (available(), tables.count("OrderKeysTable")) == (0, 1)


def test_a_twin_with_another_key_orders_nothing_twice(tables: Tables):
    stock(make_product(available=5))
    shop = Client()
    review = reviewed(shop)
    other = confirmation(review) | {"idempotency_key": KEY}
    with just_before("TransactWriteItems", lambda: shop.post("/orders", other)):
        late = shop.post("/orders", confirmation(review))

    assert (late.status, late.json["code"]) == (409, "cart-changed")
    assert available() == 3


def test_a_number_that_is_taken_is_replaced_by_another():
    stock(make_product())
    shop = Client()
    confirm = confirmation(reviewed(shop))
    taken = cancelled("None", "None", "ConditionalCheckFailed", "None", "None")
    with failing("TransactWriteItems", taken, times=1) as calls:
        answer = shop.post("/orders", confirm)

    assert (answer.status, len(calls)) == (201, 1)


@pytest.mark.parametrize(
    "fault",
    [
        cancelled("None", "None", "ConditionalCheckFailed", "None", "None"),
        cancelled("None", "None", "None", "ConditionalCheckFailed", "None"),
        cancelled("TransactionConflict", "None", "None", "None", "None"),
        cancelled("None", "None", "None", "None", "ThrottlingError"),
    ],
)
def test_what_passes_is_answered_with_when_to_try_again(fault):
    stock(make_product())
    shop = Client()
    confirm = confirmation(reviewed(shop))
    with failing("TransactWriteItems", fault):
        answer = shop.post("/orders", confirm)

    assert (answer.status, answer.json["code"]) == (503, "try-again")
    assert answer.headers["retry-after"]
    assert shop.post("/orders", confirm).status == 201


def test_a_login_that_was_ended_orders_nothing_and_sees_nothing():
    customer = add_customer()
    stock(make_product())
    shop = logged_in()
    first = confirmation(reviewed(shop))
    assert shop.post("/orders", first).status == 201
    shop.now += timedelta(seconds=1)
    second = confirmation(reviewed(shop))
    write_together(lambda t: customers.change_epoch_in(t, customer.customer_id, customer.epoch))

    assert shop.post("/orders", second).json["code"] == "not-authenticated"
    assert shop.post("/orders", first).json["code"] == "not-authenticated"
    assert available() == 8


def test_thirty_orders_a_minute_are_enough():
    stock(make_product())
    shop = Client()
    first = confirmation(reviewed(shop))
    cart_id = anonymous_cart_id(Request(make_event("GET", "/cart", cookies=shop.cookies)))
    assert cart_id is not None
    key = limit_key(ORDERS, cart_id)
    for _ in range(ORDERS.attempts - 1):
        limits.change_count(key, ORDERS.window, NOW)
    assert shop.post("/orders", first).status == 201
    shop.now += timedelta(seconds=59)
    second = confirmation(reviewed(shop))

    refused = shop.post("/orders", second)

    assert (refused.status, refused.headers["retry-after"]) == (429, "1")
    assert shop.post("/orders", first).status == 200
    shop.now += timedelta(seconds=1)
    assert shop.post("/orders", second).status == 201
