"""The code that shows a guest the whole order, through the front door."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from shop.storage import order_codes
from shop.storage.orders import ORDER_PART, OrderRow
from tests.support.accounts import add_customer, logged_in
from tests.support.factories import make_product, stock
from tests.support.gateway import Answer, Client
from tests.support.interleaving import just_before
from tests.support.mailbox import mails_to
from tests.support.orders import bought
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
PRIVATE = {"email", "billing_address", "shipping_address"}
ADA = "ada@example.com"


@pytest.fixture
def order() -> Any:
    stock(make_product())
    return bought(Client())


def ask(order: Any, client: Client | None = None) -> Answer:
    return (client or Client()).post(f"/orders/{order['number']}/code", {"key": order["key"]})


def codes() -> list[str]:
    return [mail["values"]["code"] for mail in mails_to(ADA) if mail["template"] == "order-code"]


def unlock(order: Any, code: str, client: Client | None = None) -> Answer:
    fields = {"key": order["key"], "code": code}
    return (client or Client()).post(f"/orders/{order['number']}/unlock", fields)


def wrong(code: str) -> str:
    return f"{(int(code) + 1) % 1_000_000:06d}"


def claimed(order: Any, customer_id: str = "c1") -> None:
    OrderRow(number=order["number"], part=ORDER_PART).update(
        [OrderRow.customer_id.set(customer_id)], condition=OrderRow.number.exists()
    )


def test_a_code_from_the_mail_shows_the_whole_order(order):
    asked = ask(order)
    assert (asked.status, asked.json) == (202, {"status": "check-your-email"})
    (code,) = codes()
    seen = unlock(order, code)

    assert seen.status == 200
    assert {name: seen.json[name] for name in PRIVATE} == {name: order[name] for name in PRIVATE}
    key = seen.json["key"]
    assert key != order["key"]
    again = Client().get(f"/orders/{order['number']}?key={key}").json
    assert again == {name: value for name, value in seen.json.items() if name != "key"}


def test_the_code_is_kept_nowhere_but_in_its_mail(tables: Tables, order):
    ask(order)
    (code,) = codes()
    assert code not in str(tables.items("TokensTable"))
    assert code not in str(tables.items("OrdersTable"))


def test_a_code_works_once(order):
    ask(order)
    (code,) = codes()
    assert [unlock(order, code).status for _ in range(2)] == [200, 422]


def test_of_two_who_send_a_code_at_once_one_is_shown_everything(order):
    ask(order)
    (code,) = codes()
    first: list[Answer] = []
    with just_before("DeleteItem", lambda: first.append(unlock(order, code))):
        second = unlock(order, code)
    assert sorted([first[0].status, second.status]) == [200, 422]


def test_after_five_wrong_codes_the_right_one_is_dead(order):
    ask(order)
    (code,) = codes()
    refused = [unlock(order, wrong(code)) for _ in range(5)]
    late = unlock(order, code)

    assert {answer.status for answer in refused} == {422}
    assert late.status == 422
    assert late.json["errors"] == refused[0].json["errors"]
    assert late.json["errors"][0]["field"] == "code"


def test_the_fifth_try_may_still_be_right(order):
    ask(order)
    (code,) = codes()
    for _ in range(4):
        unlock(order, wrong(code))
    assert unlock(order, code).status == 200


def test_what_can_be_no_code_costs_no_try(order):
    ask(order)
    (code,) = codes()
    assert {unlock(order, "12 34").status for _ in range(6)} == {422}
    assert unlock(order, f"{code[:3]} {code[3:]}").status == 200


def test_a_code_is_good_for_a_quarter_of_an_hour(order):
    ask(order)
    (code,) = codes()
    late = Client()
    late.now += timedelta(minutes=15)
    assert unlock(order, code, late).status == 422
    late.now -= timedelta(seconds=1)
    assert unlock(order, code, late).status == 200


def test_a_new_code_ends_the_one_before(order):
    for _ in range(2):
        ask(order)
    sent = codes()
    assert len(sent) == 2
    # The mails of one second come in any order: exactly one of the two codes is live.
    statuses = sorted(unlock(order, code).status for code in set(sent))
    assert statuses in ([200, 422], [200])


def test_no_code_no_view(order):
    assert unlock(order, "012345").status == 422


def test_at_most_three_codes_an_hour_go_to_an_order_and_the_answer_never_tells(order):
    clients = [Client(address=f"192.0.2.{last}") for last in range(5)]
    answers = [ask(order, client) for client in clients]

    assert {(answer.status, answer.text) for answer in answers} == {
        (202, '{"status":"check-your-email"}')
    }
    assert len(codes()) == 3
    late = Client()
    late.now += timedelta(hours=1)
    ask(order, late)
    assert len(codes()) == 4


def test_at_most_six_codes_an_hour_go_to_an_address():
    stock(make_product(available=50))
    several = [bought(Client()) for _ in range(3)]
    for order in several:
        for last in range(3):
            ask(order, Client(address=f"192.0.2.{last}"))
    assert len(codes()) == 6


def test_who_asks_or_tries_too_often_from_one_network_is_told(order):
    person = Client()
    assert [ask(order, person).status for _ in range(11)] == [202] * 10 + [429]
    code = codes()[0]
    tried = [unlock(order, wrong(code), person).status for _ in range(21)]
    assert tried == [422] * 20 + [429]


@pytest.mark.parametrize("path", ["code", "unlock"])
def test_without_the_link_there_is_no_such_order(order, path):
    fields = {"key": "k1.x"} | ({"code": "012345"} if path == "unlock" else {})
    assert Client().post(f"/orders/{order['number']}/{path}", fields).status == 404


def test_a_key_in_full_shows_everything_for_an_hour_and_then_what_the_link_shows(order):
    ask(order)
    person = Client()
    key = unlock(order, codes()[0], person).json["key"]
    path = f"/orders/{order['number']}?key={key}"
    person.now += timedelta(minutes=59)
    assert set(person.get(path).json) >= PRIVATE
    person.now += timedelta(minutes=1)
    late = person.get(path)
    assert (late.status, PRIVATE & set(late.json)) == (200, set())


def test_a_key_in_full_opens_no_other_order(order):
    ask(order)
    key = unlock(order, codes()[0]).json["key"]
    other = bought(Client())
    assert Client().get(f"/orders/{other['number']}?key={key}").status == 404


def test_a_key_in_full_cancels_as_the_link_does(order):
    ask(order)
    key = unlock(order, codes()[0]).json["key"]
    answer = Client().post(f"/orders/{order['number']}/cancel", {"key": key})
    assert (answer.status, answer.json["status"]) == (200, "cancelled")
    assert set(answer.json) >= PRIVATE


def test_an_order_in_an_account_is_shown_in_full_to_its_owner_alone(order):
    ask(order)
    (code,) = codes()
    key = unlock(order, code).json["key"]
    ask(order)
    later = next(sent for sent in codes() if sent != code)
    claimed(order)

    seen = Client().get(f"/orders/{order['number']}?key={key}")
    assert (seen.status, PRIVATE & set(seen.json)) == (200, set())
    assert unlock(order, later).status == 422
    assert ask(order).status == 202
    assert len(codes()) == 2


def test_of_an_order_that_was_erased_there_is_nothing_to_see_and_nobody_to_mail(
    tables: Tables, order
):
    OrderRow(number=order["number"], part=ORDER_PART).update(
        [OrderRow.email.set(""), OrderRow.email_hash.remove()],
        condition=OrderRow.number.exists(),
    )
    assert ask(order).status == 202
    assert (tables.count("TokensTable"), tables.count("MailsTable")) == (0, 0)
    page = Client(page=True).get(f"/orders/{order['number']}?key={order['key']}").text
    assert "Mail me a code" not in page


def test_an_owner_needs_no_code():
    add_customer()
    stock(make_product())
    shop = logged_in()
    order = bought(shop) | {"key": ""}

    seen = unlock(order, "012345", shop)

    assert seen.status == 200
    assert set(seen.json) >= PRIVATE
    assert "key" not in seen.json
    assert ask(order, shop).status == 202
    assert codes() == []


def test_a_browser_asks_types_and_sees(order):
    person = Client(page=True)
    link = f"/orders/{order['number']}?key={order['key']}"
    page = person.get(link).text
    assert "Mail me a code" in page
    assert ADA not in page

    asked = ask(order, person)
    assert (asked.status, asked.headers["location"]) == (303, f"{link}&code=sent")
    page = person.get(asked.headers["location"]).text
    assert "A code is on its way" in page
    assert 'autocomplete="one-time-code" inputmode="numeric"' in page

    (code,) = codes()
    refused = unlock(order, wrong(code), person)
    assert refused.status == 422
    assert "This is not the code we sent" in refused.text
    assert "Show everything" in refused.text

    seen = unlock(order, code, person)
    assert seen.status == 303
    whole = person.get(seen.headers["location"]).text
    assert "ada@example.com" in whole
    assert link in unescape(whole)
    assert "Mail me a code" not in whole


def test_a_claimed_orders_page_leads_to_the_login(order):
    claimed(order)
    page = Client(page=True).get(f"/orders/{order['number']}?key={order['key']}").text
    assert f'href="/login?next=/orders/{order["number"]}"' in page
    assert "Mail me a code" not in page


def test_the_calls_to_the_database(order):
    CALLS.clear()
    ask(order)
    asking = list(CALLS)
    code = codes()[0]
    CALLS.clear()
    unlock(order, code)

    assert asking == ["Query", *["UpdateItem"] * 6, "TransactWriteItems"]
    assert CALLS == ["Query", "UpdateItem", "UpdateItem", "UpdateItem", "DeleteItem"]


def test_a_try_is_counted_before_it_is_known_to_be_right(order):
    ask(order)
    with just_before("DeleteItem", lambda: None):
        unlock(order, codes()[0])
    assert order_codes.change_tries(order["number"], Client().now) is None
