"""A small model of what orders do to stock and promotions, to hold the shop against."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from shop.domain.business_days import business_days_after

GRACE_BUSINESS_DAYS = 5
KEY_IS_KEPT = timedelta(hours=48)


@dataclass
class Known:
    """An order as the model knows it; `holds_use` while a use of its code counts for it."""

    number: str
    key: str
    lines: dict[str, int]
    code: str | None
    placed_at: datetime
    due_at: datetime
    total_pence: int
    held_pence: int = 0
    is_received: bool = False
    status: str = "awaiting_payment"
    holds_use: bool = False
    tracking: str = ""
    is_owed: bool = False
    is_packing: bool = False

    def is_overdue(self, now: datetime) -> bool:
        last_day = business_days_after(self.due_at.date(), GRACE_BUSINESS_DAYS)
        return self.status == "awaiting_payment" and now.date() > last_day


@dataclass
class Model:
    """Units on the shelf, uses of codes, and every order."""

    stock: dict[str, int]
    limits: dict[str, int]
    uses: dict[str, int] = field(default_factory=dict)
    orders: dict[str, Known] = field(default_factory=dict)

    def has_all(self, lines: dict[str, int]) -> bool:
        return all(self.stock[sku] >= quantity for sku, quantity in lines.items())

    def has_use(self, code: str) -> bool:
        return self.uses.get(code, 0) < self.limits[code]

    def take(self, known: Known) -> None:
        for sku, quantity in known.lines.items():
            self.stock[sku] -= quantity
        if known.code is not None and self.has_use(known.code):
            self.uses[known.code] = self.uses.get(known.code, 0) + 1
            known.holds_use = True

    def give_back(self, known: Known) -> None:
        for sku, quantity in known.lines.items():
            self.stock[sku] += quantity
        if known.code is not None and known.holds_use:
            self.uses[known.code] -= 1
            known.holds_use = False

    def place(self, known: Known) -> None:
        self.take(known)
        self.orders[known.number] = known

    def close(self, known: Known, status: str) -> None:
        self.give_back(known)
        known.status = status

    def cancel(self, known: Known) -> bool:
        """Cancel an order for its customer; False if it has gone too far."""
        return False if known.is_packing else self.call_off(known)

    def call_off(self, known: Known) -> bool:
        """Cancel an order for the shop; False if it has left, or is closed otherwise."""
        if known.status in ("awaiting_payment", "paid"):
            self.close(known, "cancelled")
            known.is_packing = False
        return known.status == "cancelled"

    def pack(self, known: Known) -> bool:
        """Begin to pack an order; False if it is not paid, or has left."""
        known.is_packing = known.is_packing or known.status == "paid"
        return known.is_packing

    def unpack(self, known: Known) -> bool:
        """Stop packing; False if the order waits for something else."""
        known.is_packing = False
        return known.status == "paid"

    def pay(self, known: Known) -> str:
        """Pay an order; return what the desk is told."""
        if known.status in ("paid", "shipped"):
            return "paid"
        if known.is_owed or (known.status == "cancelled" and known.is_received):
            return "refund_due"
        if known.status == "refunded":
            return "conflict"
        known.held_pence, known.is_received = known.total_pence, True
        return "paid" if self._is_sent_for(known) else "refund_due"

    def _is_sent_for(self, known: Known) -> bool:
        """Let an order that is paid now wait to be sent; False if it takes no payment any more."""
        is_late = known.status != "awaiting_payment"
        known.is_owed = is_late and not (known.status == "expired" and self.has_all(known.lines))
        if is_late and not known.is_owed:
            self.take(known)
        if not known.is_owed:
            known.status = "paid"
        return not known.is_owed

    def pay_back(self, known: Known, part: int | None) -> bool:
        """Pay back a part of what was paid, or all that is left; False if there is not so much."""
        amount_pence = known.held_pence if part is None else part
        if not 0 < amount_pence <= known.held_pence:
            return False
        known.held_pence -= amount_pence
        if known.held_pence == 0 and known.status in ("paid", "shipped"):
            if known.status == "paid":
                self.give_back(known)
            known.status, known.is_packing = "refunded", False
        return True

    def ship(self, known: Known, tracking: str) -> bool:
        """Ship an order; False if it cannot be."""
        if known.status == "paid":
            known.status, known.tracking, known.is_packing = "shipped", tracking, False
        return known.status == "shipped" and known.tracking == tracking

    def expire(self, now: datetime) -> int:
        overdue = [known for known in self.orders.values() if known.is_overdue(now)]
        for known in overdue:
            self.close(known, "expired")
        return len(overdue)
