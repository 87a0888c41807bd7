"""Asking to correct an order, as programs and browsers do."""

import html
import re
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from shop.domain.orders import By
from shop.gateways.order_links import full_key, order_key
from shop.storage import corrections, data_requests, orders
from shop.storage.orders import row_of
from shop.web.desk.actions import ACTIONS
from shop.web.fields import to_struct
from tests.support.accounts import add_customer, log_in, logged_in
from tests.support.gateway import NOW, Answer, Client
from tests.support.interleaving import just_before
from tests.support.mailbox import mails_to
from tests.support.orders import NUMBER, an_order
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
PATH = f"/orders/{NUMBER}/corrections"
ADDRESS = {
    "name": "Bo Sample",
    "line1": "9 Other Road",
    "city": "Dublin",
    "country": "IE",
}
FRENCH = {"country": "FR", "postal_code": "75001"}
DELIVERY = {"what": "delivery_address", "address": ADDRESS}
INVOICE = {"what": "invoice", "wish": "Please name Sample Limited."}


def own(**changes: Any) -> Client:
    add_customer()
    row_of(an_order(customer_id="id-of-customer", **changes)).save()
    return logged_in()


def guest(**changes: Any) -> Client:
    row_of(an_order(**changes)).save()
    return Client()


def desk(action: str, **asked: Any) -> Any:
    kind, do = ACTIONS[action]
    return do(to_struct(asked, kind, strict=True), By("operator", "request-2"), NOW)


def test_a_customer_asks_for_another_delivery_address_and_an_operator_changes_it():
    client = own(status="paid")
    answer = client.post(PATH, DELIVERY)
    assert (answer.status, answer.json["state"]) == (201, "open")
    assert answer.json["due_at"] == "2026-12-23T10:00:00Z"
    (waiting,) = desk("data-requests")["requests"]
    assert (waiting["kind"], waiting["orders"], waiting["state"]) == ("correct", [NUMBER], "open")
    assert waiting["correction"]["address"]["line1"] == "9 Other Road"

    done = desk("accept-correction", correction_id=answer.json["correction_id"])
    assert done["outcome"] == "changed"
    shown = client.get(f"/orders/{NUMBER}").json
    assert shown["shipping_address"]["line1"] == "9 Other Road"
    assert [event["type"] for event in shown["events"]] == ["correction-asked", "correction-made"]
    (listed,) = client.get(PATH).json["corrections"]
    assert listed["state"] == "changed"
    assert desk("data-requests") == {"requests": []}
    templates = {mail["template"] for mail in mails_to("ada@example.com")}
    assert templates == {"correction-asked", "correction-answered"}


def test_asking_the_same_again_changes_nothing(tables: Tables):
    client = own()
    first, second = client.post(PATH, DELIVERY), client.post(PATH, DELIVERY)
    assert first.json == second.json
    assert tables.count("DataRequestsTable") == tables.count("MailsTable") == 1


def test_takes_seven_calls():
    client = own()
    CALLS.clear()
    client.post(PATH, DELIVERY)
    assert CALLS == [
        "Query",
        "GetItem",
        "GetItem",
        "UpdateItem",
        "UpdateItem",
        "Query",
        "TransactWriteItems",
    ]


def test_a_guest_asks_with_the_key_of_the_mailed_code_alone():
    client = guest()
    refused = client.post(PATH, INVOICE | {"key": order_key(NUMBER)})
    assert (refused.status, refused.json["code"]) == (403, "fresh-login-required")
    assert client.post(PATH, INVOICE | {"key": full_key(NUMBER, NOW)}).status == 201
    by_link = client.get(f"{PATH}?key={order_key(NUMBER)}").json
    assert by_link["corrections"] == []
    in_full = client.get(f"{PATH}?key={full_key(NUMBER, NOW)}").json
    assert in_full["corrections"][0]["wish"] == "Please name Sample Limited."


def test_a_remembered_login_is_not_enough():
    add_customer()
    row_of(an_order(customer_id="id-of-customer")).save()
    client = Client()
    log_in(client, "customer@example.com", remember=True)
    client.cookies.pop("__Host-session")
    answer = client.post(PATH, DELIVERY)
    assert (answer.status, answer.json["code"]) == (403, "fresh-login-required")
    page = Client(page=True, cookies=client.cookies, now=client.now).get(PATH)
    assert "Log in again" in page.text
    assert "9 Other Road" not in page.text


def test_nobody_else_finds_it():
    own()
    assert Client().post(PATH, DELIVERY).status == 404
    assert Client().get(PATH).status == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"what": "delivery_address"}, "address"),
        ({"what": "delivery_address", "address": ADDRESS | {"city": ""}}, "address.city"),
        ({"what": "delivery_address", "address": ADDRESS | FRENCH}, "address.country"),
        ({"what": "other"}, "wish"),
    ],
)
def test_says_what_is_missing(body, field):
    answer = own().post(PATH, body)
    assert answer.status == 422
    assert field in {error["field"] for error in answer.json["errors"]}


def test_asks_anew_of_an_order_that_changes_at_the_same_moment():
    client = own()

    def change() -> None:
        order, _ = orders.get_with_events(NUMBER)
        desk("cancel", number=order.number)

    with just_before("TransactWriteItems", change):
        assert client.post(PATH, INVOICE).status == 201
    _, events = orders.get_with_events(NUMBER)
    assert [event.type for event in events] == ["cancelled", "correction-asked"]


def test_a_person_asks_on_a_page_without_scripts():
    add_customer()
    row_of(an_order(customer_id="id-of-customer")).save()
    person = Client(page=True, cookies=logged_in().cookies)
    assert f'href="{PATH}"' in html.unescape(person.get(f"/orders/{NUMBER}").text)
    page = html.unescape(person.get(PATH).text)
    assert 'value="2 Trial Road"' in page
    assert f'<a href="/orders/{NUMBER}">Order {NUMBER}</a>' in page
    typed = {f"address.{name}": text for name, text in ADDRESS.items()}
    done = person.post(PATH, {"what": "delivery_address", **typed, "address.line2": ""})
    assert (done.status, done.headers["location"]) == (303, PATH)
    after = html.unescape(person.get(PATH).text)
    assert "waits for our answer" in after
    assert "9 Other Road" in after
    order = html.unescape(person.get(f"/orders/{NUMBER}").text)
    assert "You asked us to correct the delivery address." in order
    assert "What you asked us to correct, and our answers" in order
    refused = person.post(PATH, {"what": "other", "wish": ""})
    assert refused.status == 422
    assert "Please fill this in." in refused.text


@pytest.mark.parametrize(("country", "is_required"), [("GB", True), ("IE", False)])
def test_the_page_asks_for_a_postcode_where_the_post_does(country, is_required):
    to = replace(an_order().shipping_address, country=country)
    client = own(shipping_address=to)
    page = Client(page=True, cookies=client.cookies).get(PATH).text
    found = re.search(r'<input id="address.postal_code"[^>]*>', page)
    assert found
    assert ("required" in found[0]) is is_required


def test_an_invoice_stays_and_the_correction_is_noted_beside_it():
    client = own(status="shipped", shipment="shipped")
    asked: Answer = client.post(PATH, INVOICE)
    done = desk("accept-correction", correction_id=asked.json["correction_id"], answer="Noted.")
    assert done["outcome"] == "noted"
    (kept,) = corrections.list_by_order(NUMBER)
    assert (kept.state, kept.answer) == ("noted", "Noted.")
    assert data_requests.find(kept.correction_id).done_at == NOW


def test_counts_who_asks_too_often():
    client = own()
    answers = [client.post(PATH, {"what": "other", "wish": f"wish {n}"}) for n in range(6)]
    assert [answer.status for answer in answers[:5]] == [201] * 5
    assert answers[5].status == 429
    client.now += timedelta(hours=2)
    log_in(client, "customer@example.com")
    refused = client.post(PATH, {"what": "other", "wish": "one more"})
    assert (refused.status, "wait already" in refused.json["detail"]) == (409, True)
