"""Withdrawing from a purchase: the declaration, its period, and what it does to the order.

Directive 2011/83/EU on consumer rights: 14 days without a reason from the day the last goods are in
the consumer's hands (article 9), declared in any unequivocal way (11), everything paid is paid
back, the cost of standard delivery with it (13). Article 11a, put in by Directive (EU) 2023/2673
and applied from 19 June 2026, asks for a function online: a declaration with name, contract and an
address for the receipt, a button that confirms it, and a receipt with its content and time.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from typing import Literal

from shop.domain.business_days import business_days_after, is_business_day
from shop.domain.orders import By, Order, OrderEvent

type Outcome = Literal[
    "cancelled",
    "return_approved",
    "unmatched",
    "not_offered",
    "closed",
    "late",
    "unclear",
    "declined",
]
type WithdrawalState = Literal["open", "done"]

# Where it is offered, by where the parcel goes (ISO 3166-1 alpha-2): the European Union, the
# European Economic Area, and by the shop's own choice the United Kingdom, whose Consumer Contracts
# Regulations 2013 know the same 14 days.
_EUROPEAN_UNION = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU")
) | {"IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK"}
OFFERED_IN = _EUROPEAN_UNION | {"IS", "LI", "NO"} | {"GB"}

PERIOD = timedelta(days=14)
# No carrier tells the shop when a parcel has come, so the latest day counts on which it can have; a
# parcel that is longer on its way is lost.
LONGEST_DELIVERY = timedelta(days=30)
LONGEST_GOODS = 500
WITHDRAWAL_PREFIX = "WD"
_DONE: frozenset[Outcome] = frozenset(("cancelled", "return_approved", "declined"))


@dataclass(frozen=True, slots=True)
class DeclaredLine:
    """So many units of a product; the name where the page knew it."""

    sku: str
    quantity: int
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What a customer declares: from which purchase, and where the receipt goes.

    Without lines it is the whole order; `goods` says in the customer's own words which part.
    `by_key` tells that the order's signed link was shown.
    """

    withdrawal_id: str
    number: str
    name: str
    email: str
    lines: tuple[DeclaredLine, ...] = ()
    goods: str = ""
    by_key: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Withdrawal:
    """A declaration that was confirmed, and what came of it.

    `order_number` is where it was found; `answered_by` the operator who answered one that waited.
    """

    declaration: Declaration
    declared_at: datetime
    outcome: Outcome
    order_number: str | None = None
    answer: str = ""
    answered_by: By | None = None

    @property
    def state(self) -> WithdrawalState:
        """Whether somebody has to look at it."""
        return "done" if self.outcome in _DONE else "open"


def is_of(declaration: Declaration, order: Order) -> bool:
    """Tell whether a declaration comes from whom the order belongs to."""
    is_theirs = declaration.email.strip().lower() == order.email.strip().lower()
    return declaration.number == order.number and (declaration.by_key or is_theirs)


def period_ends_at(shipped_at: datetime) -> datetime:
    """Return the last instant at which an order that left at `shipped_at` can be withdrawn from.

    The period ends with a day, and one that would end on a day off with the next business day
    (Regulation (EEC, Euratom) No 1182/71, article 3).
    """
    last_on = (shipped_at.astimezone(UTC) + LONGEST_DELIVERY + PERIOD).date()
    if not is_business_day(last_on):
        last_on = business_days_after(last_on, 1)
    return datetime.combine(last_on, time(23, 59, 59), UTC)


def hindrance(
    declaration: Declaration, order: Order, events: Sequence[OrderEvent], now: datetime
) -> Outcome | None:
    """Return why a declaration has to be looked at by somebody; None if it takes effect."""
    if order.shipping_address.country not in OFFERED_IN:
        return "not_offered"
    if declaration.goods:
        return "unclear"
    left_at = [event.at for event in events if event.type == "shipped"]
    return "late" if left_at and now > period_ends_at(left_at[-1]) else None
