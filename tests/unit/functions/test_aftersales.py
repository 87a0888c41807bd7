"""Cancelling orders, and asking to return something, through the front door."""

import html
from datetime import timedelta

import pytest

from shop.domain.orders import By
from shop.domain.promotions import Promotion
from shop.gateways.order_links import full_key, order_key
from shop.storage import mails, orders, products, promotions
from shop.storage.orders import ORDER_PART, OrderRow
from shop.storage.products import ProductRow
from shop.web.desk import orders as desk
from shop.web.desk.money import Refunding, refund
from shop.web.desk.views import desk_view
from shop.web.orders.invoicing import issue_due
from tests.support.accounts import add_customer, copied, logged_in
from tests.support.factories import make_product, stock
from tests.support.faults import failing
from tests.support.gateway import NOW, Client
from tests.support.interleaving import cancelled, just_before
from tests.support.order_streams import deliver, order_record
from tests.support.orders import bought
from tests.support.post import Post
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")


def change_status(number: str, status: str) -> None:
    """Do what the order desk does."""
    row = OrderRow(number=number, part=ORDER_PART)
    row.update(
        [OrderRow.status.set(status), OrderRow.version.add(1)], condition=OrderRow.number.exists()
    )


def uses() -> int:
    promotion = promotions.find("TENTH")
    assert promotion is not None
    return promotion.uses


def test_a_customer_cancels_and_everything_is_given_back(tables: Tables):
    add_customer()
    stock(make_product())
    starts_at, ends_at = NOW - timedelta(days=1), NOW + timedelta(days=1)
    promotions.insert(
        Promotion(code="TENTH", kind="percent", amount=10, starts_at=starts_at, ends_at=ends_at)
    )
    shop = logged_in()
    shop.post("/cart/promotion", {"code": "TENTH"})
    order = bought(shop)
    assert (products.get("LAMP-1").available, uses()) == (8, 1)

    answer = shop.post(f"/orders/{order['number']}/cancel")

    assert (answer.status, answer.json["status"], answer.json["can_cancel"]) == (
        200,
        "cancelled",
        False,
    )
    assert [event["type"] for event in answer.json["events"]] == ["placed", "cancelled"]
    assert answer.json == shop.get(f"/orders/{order['number']}").json
    assert (products.get("LAMP-1").available, uses()) == (10, 0)
    assert tables.count("PromotionsTable") == 1


def test_cancelling_again_gives_nothing_back_again():
    stock(make_product())
    shop = Client()
    order = bought(shop)
    key = {"key": order["key"]}
    first = shop.post(f"/orders/{order['number']}/cancel", key)
    second = shop.post(f"/orders/{order['number']}/cancel", key)

    assert (first.status, second.status) == (200, 200)
    assert first.json == second.json
    assert products.get("LAMP-1").available == 10


def test_of_two_who_cancel_at_once_one_gives_back():
    stock(make_product())
    shop = Client()
    order = bought(shop)
    path, key = f"/orders/{order['number']}/cancel", {"key": order["key"]}
    with just_before("TransactWriteItems", lambda: shop.post(path, key)):
        late = shop.post(path, key)

    assert (late.status, late.json["status"]) == (200, "cancelled")
    assert products.get("LAMP-1").available == 10


def test_an_order_that_is_shipped_meanwhile_is_not_cancelled():
    stock(make_product())
    shop = Client()
    order = bought(shop)
    path, key = f"/orders/{order['number']}/cancel", {"key": order["key"]}
    with just_before("TransactWriteItems", lambda: change_status(order["number"], "shipped")):
        late = shop.post(path, key)

    assert (late.status, late.json["code"]) == (409, "not-cancellable")
    assert products.get("LAMP-1").available == 8


def begin_packing(number: str) -> None:
    """Do what operators do at the desk."""
    by = By("arn:aws:iam::123456789012:user/ada", "request-2")
    desk.mark_paid(number, by, NOW, seconds_left=10)
    desk.mark_packing(number, by, NOW, seconds_left=10)


@pytest.mark.parametrize("is_meanwhile", [False, True])
def test_what_is_being_packed_can_only_be_asked_for(is_meanwhile):
    stock(make_product())
    person = Client()
    order = bought(person)
    path, key = f"/orders/{order['number']}/cancel", {"key": order["key"]}
    if is_meanwhile:
        with just_before("TransactWriteItems", lambda: begin_packing(order["number"])):
            late = person.post(path, key)
    else:
        begin_packing(order["number"])
        late = person.post(path, key)

    assert (late.status, late.json["code"]) == (409, "not-cancellable")
    assert "Write to us from the page of the order" in late.json["detail"]
    assert products.get("LAMP-1").available == 8
    seen = person.get(f"/orders/{order['number']}?key={order['key']}").json
    assert (seen["status"], seen["can_cancel"]) == ("paid", False)


def test_a_paid_order_can_be_cancelled_even_if_it_is_paid_that_moment():
    stock(make_product())
    shop = Client()
    order = bought(shop)
    path, key = f"/orders/{order['number']}/cancel", {"key": order["key"]}
    with just_before("TransactWriteItems", lambda: change_status(order["number"], "paid")):
        late = shop.post(path, key)

    assert (late.status, late.json["status"]) == (200, "cancelled")


def test_an_order_that_keeps_changing_is_left_alone():
    stock(make_product())
    shop = Client()
    order = bought(shop)
    changed = cancelled("None", "ConditionalCheckFailed", "None")
    with failing("TransactWriteItems", changed) as calls:
        late = shop.post(f"/orders/{order['number']}/cancel", {"key": order["key"]})

    assert (late.status, late.json["code"], len(calls)) == (409, "conflict", 4)


@pytest.mark.parametrize("status", ["shipped", "expired", "refunded"])
def test_an_order_that_went_too_far_is_not_cancelled(status):
    stock(make_product())
    shop = Client()
    order = bought(shop)
    change_status(order["number"], status)

    answer = shop.post(f"/orders/{order['number']}/cancel", {"key": order["key"]})

    assert (answer.status, answer.json["code"]) == (409, "not-cancellable")
    assert products.get("LAMP-1").available == 8


@pytest.mark.parametrize("key", [{}, {"key": "k1.x"}])
def test_nobody_else_cancels_an_order(key):
    stock(make_product())
    order = bought(Client())

    assert Client().post(f"/orders/{order['number']}/cancel", key).status == 404
    assert products.get("LAMP-1").available == 8


def test_what_is_not_sold_any_more_keeps_no_order_from_being_cancelled(tables: Tables):
    stock(make_product(), make_product("MUG-1"))
    shop = Client()
    shop.post("/cart/lines", {"sku": "MUG-1", "quantity": 1})
    order = bought(shop)
    ProductRow("MUG-1").delete()

    answer = shop.post(f"/orders/{order['number']}/cancel", {"key": order["key"]})

    assert (answer.status, answer.json["status"]) == (200, "cancelled")
    assert products.get("LAMP-1").available == 10
    assert tables.count("ProductsTable") == 1


def test_a_browser_cancels_and_comes_back_to_the_order():
    stock(make_product())
    person = Client()
    order = bought(person)
    person.page = True

    answer = person.post(f"/orders/{order['number']}/cancel", {"key": order["key"]})

    assert answer.status == 303
    page = person.get(answer.headers["location"])
    assert (page.status, "Cancel this order" in page.text) == (200, False)
    assert "The order was cancelled at your request." in page.text


def test_the_calls_to_the_database_of_a_cancellation():
    add_customer()
    stock(make_product())
    shop = logged_in()
    number = bought(shop)["number"]
    CALLS.clear()
    shop.post(f"/orders/{number}/cancel")

    assert list(CALLS) == [
        "Query",
        "GetItem",
        "GetItem",
        "TransactWriteItems",
    ]


def receipt_of(post: Post) -> str:
    """Let the stream bring what was ordered to the outbox, and the outbox send it."""
    (row,) = [row for row in OrderRow.scan() if row.part == ORDER_PART]
    deliver(order_record(1, None, orders.get_with_events(row.number)[0]))
    post.deliver()
    return f"/orders/{row.number}/mails"


def test_a_customer_reads_the_mails_about_an_order_and_has_one_sent_again(post: Post):
    add_customer()
    stock(make_product())
    shop = logged_in()
    bought(shop)
    path = receipt_of(post)

    (mail,) = shop.get(path).json["mails"]
    assert (mail["mail"], mail["state"], mail["can_send_again"]) == ("received.1", "sent", True)
    read = shop.get(f"{path}/received.1").json
    assert "This is your receipt." in read["text"]
    answers = [shop.post(f"{path}/received.1/resend") for _ in range(2)]

    assert [answer.status for answer in answers] == [201, 200]
    assert [answer.json["mail"] for answer in answers] == ["received.2", "received.2"]
    post.deliver()
    assert [sent.subject for sent in post.sent] == [mail["subject"]] * 2
    assert post.sent[0].text == post.sent[1].text


def test_a_guest_sees_the_mails_by_the_link_but_not_what_they_say(post: Post):
    stock(make_product())
    shop = Client()
    key = bought(shop)["key"]
    path = receipt_of(post)

    assert [mail["mail"] for mail in shop.get(f"{path}?key={key}").json["mails"]] == ["received.1"]
    assert shop.get(f"{path}/received.1?key={key}").status == 404
    answer = shop.post(f"{path}/received.1/resend", {"key": key})
    assert answer.status == 201
    assert post.deliver()[1].link("/orders/").partition("key=")[2]


def test_nobody_else_sees_or_sends_the_mails_about_an_order(post: Post):
    stock(make_product())
    bought(Client())
    path = receipt_of(post)
    stranger = Client()
    assert stranger.get(path).status == 404
    assert stranger.get(f"{path}/received.1").status == 404
    assert stranger.post(f"{path}/received.1/resend", {}).status == 404
    assert len(post.deliver()) == 1


def test_the_page_of_an_order_shows_its_mails_and_offers_them_again(post: Post):
    add_customer()
    stock(make_product())
    bought(logged_in())
    path = receipt_of(post)
    person = copied(logged_in(), page=True)
    mails.change_delivery(f"order#{path.split('/')[2]}#received#1", "bounced", NOW)

    page = person.get(path.removesuffix("/mails")).text
    assert "Mails about this order" in page
    assert "came back: the address did not take it" in page
    assert f'action="{path}/received.1/resend"' in page
    listed, read = person.get(path), person.get(f"{path}/received.1")
    assert (listed.status, read.status) == (200, 200)
    assert "This is your receipt." in read.text
    sent = person.post(f"{path}/received.1/resend", {})
    assert (sent.status, sent.headers["location"]) == (303, path.removesuffix("/mails"))


def test_a_refused_request_to_send_a_mail_again_shows_the_order_with_why(post: Post):
    stock(make_product())
    key = bought(Client())["key"]
    path = receipt_of(post)
    person = Client(page=True)
    assert person.post(f"{path}/received.1/resend", {"key": key}).status == 303
    refused = person.post(f"{path}/received.2/resend", {"key": key})
    assert refused.status == 409
    assert "still on its way" in refused.text


def invoiced(shop: Client) -> str:
    """Let a client buy, the desk note the payment and the bookkeeping issue; return the number."""
    number = str(bought(shop)["number"])
    desk.mark_paid(number, By("an operator"), NOW, seconds_left=10)
    issue_due(number, NOW, By("bookkeeping"), seconds_left=10)
    return number


def test_a_customer_reads_and_prints_an_invoice():
    add_customer()
    stock(make_product())
    shop = logged_in()
    number = invoiced(shop)

    CALLS.clear()
    answer = shop.get(f"/orders/{number}/invoice")
    assert (answer.status, answer.json["number"]) == (200, "INV-2026-000001")
    assert CALLS.count("Query") == 2
    assert answer.json["buyer"]["line1"] == "1 Sample Street"
    page = shop.get(f"/orders/{number}/invoice", accept="text/html")
    for words in ("Invoice INV-2026-000001", "CTBusters", "1 Sample Street", "VAT", "£39.98"):
        assert words in page.text
    assert "style=" not in page.text
    assert page.headers["cache-control"] == "no-store"
    order = shop.get(f"/orders/{number}", accept="text/html")
    assert f'href="/orders/{number}/invoice"' in html.unescape(order.text)


def test_a_customer_reads_a_credit_note():
    add_customer()
    stock(make_product())
    shop = logged_in()
    number = invoiced(shop)
    refund(Refunding(number=number, amount_pence=1200, how="cheque"), By("an operator"), NOW)
    issue_due(number, NOW, By("bookkeeping"), seconds_left=10)

    path = shop.get(f"/orders/{number}/invoice").json["credit_notes"][0]["path"]
    note = shop.get(path)
    assert (note.json["number"], note.json["total"]["amount"]) == ("CRN-2026-000001", -1200)
    assert note.json["tax"]["amount"] == -200
    page = shop.get(path, accept="text/html")
    for words in ("Credit note CRN-2026-000001", "invoice INV-2026-000001", "\N{MINUS SIGN}£12.00"):
        assert words in page.text


def test_nobody_elses_invoice_is_found():
    add_customer()
    add_customer("other@example.com")
    stock(make_product())
    number = invoiced(logged_in())
    stranger = logged_in(email="other@example.com")
    for shop in (stranger, Client()):
        assert shop.get(f"/orders/{number}/invoice").status == 404
        assert shop.get(f"/orders/{number}/credit-notes/CRN-2026-000001").status == 404


def test_a_guests_link_opens_no_invoice_and_says_so():
    stock(make_product())
    shop = Client()
    number = invoiced(shop)
    locked = shop.get(f"/orders/{number}/invoice?key={order_key(number)}")
    assert locked.status == 404
    assert "ask there for a code by mail" in locked.json["detail"]
    assert "Sample Street" not in locked.text


def test_a_guest_who_sees_all_of_the_order_reads_its_invoice_and_finds_the_way_back():
    stock(make_product())
    shop = Client()
    number = invoiced(shop)
    key = full_key(number, NOW)
    page = shop.get(f"/orders/{number}/invoice?key={key}", accept="text/html")
    assert page.status == 200
    for words in ("INV-2026-000001", "Ada Sample", f"/orders/{number}?key={key}"):
        assert words in html.unescape(page.text)
    order = shop.get(f"/orders/{number}?key={key}", accept="text/html")
    assert f'href="/orders/{number}/invoice?key={key}"' in html.unescape(order.text)
    shop.now = NOW + timedelta(hours=2)
    assert shop.get(f"/orders/{number}/invoice?key={key}").status == 404


def test_instructions_are_plain_text_to_everybody_who_reads_them():
    stock(make_product())
    typed = "<script>alert(1)</script>\nRing twice."
    order = bought(Client(), instructions=typed)

    assert order["instructions"] == typed
    page = Client(page=True).get(f"/orders/{order['number']}?key={order['key']}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert(1)&lt;" in page
    shown = desk_view(*desk.get_order(order["number"]))
    assert shown["instructions"] == typed


def test_a_guest_withdraws_and_everything_is_given_back(tables: Tables):
    stock(make_product())
    shop = Client()
    order = bought(shop)
    declared = {"name": "Ada Sample", "number": order["number"], "email": "ada@example.com"}
    token = shop.post("/withdraw", declared).json["token"]
    assert products.get("LAMP-1").available == 8

    receipt = shop.post("/withdraw", {"token": token})
    assert (receipt.status, receipt.json["status"]) == (201, "received")
    shown = shop.get(f"/orders/{order['number']}?key={order['key']}").json
    assert shown["status"] == "cancelled"
    assert [event["type"] for event in shown["events"]] == ["placed", "withdrawn"]
    assert products.get("LAMP-1").available == 10
    assert tables.count("WithdrawalsTable") == 1


def test_every_page_leads_to_where_one_withdraws():
    for path in ("/withdraw", "/contact", "/cookies"):
        assert 'href="/withdraw"' in Client(page=True).get(path).text
