from shop.domain.orders import By, cancel
from shop.domain.payments import Payment
from shop.domain.visits import VisitRecord
from shop.web.desk.views import (
    desk_view,
    list_view,
    payment_view,
    visit_view,
)
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.visits import make_visit


def test_a_list_tells_nothing_of_people():
    (shown,) = list_view([an_order()])["orders"]
    assert shown["number"] == NUMBER
    assert not {"email", "billing_address", "shipping_address", "events"} & set(shown)


def test_an_order_is_shown_with_who_did_what():
    order, event = cancel(an_order(), NOW, By("guest", "request-1"))
    shown = desk_view(order, (event,))
    assert shown["email"] == "ada@example.com"
    assert shown["customer_id"] is None
    assert shown["events"] == [
        {
            "at": "2026-11-23T10:00:00Z",
            "type": "cancelled",
            "detail": "The order was cancelled at your request.",
            "actor": "guest",
            "request_id": "request-1",
        }
    ]


def test_a_payment_is_shown_with_what_is_owed():
    payment = Payment(
        order_number=NUMBER,
        attempt=1,
        provider="local",
        amount_pence=4758,
        created_at=NOW,
        open_until=NOW,
    )
    shown = payment_view(payment)
    assert (shown["payment_id"], shown["state"], shown["due_pence"]) == (
        f"{NUMBER}.1",
        "created",
        0,
    )


def test_a_visit_is_shown_with_its_address():
    shown = visit_view(VisitRecord("order#1", make_visit(status=500), NOW))
    assert (shown["ip"], shown["path"], shown["status"]) == ("192.0.2.10", "/", 500)
