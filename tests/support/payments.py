"""Payments by card, and what a provider tells about them, to test with."""

from datetime import timedelta
from typing import Any

from shop.domain.payment_events import ProviderEvent
from shop.domain.payments import PAGE_OPEN, Payment
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, SUMS

PAYMENT_ID = f"{NUMBER}.1"
TOTAL = SUMS.total_pence


def a_payment(**changes: Any) -> Payment:
    given: dict[str, Any] = {
        "order_number": NUMBER,
        "attempt": 1,
        "provider": "stripe",
        "amount_pence": TOTAL,
        "created_at": NOW,
        "open_until": NOW + PAGE_OPEN,
    }
    return Payment(**given | changes)


def told(kind: str | None, **changes: Any) -> ProviderEvent:
    """Return what a provider tells a minute later: by default about all of the payment."""
    given: dict[str, Any] = {
        "event_id": f"evt_{kind}",
        "kind": kind,
        "type": f"provider.{kind}",
        "payment_id": PAYMENT_ID,
        "at": NOW + timedelta(minutes=1),
        "amount_pence": TOTAL,
        "currency": "GBP",
    }
    return ProviderEvent(**given | changes)
