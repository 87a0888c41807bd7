"""Asking to correct what is held of an order, and the answer: what was issued is not rewritten."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from shop.domain.addresses import PLEASE_FILL_IN, Address, mistakes_in, tidy
from shop.domain.checkout_answers import LONGEST_INSTRUCTIONS
from shop.domain.data_requests import ANSWER_WITHIN
from shop.domain.errors import Conflict, FieldError, InvalidFields
from shop.domain.orders import By, Changed, Order, with_event
from shop.domain.tax import rates_in

type Corrected = Literal["delivery_address", "instructions", "invoice", "other"]
# An operator made the change, noted it beside what was issued or sent already, or declined it.
type CorrectionState = Literal["open", "changed", "noted", "declined"]

NOTED = "correction-noted"
# A wish may be what the instructions become.
LONGEST_WISH = LONGEST_INSTRUCTIONS
MOST_OPEN = 5
NAMES: dict[Corrected, str] = {
    "delivery_address": "the delivery address",
    "instructions": "your instructions",
    "invoice": "the invoice",
    "other": "what we hold about the order",
}
_EVENTS: dict[CorrectionState, tuple[str, str]] = {
    "open": ("correction-asked", "You asked us to correct {what}."),
    "changed": ("correction-made", "We have corrected {what} as you asked."),
    "noted": (NOTED, "We have noted beside the order how {what} should read."),
    "declined": (
        "correction-declined",
        "We have not corrected {what} as you asked; we wrote to you why.",
    ),
}
# Until packing begins nothing was written on a parcel.
_UNPACKED = ("awaiting_payment", "paid")


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What somebody asked to correct; `position` counts the requests of an order from 1.

    `wish` is in the customer's words; a delivery address is asked for as `address`. `answer` is
    told to the customer.
    """

    order_number: str
    position: int
    what: Corrected
    wish: str
    address: Address | None
    state: CorrectionState
    asked_at: datetime
    answer: str = ""
    answered_at: datetime | None = None

    @property
    def correction_id(self) -> str:
        """What customer and shop call it: `<order number>-C<position>`."""
        return f"{self.order_number}-C{self.position}"

    @property
    def due_at(self) -> datetime:
        """By when it must be answered."""
        return self.asked_at + ANSWER_WITHIN


def is_changeable(order: Order) -> bool:
    """Tell whether what is written on the parcel can still be changed."""
    return order.stage in _UNPACKED


def wished(
    order: Order, what: Corrected, wish: str, address: Address | None
) -> tuple[str, Address | None]:
    """Return what is asked for, tidied.

    Raises:
        InvalidFields: it is not said what shall be held instead, or it would cost something else.
    """
    tidied = None if address is None else tidy(address)
    mistakes = list(_mistakes(order, what, wish.strip(), tidied))
    if mistakes:
        raise InvalidFields(*mistakes)
    return wish.strip(), tidied if what == "delivery_address" else None


def _mistakes(
    order: Order, what: Corrected, wish: str, address: Address | None
) -> list[FieldError]:
    if what != "delivery_address":
        too_long = f"Use at most {LONGEST_WISH:,} characters."
        message = too_long if len(wish) > LONGEST_WISH else PLEASE_FILL_IN if not wish else ""
        return [FieldError("wish", message)] if message else []
    if address is None:
        return [FieldError("address", PLEASE_FILL_IN)]
    return mistakes_in(address, "address") or _dearer(order.shipping_address, address)


def _dearer(before: Address, after: Address) -> list[FieldError]:
    same_rates = rates_in(before.country, before.region) == rates_in(after.country, after.region)
    if before.country == after.country and same_rates:
        return []
    message = (
        "Sent to another country it has other prices and taxes: please cancel the order and place"
        " it again."
    )
    return [FieldError("address.country", message)]


def ask(order: Order, earlier: Sequence[Correction], new: Correction, by: By) -> Changed | None:
    """Note on an order that a correction was asked for; None if just that waits already.

    Raises:
        Conflict: so many wait that the shop has to answer first.
    """
    waiting = [found for found in earlier if found.state == "open"]
    asked = (new.what, new.wish, new.address)
    if asked in [(found.what, found.wish, found.address) for found in waiting]:
        return None
    if len(waiting) >= MOST_OPEN:
        message = "Several corrections wait already. Please wait for our answer first."
        raise Conflict(message)
    return _told(order, new, new.asked_at, by)


def waiting_like(new: Correction, earlier: Sequence[Correction]) -> Correction:
    """Return the request that waits and asks for just the same."""
    wanted = (new.what, new.wish, new.address)
    return next(
        found
        for found in earlier
        if found.state == "open" and (found.what, found.wish, found.address) == wanted
    )


def next_position(earlier: Sequence[Correction]) -> int:
    """Return the position of one more request."""
    return max((found.position for found in earlier), default=0) + 1


def accept(order: Order, asked: Correction, answer: str, now: datetime, by: By) -> "Answered":
    """Correct what may still be changed; note what was issued, packed or sent already.

    Raises:
        Conflict: it was answered already.
    """
    state: CorrectionState = "noted"
    corrected = order
    if is_changeable(order) and asked.what == "delivery_address" and asked.address is not None:
        corrected, state = replace(order, shipping_address=asked.address), "changed"
    elif is_changeable(order) and asked.what == "instructions":
        corrected, state = replace(order, instructions=asked.wish), "changed"
    return _answered(corrected, asked, state, answer, now, by)


def decline(order: Order, asked: Correction, answer: str, now: datetime, by: By) -> "Answered":
    """Leave everything as it is, for a reason that the customer is told.

    Raises:
        Conflict: it was answered already.
    """
    return _answered(order, asked, "declined", answer, now, by)


@dataclass(frozen=True, slots=True)
class Answered:
    """A correction with its answer, and the order with the event that tells of it."""

    correction: Correction
    change: Changed


def _answered(
    order: Order, asked: Correction, state: CorrectionState, answer: str, now: datetime, by: By
) -> Answered:
    if asked.state != "open":
        message = "This was answered already."
        raise Conflict(message)
    after = replace(asked, state=state, answer=answer.strip(), answered_at=now)
    return Answered(after, _told(order, after, now, by))


def _told(order: Order, correction: Correction, now: datetime, by: By) -> Changed:
    kind, detail = _EVENTS[correction.state]
    return with_event(order, now, kind, detail.format(what=NAMES[correction.what]), by)
