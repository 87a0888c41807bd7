"""Transactions: why one was cancelled, and trying again when only a conflict was in the way."""

import random
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from shop.domain.errors import TryAgain
from shop.storage.connection import connection
from shop.telemetry import count

CONDITION_FAILED = "ConditionalCheckFailed"
_CONFLICTS = frozenset({"TransactionConflict", "TransactionInProgress"})
_THROTTLED = frozenset({"ProvisionedThroughputExceeded", "ThrottlingError"})
_CONFLICT_ERRORS = frozenset(f"{code}Exception" for code in _CONFLICTS)
_MOST_TRIES = 4
_FIRST_PAUSE_SECONDS = 0.025
_LONGEST_PAUSE_SECONDS = 0.4
# No write may start later than this before the function's deadline (docs/architecture.md).
_LEAST_SECONDS_LEFT = 3.0


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why one action of a transaction was refused, with the item it met if it was asked for."""

    code: str
    item: dict[str, Any] | None


class Cancelled(Exception):
    """A transaction was cancelled by a condition.

    `refusals` are in the order in which DynamoDB was sent the actions, which is pynamodb's own:
    condition checks, deletes, puts, updates; None for an action that would have passed.
    """

    def __init__(self, refusals: tuple[Refusal | None, ...]) -> None:
        super().__init__("a condition cancelled the transaction")
        self.refusals = refusals

    def failed(self, position: int) -> Refusal | None:
        """Return the refusal of an action if its condition failed."""
        refusal = self.refusals[position] if position < len(self.refusals) else None
        return refusal if refusal is not None and refusal.code == CONDITION_FAILED else None

    def failures(self, parts: Sequence[str]) -> dict[str, Refusal]:
        """Return the refusals of the actions whose conditions failed, by their names in order."""
        found = ((part, self.failed(position)) for position, part in enumerate(parts))
        return {part: refusal for part, refusal in found if refusal is not None}


def write_together(fill: Callable[[TransactWrite], None], *, seconds_left: float = 10.0) -> None:
    """Carry out one transaction, trying again with jitter while only conflicts cancel it.

    Each call is one business fact: its token is fresh, and the same in all its tries, so a lost
    answer cannot apply it twice.

    Raises:
        Cancelled: a condition failed.
        TryAgain: conflicts, throttling or the deadline stood in the way; nothing was written.
    """
    token = secrets.token_urlsafe(16)
    give_up_at = time.monotonic() + seconds_left - _LEAST_SECONDS_LEFT
    for attempt in range(_MOST_TRIES):
        if time.monotonic() > give_up_at:
            break
        try:
            with TransactWrite(connection=connection, client_request_token=token) as transaction:
                fill(transaction)
        except TransactWriteError as error:
            _raise_unless_conflict(error)
            count("DynamoDBConflicts")
            pause_with_jitter(attempt)
        else:
            return
    raise TryAgain


def _raise_unless_conflict(error: TransactWriteError) -> None:
    if error.cause_response_code in _CONFLICT_ERRORS:
        return
    if error.cause_response_code != "TransactionCanceledException":
        raise error
    refusals = tuple(
        None if reason is None else Refusal(reason.code, reason.raw_item)
        for reason in error.cancellation_reasons
    )
    codes = {refusal.code for refusal in refusals if refusal is not None}
    if CONDITION_FAILED in codes:
        raise Cancelled(refusals)
    if codes & _THROTTLED:
        raise TryAgain from error
    if not codes <= _CONFLICTS:
        raise error


def pause_with_jitter(attempt: int) -> None:
    """Wait for up to 0.4 seconds, the longer the more was tried."""
    # Full jitter (Amazon Builders' Library, "Timeouts, retries and backoff with jitter").
    ceiling = min(_LONGEST_PAUSE_SECONDS, _FIRST_PAUSE_SECONDS * 4**attempt)
    time.sleep(random.uniform(0, ceiling))  # noqa: S311 - a pause, not a secret
