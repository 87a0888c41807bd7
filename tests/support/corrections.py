"""Corrections to test with."""

from dataclasses import replace
from typing import Any

from shop.domain.corrections import Correction
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, SHIPPING

MOVED = replace(SHIPPING, line1="9 Other Road")


def a_correction(**changes: Any) -> Correction:
    """Return a delivery address that is asked for; any field can be named."""
    given: dict[str, Any] = {
        "order_number": NUMBER,
        "position": 1,
        "what": "delivery_address",
        "wish": "",
        "address": MOVED,
        "state": "open",
        "asked_at": NOW,
    }
    return Correction(**given | changes)
