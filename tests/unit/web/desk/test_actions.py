import pytest

from shop.domain.mails import Mail
from shop.domain.orders import By
from shop.domain.visits import VisitRecord
from shop.storage import mails, payment_events, payments, visits
from shop.storage.orders import row_of
from shop.web.desk import views
from shop.web.desk.actions import ACTIONS
from tests.support.data_requests import add_request
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.payments import a_payment, told
from tests.support.tables import CALLS
from tests.support.visits import make_visit

pytestmark = pytest.mark.usefixtures("tables")
OPERATOR = "arn:aws:iam::123456789012:user/ada"


def act(action, asked):
    kind, do = ACTIONS[action]
    assert isinstance(asked, kind)
    return do(asked, By(OPERATOR, "request-1"), NOW)


def test_lists_the_orders_of_a_status_in_two_calls():
    row_of(an_order()).save()
    row_of(an_order(number="CT-3333-3333-3", status="paid")).save()
    CALLS.clear()
    answer = act("orders", views.Listing(status="paid"))

    assert [order["number"] for order in answer["orders"]] == ["CT-3333-3333-3"]
    assert CALLS == ["Query", "BatchGetItem"]
    assert act("orders", views.Listing(status="shipped")) == {"orders": []}


def test_lists_what_waits_for_somebody_unless_told_a_status():
    for number, status in (("CT-3333-3333-3", "paid"), ("CT-4444-4444-4", "shipped")):
        row_of(an_order(number=number, status=status)).save()
    row_of(an_order()).save()

    assert [o["number"] for o in act("orders", views.Listing())["orders"]] == [
        "CT-3333-3333-3",
        NUMBER,
    ]
    assert len(act("orders", views.Listing(limit=1))["orders"]) == 1


def test_keeps_that_an_operator_acted_who_is_not_named():
    row_of(an_order()).save()

    paid = act("mark-paid", views.Acting(number=NUMBER))

    assert paid["outcome"] == "paid"
    assert views.Acting(number=NUMBER).operator == "operator"


def test_takes_an_order_from_payment_to_the_post():
    row_of(an_order()).save()
    paid = act("mark-paid", views.Acting(number=NUMBER, operator=OPERATOR))
    asked = views.Shipping(number=NUMBER, operator=OPERATOR, tracking="AB123")
    shipped = act("ship", asked)

    assert [paid["outcome"], shipped["outcome"]] == ["paid", "shipped"]
    order = act("order", views.Opening(number=NUMBER))
    assert shipped["order"] | {"mails": []} == order
    assert [(e["type"], e["actor"]) for e in order["events"]] == [
        ("paid", OPERATOR),
        ("shipped", OPERATOR),
    ]


def test_cancels_an_order():
    stock(make_product("LAMP"), make_product("MUG"))
    row_of(an_order()).save()
    answer = act("cancel", views.Acting(number=NUMBER, operator=OPERATOR))
    assert (answer["outcome"], answer["order"]["status"]) == ("cancelled", "cancelled")


def test_diagnoses_an_order_by_its_mails_payments_and_visits():
    row_of(an_order()).save()
    mail = Mail(f"order#{NUMBER}#received#1", "ada@example.com", "order-received", {})
    mails.insert(mail, NOW)
    visit = make_visit(path=f"/orders/{NUMBER}", order_number=NUMBER)
    visits.insert_all([VisitRecord(f"order#{NUMBER}", visit, NOW.replace(year=2027))])
    CALLS.clear()
    asked = views.Diagnosing(number=NUMBER, operator=OPERATOR, reason="asked by the customer")
    answer = act("diagnose", asked)

    assert answer["order"]["number"] == NUMBER
    assert [(m["mail_id"], m["state"]) for m in answer["mails"]] == [(mail.mail_id, "waiting")]
    assert [v["path"] for v in answer["visits"]] == [f"/orders/{NUMBER}"]
    assert (answer["payments"], answer["returns"], answer["withdrawals"]) == ([], [], [])
    assert sorted(CALLS) == ["BatchGetItem", *["Query"] * 7]


def test_packs_what_the_pick_list_names():
    row_of(an_order(status="paid")).save()
    row_of(an_order(number="CT-3333-3333-3")).save()
    CALLS.clear()
    picks = act("pick-list", views.Picking())

    assert CALLS == ["Query", "BatchGetItem"]
    assert [(p["sku"], p["quantity"], p["numbers"]) for p in picks["lines"]] == [
        ("LAMP", 2, (NUMBER,)),
        ("MUG", 1, (NUMBER,)),
    ]
    asked = views.Acting(number=NUMBER, operator=OPERATOR)
    packed = act("pack", asked)
    assert (packed["outcome"], packed["order"]["shipment"]) == ("packing", "packing")
    listed = act("orders", views.Listing(status="paid"))["orders"]
    assert [(o["payment"], o["shipment"]) for o in listed] == [("received", "packing")]
    assert act("unpack", asked)["order"]["shipment"] == "none"


def test_lists_requests_about_personal_data_with_when_they_are_due_and_not_whose():
    add_request(orders=(NUMBER,))
    add_request(request_id="over", state="done")
    (listed,) = act("data-requests", views.Asking())["requests"]
    assert listed["due_at"] == "2026-12-23T10:00:00Z"
    assert (listed["state"], listed["orders"]) == ("waiting", [NUMBER])
    assert "customer@example.com" not in str(listed)


def test_diagnosing_shows_what_the_provider_told_and_what_was_parked():
    kept = an_order(payment_method="card")
    row_of(kept).save()
    payments.insert(a_payment())
    payment_events.park("stripe", a_payment(), told("refunded"), "out-of-order")

    asked = views.Diagnosing(number=NUMBER, operator=OPERATOR, reason="asked by the customer")
    answer = act("diagnose", asked)

    assert answer["told"] == [
        {"type": "provider.refunded", "outcome": "out-of-order", "at": "2026-11-23T10:01:00Z"}
    ]
