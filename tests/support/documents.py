"""Invoices to test with."""

from typing import Any

from shop.domain.invoices import Document, Seller, next_document
from shop.domain.orders import Order, OrderEvent
from shop.domain.payments import Payment
from shop.domain.refunds import Refund
from tests.support.gateway import NOW
from tests.support.orders import an_order
from tests.support.payments import a_payment

SELLER = Seller(
    name="CTBusters",
    postal_address="1 Sample Street",
    email="shop@example.com",
    telephone="+44 1632 960000",
)
PAID = OrderEvent(NOW, "paid", "We have received your payment.")


def an_invoice(order: Order | None = None) -> Document:
    document = next_document(order or an_order(status="paid"), (PAID,), (), ((), ()), SELLER, NOW)
    assert document is not None
    return document


def paid_in_full(**changes: Any) -> Payment:
    return a_payment(**({"state": "paid", "provider": "offline"} | changes))


def a_refund(amount_pence: int, key: str = "k1", **changes: Any) -> Refund:
    given: dict[str, Any] = {
        "order_number": an_order().number,
        "attempt": 1,
        "key": key,
        "amount_pence": amount_pence,
        "state": "done",
        "asked_at": NOW,
        "done_at": NOW,
    }
    return Refund(**given | changes)
