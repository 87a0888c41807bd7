"""An order placed as a customer would, through the public address, and cancelled again.

It buys a product that nobody else can (`synthetic_marks`), and counts nowhere: neither as an order
(`shop.domain.order_figures`) nor as a visit, since it asks not to be counted.
"""

import time
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from shop.domain.catalogue import TEST_SKU
from shop.domain.mails import address_hash
from shop.domain.synthetic_orders import ANSWERS, EMAIL, PRODUCT, abandoned
from shop.gateways import synthetic_marks
from shop.gateways.front_door import Unreachable, Visitor
from shop.gateways.order_links import order_key
from shop.storage import orders, product_changes, products
from shop.telemetry import log_event


class StepFailed(Exception):
    """A step was not answered as it should be; `why` is a status, or what is wrong in words."""

    def __init__(self, step: str, why: str) -> None:
        super().__init__(f"{step}: {why}")
        self.step, self.why = step, why


@dataclass(slots=True)
class Trip:
    """One way through the shop; `took_ms` has the steps that were done, and `number` the order."""

    visitor: Visitor
    took_ms: dict[str, int] = field(default_factory=dict)
    number: str = ""
    key: str = ""

    def place_and_cancel(self, idempotency_key: str) -> None:
        """Go all the way.

        Raises:
            StepFailed: names the first step that was not answered as it should be.
        """
        self._ask("home", "GET", "/")
        product = self._ask("product", "GET", f"/products/{TEST_SKU}")
        self._require(product.get("max_quantity", 0) > 0, "product", "out of stock")
        cart = self._ask("cart", "POST", "/cart/lines", {"sku": TEST_SKU, "quantity": 1})
        self._require(not cart.get("problems"), "cart", "the cart has problems")
        review = self._ask("review", "POST", "/checkout", ANSWERS)
        self._order({"cart_version": review.get("cart_version")}, idempotency_key)
        path = f"/orders/{self.number}"
        seen = self._ask("view", "GET", f"{path}?key={self.key}")
        self._require(seen.get("status") == "awaiting_payment", "view", "not the order as placed")
        closed = self._ask("cancel", "POST", f"{path}/cancel", {"key": self.key})
        self._require(closed.get("status") == "cancelled", "cancel", "not cancelled")
        self.number = ""

    def cancel(self, number: str, key: str) -> bool:
        """Cancel an order that was left open; tell whether that was possible."""
        try:
            self._ask("clean-up", "POST", f"/orders/{number}/cancel", {"key": key})
        except StepFailed as failed:
            log_event("synthetic-order-left", order_number=number, why=failed.why)
            return False
        return True

    def _order(self, confirmation: dict[str, Any], idempotency_key: str) -> None:
        headers = {"Idempotency-Key": idempotency_key}
        order = self._ask("order", "POST", "/orders", confirmation, headers, status=201)
        self.number, self.key = str(order.get("number", "")), str(order.get("key", ""))
        self._require(bool(self.number and self.key), "order", "no number or key")

    def _ask(
        self,
        step: str,
        method: str,
        path: str,
        fields: dict[str, Any] | None = None,
        headers: dict[str, str] | None = None,
        status: int = 200,
    ) -> dict[str, Any]:
        started = time.perf_counter()
        try:
            answer = self.visitor.ask(method, path, fields, headers)
        except Unreachable as error:
            raise StepFailed(step, str(error)) from error
        code = answer.data.get("code", "") if answer.status != status else ""
        self._require(answer.status == status, step, f"{answer.status} {code}".strip())
        self.took_ms[step] = round((time.perf_counter() - started) * 1000)
        return answer.data

    @staticmethod
    def _require(is_so: bool, step: str, otherwise: str) -> None:  # noqa: FBT001 - reads as prose
        if not is_so:
            raise StepFailed(step, otherwise)


def new_visitor(now: datetime) -> Visitor:
    """Return a visitor whose requests are marked, and who asks not to be counted."""
    return Visitor(
        {
            "User-Agent": "CTBusters synthetic order monitor",
            "Accept": "application/json",
            "Sec-GPC": "1",
            synthetic_marks.HEADER: synthetic_marks.make_mark(now),
        }
    )


def stock_up(now: datetime) -> None:
    """Put the test product on the shelf the first time; an empty shelf is never filled again."""
    if products.find(TEST_SKU) is None:
        product_changes.insert(PRODUCT, now)


def clean_up(trip: Trip, now: datetime) -> int:
    """Cancel what earlier runs have left open; return how many orders that were."""
    numbers = orders.list_guest_numbers(address_hash(EMAIL))
    left = abandoned(orders.list_by_numbers(numbers), now)
    return sum(trip.cancel(order.number, order_key(order.number)) for order in left)
