"""The stock ledger: every change of a product's stock, once, and what all of them come to."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from shop.domain.catalogue import Product
from shop.domain.order_sums import OrderLine
from shop.domain.orders import By, Order

type OrderReason = Literal["sold", "cancelled", "expired", "reinstated"]
type Reason = OrderReason | Literal["returned", "opening", "set", "repaired", "removed"]

_TAKING = frozenset[Reason](("sold", "reinstated"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Movement:
    """Units that came (positive) or went; `source` is what moved them: order, return or import.

    `note` is why an operator set the stock; `actor` which operator moved it, in which request.
    """

    sku: str
    source: str
    line: int
    reason: Reason
    quantity: int
    at: datetime
    note: str = ""
    actor: str = ""
    request_id: str = ""

    @property
    def key(self) -> str:
        """What makes it happen once: `<order, return or import>#<line>#<reason>`."""
        return f"{self.source}#{self.line}#{self.reason}"


@dataclass(frozen=True, slots=True)
class Difference:
    """A product whose stock is not the sum of its movements."""

    sku: str
    available: int
    moved: int


def of_line(order: Order, line: OrderLine, reason: OrderReason, at: datetime) -> Movement:
    """Return the movement of a line of an order: taken when sold or reinstated, else given back."""
    return Movement(
        sku=line.sku,
        source=order.number,
        line=order.lines.index(line) + 1,
        reason=reason,
        quantity=-line.quantity if reason in _TAKING else line.quantity,
        at=at,
    )


def of_product(
    before: Product | None, after: Product, source: str, at: datetime, by: By | None = None
) -> Movement | None:
    """Return the movement of a product put on sale or changed; None if its stock stays."""
    quantity = after.available - (before.available if before else 0)
    if before is not None and quantity == 0:
        return None
    reason: Reason = "opening" if before is None else "set"
    movement = Movement(
        sku=after.sku, source=source, line=1, reason=reason, quantity=quantity, at=at
    )
    return moved_by(movement, by)


def of_count(product: Product, available: int, key: str, note: str, at: datetime) -> Movement:
    """Return the movement of setting a stock to what was counted; of no units if it was right.

    It is kept even then: the same key must not set the stock again after a sale.
    """
    return Movement(
        sku=product.sku,
        source=f"desk-{key}",
        line=1,
        reason="set",
        quantity=available - product.available,
        at=at,
        note=note,
    )


def of_repair(counted: Movement, stock: int, moved: int) -> Movement:
    """Return the movement after which all of them, which come to `moved`, are what was counted.

    `counted` is the movement from the present `stock` to that.
    """
    quantity = stock + counted.quantity - moved
    return replace(counted, reason="repaired", quantity=quantity)


def of_removal(product: Product, source: str, at: datetime, by: By | None = None) -> Movement:
    """Return the movement of a product that is taken off sale with all its stock."""
    quantity = -product.available
    movement = Movement(
        sku=product.sku, source=source, line=1, reason="removed", quantity=quantity, at=at
    )
    return moved_by(movement, by)


def moved_by(movement: Movement, by: By | None) -> Movement:
    """Return a movement with who made it; as it is where nobody of the shop's did."""
    if by is None:
        return movement
    return replace(movement, actor=by.actor, request_id=by.request_id)
