"""A customer with everything a customer can have is erased, and found nowhere afterwards."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.addresses import Address
from shop.domain.orders import By
from shop.domain.promotions import Promotion
from shop.domain.retention import ORDER_RECORDS
from shop.storage import data_requests, invoices, promotions
from shop.storage.orders import OrderRow
from shop.storage.stock_reconciliation import find_difference
from shop.web.desk import orders as desk
from shop.web.upkeep import erasing, old_orders
from tests.support import canaries
from tests.support.accounts import PASSWORD, add_customer, logged_in
from tests.support.canaries import found_in
from tests.support.codes import logged_in_with_code
from tests.support.factories import make_product, stock
from tests.support.faults import broken_off
from tests.support.gateway import NOW, Client
from tests.support.mailbox import mails_to, token_in
from tests.support.order_streams import deliver, stream_record
from tests.support.returns import kept_withdrawal
from tests.support.tables import Tables
from tools.erasures.replaying import find_back, replay

AN_HOUR_LATER = NOW + timedelta(hours=1)
OPERATOR = By("arn:aws:iam::123456789012:user/ada", "request-1")
ONCE = Promotion(
    code="ONCE",
    kind="percent",
    amount=10,
    starts_at=NOW - timedelta(days=1),
    ends_at=NOW + timedelta(days=30),
    least_subtotal_pence=0,
    most_uses=None,
    most_uses_each=1,
    uses=0,
)
TOLD_OF_PEOPLE = {
    "CartsTable",
    "CommunicationsTable",
    "AccountEventsTable",
    "CustomerEmailsTable",
    "CustomersTable",
    "DataRequestsTable",
    "InvoicesTable",
    "MailsTable",
    "OrdersTable",
    "PromotionsTable",
    "RememberedLoginsTable",
    "SecondFactorsTable",
    "SessionsTable",
    "StockAlertsTable",
    "TicketsTable",
    "TokensTable",
    "VisitsTable",
    "WithdrawalsTable",
}


@pytest.fixture
def shop(tables: Tables) -> Tables:
    """A shop with goods, and with another customer who must lose nothing."""
    stock(make_product(available=20))
    promotions.insert(ONCE)
    add_customer("other@example.com", name="Other Customer")
    canaries.wait_for_product("other@example.com")
    return tables


def shipped(number: str) -> None:
    desk.mark_paid(number, OPERATOR, NOW, seconds_left=10)
    desk.mark_shipped(number, "CANARY-TRACKING", OPERATOR, NOW, seconds_left=10)


def streamed() -> None:
    """Let the stream bring everything in the orders table: mails are put out, invoices issued."""
    rows = [row.serialize() for row in OrderRow.scan()]
    assert deliver(*(stream_record(n, {"NewImage": row}) for n, row in enumerate(rows))) == []


def a_full_life() -> tuple[Client, str]:
    """Return a customer's client, and the number of an order that was sent."""
    client = canaries.a_customer()
    assert client.post("/cart/promotion", {"code": "ONCE"}).status == 200
    number = canaries.buy(client)
    canaries.visit(session="session-1", customer_id="canary-id", number=number)
    canaries.visit(session="session-2", customer_id="canary-id")
    shipped(number)
    streamed()
    kept_withdrawal(
        number="CT-4444-4444-4", name="Canary Bird", email="Canary@example.com", order_number=None
    )
    client.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1})
    assert client.post("/checkout", canaries.answers()).status == 200
    return client, number


def ask(client: Client) -> str:
    """Ask for the erasure, and return the token of the mail's link."""
    answer = client.post("/account/erase", {"password": PASSWORD})
    assert answer.status == 202, answer.text
    (mail,) = [m for m in mails_to(canaries.EMAIL) if m["template"] == "erasure"]
    return token_in(mail)


def test_a_customer_is_found_nowhere_after_the_erasure(shop: Tables):
    client, number = a_full_life()
    ask(client)
    assert set(found_in(shop)) == TOLD_OF_PEOPLE

    assert erasing.carry_out_all(AN_HOUR_LATER - timedelta(seconds=1)) == 0
    assert set(found_in(shop)) == TOLD_OF_PEOPLE
    assert erasing.carry_out_all(AN_HOUR_LATER) == 1

    assert found_in(shop) == {}
    (order,) = [row for row in shop.items("OrdersTable") if row["part"] == "order"]
    assert order["number"] == number
    assert order["subtotal_pence"] == 2 * 1999
    assert '"country":"GB"' in order["billing_address"]
    assert find_difference("LAMP-1") is None
    (entry,) = shop.items("DataRequestsTable")
    assert entry["state"] == "done"
    assert "email" not in entry


def test_a_correction_that_waits_goes_with_its_order(shop: Tables):
    client, number = a_full_life()
    wish = {"what": "invoice", "wish": "Canary Limited"}
    assert client.post(f"/orders/{number}/corrections", wish).status == 201
    assert "Canary Limited" in client.get("/account/data").text
    ask(client)
    assert erasing.carry_out_all(AN_HOUR_LATER) == 1
    assert found_in(shop) == {}
    states = {row["kind"]: row["state"] for row in shop.items("DataRequestsTable")}
    assert states == {"erase": "done", "correct": "undone"}
    assert list(data_requests.list_unfinished()) == []


def test_others_lose_nothing_by_it(shop: Tables):
    client, _ = a_full_life()
    before = found_in(shop, ["other@", "id-of-other"])
    ask(client)
    erasing.carry_out_all(AN_HOUR_LATER)
    assert found_in(shop, ["other@", "id-of-other"]) == before != {}
    assert logged_in("other@example.com").get("/account").status == 200


def test_what_a_restored_back_up_brings_back_is_erased_again(shop: Tables):
    client, _ = a_full_life()
    backup = canaries.copied()
    ask(client)
    erasing.carry_out_all(AN_HOUR_LATER)
    canaries.restored(backup)
    assert set(found_in(shop)) == TOLD_OF_PEOPLE - {"DataRequestsTable"}

    (entry,) = replay(AN_HOUR_LATER + timedelta(days=3))
    assert entry.state == "done"
    assert found_in(shop) == {}
    assert find_difference("LAMP-1") is None
    assert replay(AN_HOUR_LATER + timedelta(days=3)) == []


def test_one_table_that_is_restored_alone_brings_nobody_back(shop: Tables):
    client, _ = a_full_life()
    backup = canaries.copied()
    ask(client)
    erasing.carry_out_all(AN_HOUR_LATER)
    later = AN_HOUR_LATER + timedelta(days=3)
    for table in sorted(TOLD_OF_PEOPLE - {"DataRequestsTable"}):
        canaries.restored({table: backup[table]})
        assert set(found_in(shop)) == {table}
        assert sum(map(len, find_back(later)[1].values())) > 0, table
        replay(later)
        assert found_in(shop) == {}, table
        assert find_back(later)[1] == {}, table


def test_who_came_back_after_the_erasure_is_not_erased_by_a_restore(shop: Tables):
    client, _ = a_full_life()
    ask(client)
    erasing.carry_out_all(AN_HOUR_LATER)
    later = AN_HOUR_LATER + timedelta(days=1)
    add_customer(canaries.EMAIL, customer_id="another-id", name="Canary Bird", created_at=later)
    back = logged_in(canaries.EMAIL, now=later)
    wishes = {"newsletter": True, "offers": False, "order_updates_by_post": False}
    assert back.post("/communications", wishes).status == 200
    before = found_in(shop)

    replay(later)
    assert found_in(shop) == before
    assert back.get("/account").status == 200


@pytest.mark.parametrize(
    ("operation", "answered_before"),
    [
        *(("DeleteItem", n) for n in range(2)),
        *(("BatchWriteItem", n) for n in range(0, 13, 2)),
        *(("UpdateItem", n) for n in (0, 1, 4, 7, 8)),
    ],
)
def test_whatever_broke_off_is_finished_by_the_next_run(shop: Tables, operation, answered_before):
    client, _ = a_full_life()
    ask(client)
    with broken_off(operation, answered_before) as calls, pytest.raises(ExceptionGroup):
        erasing.carry_out_all(AN_HOUR_LATER)
    assert calls
    assert found_in(shop) != {}

    assert erasing.carry_out_all(AN_HOUR_LATER) == 1
    assert found_in(shop) == {}
    assert find_difference("LAMP-1") is None


@pytest.mark.parametrize("answered_before", range(4))
def test_an_order_that_is_open_is_not_lost_sight_of_when_it_breaks_off(shop, answered_before):
    client = canaries.a_customer()
    number = canaries.buy(client)
    ask(client)
    with broken_off("UpdateItem", answered_before), pytest.raises(ExceptionGroup):
        erasing.carry_out_all(AN_HOUR_LATER)
    erasing.carry_out_all(AN_HOUR_LATER)
    shipped(number)
    assert erasing.carry_out_all(AN_HOUR_LATER + timedelta(days=1)) == 1
    assert found_in(shop) == {}


def test_the_second_of_two_runs_at_once_does_no_harm(shop: Tables):
    client, _ = a_full_life()
    ask(client)
    (first,), (second,) = erasing.due(AN_HOUR_LATER), erasing.due(AN_HOUR_LATER)
    assert erasing.carry_out(first, AN_HOUR_LATER).state == "done"
    erasing.carry_out(second, AN_HOUR_LATER)
    assert [row["state"] for row in shop.items("DataRequestsTable")] == ["done"]
    assert found_in(shop) == {}


def test_an_erasure_that_is_undone_in_time_takes_nothing(shop: Tables):
    client, _ = a_full_life()
    token = ask(client)
    assert client.get("/account").status == 401
    anybody = Client(page=True, now=AN_HOUR_LATER - timedelta(seconds=1))
    assert "Undo the erasure" in anybody.get(f"/account/erase/undo?token={token}").text
    assert erasing.carry_out_all(AN_HOUR_LATER - timedelta(seconds=1)) == 0
    assert "Nothing is erased" in anybody.post("/account/erase/undo", {"token": token}).text

    assert erasing.carry_out_all(AN_HOUR_LATER) == 0
    assert set(found_in(shop)) == TOLD_OF_PEOPLE - {"DataRequestsTable"}
    later = logged_in_with_code(canaries.EMAIL, AN_HOUR_LATER)
    assert later.post("/account/erase", {"password": PASSWORD}).status == 202


def test_an_order_that_is_not_closed_keeps_what_it_needs_until_it_is(shop: Tables):
    client = canaries.a_customer()
    number = canaries.buy(client)
    assert client.get("/account/erase").json["open_orders"] == [number]
    ask(client)
    assert erasing.carry_out_all(AN_HOUR_LATER) == 0
    assert set(found_in(shop)) == {"OrdersTable", "DataRequestsTable"}
    (order,) = [row for row in shop.items("OrdersTable") if row["part"] == "order"]
    assert "customer_id" not in order
    assert order["email"] == canaries.EMAIL

    erasing.carry_out_all(AN_HOUR_LATER + timedelta(hours=1))
    assert set(found_in(shop)) == {"OrdersTable", "DataRequestsTable"}
    shipped(number)
    assert erasing.carry_out_all(AN_HOUR_LATER + timedelta(days=1)) == 1
    assert found_in(shop) == {}


def test_what_comes_while_an_order_is_open_is_not_erased_with_it(shop: Tables):
    client = canaries.a_customer()
    number = canaries.buy(client)
    ask(client)
    erasing.carry_out_all(AN_HOUR_LATER)
    later = AN_HOUR_LATER + timedelta(minutes=5)
    canaries.write_message(Client(now=later))
    shipped(number)
    assert erasing.carry_out_all(later) == 1
    assert set(found_in(shop)) == {"TicketsTable", "MailsTable"}


def test_a_guest_sees_and_erases_their_data_by_mailed_links(shop: Tables):
    guest = Client(address=canaries.ADDRESS, headers={"user-agent": "Canary/1.0"})
    number = canaries.buy(guest)
    canaries.visit(session="session-1", customer_id=None, number=number)
    canaries.write_message(guest)
    canaries.wait_for_product(canaries.EMAIL)
    shipped(number)

    assert guest.post("/privacy/request", {"email": canaries.EMAIL, "kind": "export"}).status == 202
    link = token_in(mails_to(canaries.EMAIL)[-1])
    held = guest.post("/privacy/request/confirm", {"token": link})
    assert held.headers["content-disposition"] == 'attachment; filename="my-data.json"'
    shown = {section["name"]: section["records"] for section in held.json["sections"]}
    assert shown.keys() >= {"Orders", "Tickets", "StockAlerts", "Visits", "Mails"}
    assert guest.post("/privacy/request/confirm", {"token": link}).status == 422

    assert guest.post("/privacy/request", {"email": canaries.EMAIL, "kind": "erase"}).status == 202
    requests = [m for m in mails_to(canaries.EMAIL) if m["template"] == "data-request"]
    link = token_in(next(m for m in requests if m["values"]["kind"] == "erase"))
    assert guest.post("/privacy/request/confirm", {"token": link}).status == 202
    assert erasing.carry_out_all(AN_HOUR_LATER) == 1
    assert found_in(shop) == {}


def test_a_guest_s_link_does_not_reach_into_the_account_of_the_same_address(shop: Tables):
    canaries.a_customer()
    guest = Client()
    guest.post("/privacy/request", {"email": canaries.EMAIL, "kind": "export"})
    mail = [m for m in mails_to(canaries.EMAIL) if m["template"] == "data-request"][-1]
    held = guest.post("/privacy/request/confirm", {"token": token_in(mail)}).json
    assert {"Customers", "Sessions", "Carts"} & {s["name"] for s in held["sections"]} == set()


def test_orders_are_forgotten_when_the_books_need_them_no_more(shop: Tables):
    client = canaries.a_customer()
    number = canaries.buy(client)
    shipped(number)
    assert old_orders.forget_all(NOW + ORDER_RECORDS) == 0
    assert old_orders.forget_all(NOW + ORDER_RECORDS + timedelta(days=1)) == 1
    assert shop.items("OrdersTable") == []
    assert shop.items("PaymentsTable") == []
    assert find_difference("LAMP-1") is None


def test_an_order_of_which_something_comes_back_waits_for_it(shop: Tables):
    client, number = a_full_life()
    returned = {"lines": [{"sku": "LAMP-1", "quantity": 1}], "reason": "The canary broke it."}
    assert client.post(f"/orders/{number}/return", returned).status == 201
    ask(client)
    assert erasing.carry_out_all(AN_HOUR_LATER) == 0
    assert "OrdersTable" in found_in(shop)

    (row,) = OrderRow.query(number, OrderRow.part.startswith("return#"))
    row.update([OrderRow.state.set("refunded")], condition=OrderRow.part.exists())
    assert erasing.carry_out_all(AN_HOUR_LATER + timedelta(days=9)) == 1
    assert found_in(shop) == {}


def test_an_invoice_keeps_its_number_its_sums_and_the_country(shop: Tables):
    client, number = a_full_life()
    (before,) = invoices.list_by_order(number)
    ask(client)
    erasing.carry_out_all(AN_HOUR_LATER)
    (after,) = invoices.list_by_order(number)
    assert after == replace(
        before, buyer=Address(name="", line1="", city="", country=before.buyer.country)
    )
