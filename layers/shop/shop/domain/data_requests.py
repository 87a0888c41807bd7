"""Requests about personal data: an export, an erasure that can be undone, a correction."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Literal

from shop.domain.order_states import OrderStatus
from shop.domain.retention import DATA_REQUEST_RECORD

# What a mailed link can ask for; a correction is asked for on the page of its order.
type LinkedKind = Literal["export", "erase"]
type Kind = LinkedKind | Literal["correct"]
type Who = Literal["account", "guest"]
# `asked` by mail and not proven yet; an erasure is then `waiting`, or `undone`; once it is
# `erasing` it is too late for that. It may leave orders that are not closed (`orders-open`).
# A correction is `open` until an operator has answered it.
type State = Literal[
    "asked", "waiting", "erasing", "orders-open", "open", "done", "declined", "undone"
]

UNDO = timedelta(hours=1)
PROOF_LINK = timedelta(minutes=30)
# One month at the longest (General Data Protection Regulation, article 12(3)).
ANSWER_WITHIN = timedelta(days=30)
# What a request stands on until it is done, besides `asked`, which nobody has proven.
UNFINISHED: tuple[State, ...] = ("waiting", "erasing", "orders-open", "open")
# Of these nothing is left to be paid, sent or cancelled.
_NOTHING_AHEAD: frozenset[OrderStatus] = frozenset(("shipped", "cancelled", "expired", "refunded"))


@dataclass(frozen=True, slots=True)
class Subject:
    """Whom data is about: an account, an address, and orders; empty where there is none.

    What is found by the address counts only `until` then: later it may be somebody's new data.
    `marks` are those of the address, by which its own earlier requests are found to be shown; an
    erasure has none, as the requests are what it is carried out by.
    """

    customer_id: str
    email: str
    until: datetime
    numbers: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class DataRequest:
    """A request; `customer_id` and `email` are empty once it is done, the marks are hashes.

    A correction never has them. `run_at` is when an erasure is carried out, `orders` are those that
    were not closed then, or the one to correct.
    """

    request_id: str
    kind: Kind
    who: Who
    state: State
    customer_id: str
    email: str
    customer_mark: str
    email_mark: str
    asked_at: datetime
    due_at: datetime
    run_at: datetime | None = None
    done_at: datetime | None = None
    orders: tuple[str, ...] = ()
    counts: dict[str, int] = field(default_factory=dict)
    expires_at: datetime | None = None

    @property
    def subject(self) -> Subject:
        """Whom it is about, as far as it may go."""
        return Subject(self.customer_id, self.email, self.run_at or self.asked_at, self.orders)


def correcting(request_id: str, who: Who, number: str, now: datetime) -> DataRequest:
    """Return the request to correct something of an order, which holds all that is personal."""
    return DataRequest(
        request_id=request_id,
        kind="correct",
        who=who,
        state="open",
        customer_id="",
        email="",
        customer_mark="",
        email_mark="",
        asked_at=now,
        due_at=now + ANSWER_WITHIN,
        orders=(number,),
    )


def answered(request: DataRequest, now: datetime, *, is_declined: bool) -> DataRequest:
    """Return a correction that an operator has answered."""
    state: State = "declined" if is_declined else "done"
    return _closed(replace(request, state=state, done_at=now), now)


def asked(request: DataRequest) -> DataRequest:
    """Return a guest's request that waits for its mailed link to be followed."""
    return replace(request, state="asked", expires_at=request.asked_at + PROOF_LINK)


def waiting(request: DataRequest, now: datetime) -> DataRequest:
    """Return an erasure that is carried out when the time to undo it is over."""
    return replace(request, state="waiting", run_at=now + UNDO, expires_at=None)


def exported(request: DataRequest, now: datetime) -> DataRequest:
    """Return an export that was handed over."""
    return _closed(replace(request, state="done", done_at=now), now)


def undone(request: DataRequest, now: datetime) -> DataRequest:
    """Return an erasure that its subject took back, or a correction of what is erased."""
    return _closed(replace(request, state="undone", done_at=now), now)


def begun(request: DataRequest, email: str) -> DataRequest:
    """Return an erasure that is being carried out, of the address that the account has then."""
    return replace(request, state="erasing", email=email)


def left_open(request: DataRequest, numbers: tuple[str, ...]) -> DataRequest:
    """Return an erasure that is carried out but for orders that are not closed."""
    return replace(request, state="orders-open", orders=numbers)


def erased(request: DataRequest, counts: dict[str, int], now: datetime) -> DataRequest:
    """Return an erasure that is carried out: what is left of it leads to nobody."""
    return _closed(replace(request, state="done", done_at=now, counts=counts), now)


def _closed(request: DataRequest, now: datetime) -> DataRequest:
    expires_at = now + DATA_REQUEST_RECORD
    return replace(request, customer_id="", email="", orders=(), expires_at=expires_at)


def is_proof_in_time(request: DataRequest, now: datetime) -> bool:
    """Tell whether a mailed link may still be followed for the first time."""
    return request.state == "asked" and now < request.asked_at + PROOF_LINK


def can_be_undone(request: DataRequest, now: datetime) -> bool:
    """Tell whether an erasure can still be taken back."""
    return request.state == "waiting" and request.run_at is not None and now < request.run_at


def is_to_be_carried_out(request: DataRequest, now: datetime) -> bool:
    """Tell whether it is time to erase."""
    return request.state in UNFINISHED and request.run_at is not None and now >= request.run_at


def is_closed(status: OrderStatus, *, owed_pence: int, open_returns: int) -> bool:
    """Tell whether an order needs nobody's name any more.

    Nothing is left to be sent or cancelled, no money is owed, no return is on its way.
    """
    return status in _NOTHING_AHEAD and not owed_pence and not open_returns
