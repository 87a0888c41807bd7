"""Carrying out erasures: every step can break off, and two of them may run at once."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

from shop.domain.data_requests import (
    DataRequest,
    Subject,
    begun,
    erased,
    is_to_be_carried_out,
    left_open,
    undone,
)
from shop.storage import corrections, customers, data_requests
from shop.storage.erasures import (
    LATE_STEPS,
    STEPS,
    Step,
    change_to_nobodys,
    change_to_scrubbed,
)
from shop.storage.order_standings import Standing, find_standing
from shop.storage.personal_records import count_left
from shop.storage.personal_rows import with_numbers
from shop.telemetry import log_event


def due(now: datetime) -> Iterator[DataRequest]:
    """Return the erasures whose time has come, those that broke off before included."""
    # As a list first: carrying one out moves it to another state.
    return iter(
        [
            request
            for request in data_requests.list_unfinished()
            if is_to_be_carried_out(request, now)
        ]
    )


def carry_out_all(now: datetime) -> int:
    """Carry out every erasure that is due, and return how many are done.

    One that fails keeps none of the others from being carried out.

    Raises:
        ExceptionGroup: with what went wrong.
    """
    states, faults = [], []
    for request in due(now):
        try:
            states.append(carry_out(request, now).state)
        except Exception as fault:  # noqa: BLE001 - raised again below
            faults.append(fault)
    if faults:
        raise ExceptionGroup("erasures that could not be carried out", faults)
    return states.count("done")


def carry_out(request: DataRequest, now: datetime) -> DataRequest:
    """Erase what leads to a request's subject, and return the request as it stands then.

    Orders that are not closed keep what they need until they are; then it is carried on here.
    """
    if request.state == "orders-open":
        return _erased(request, LATE_STEPS, with_account=False, now=now)
    email = _present_email(request)
    started = begun(request, email)
    if not data_requests.change(request, started):
        return request  # Undone at the last moment.
    return _erased(started, STEPS, with_account=True, now=now)


def _present_email(request: DataRequest) -> str:
    customer = customers.find(request.customer_id) if request.customer_id else None
    return request.email if customer is None else customer.email


def _erased(
    request: DataRequest, steps: dict[str, Step], *, with_account: bool, now: datetime
) -> DataRequest:
    subject = with_numbers(request.subject) if with_account else request.subject
    standings = [found for n in subject.numbers if (found := find_standing(n)) is not None]
    counts, still_open = erase(request, subject, standings, steps, now)
    left = count_left(_closed_only(subject, still_open), steps)
    if left:
        log_event("erasure-incomplete", request_handle=request.request_id[:8], tables=str(left))
        return request
    total = dict(Counter(request.counts) + counts)
    after = left_open(replace(request, counts=total), still_open)
    if not still_open:
        after = erased(request, total, now)
    data_requests.change(request, after)
    log_event("erasure-carried-out", request_handle=request.request_id[:8], state=after.state)
    return after


def erase(
    request: DataRequest,
    subject: Subject,
    standings: list[Standing],
    steps: dict[str, Step],
    now: datetime,
) -> tuple[Counter[str], tuple[str, ...]]:
    """Carry out the steps; return how many rows went or changed, and the orders left open."""
    still_open = tuple(found.number for found in standings if not found.is_closed)
    _remember(request, still_open)
    closed = _closed_only(subject, still_open)
    counts = Counter({name: step(closed) for name, step in steps.items()})
    for number in still_open:
        change_to_nobodys(number)
    for standing in standings:
        if standing.is_closed:
            _end_corrections(standing.number, now)
            changed = change_to_scrubbed(standing)
            counts["OrdersTable"] += changed or 0
    return counts, still_open


def _end_corrections(number: str, now: datetime) -> None:
    """Let nobody wait to correct what is about to be erased."""
    for correction in corrections.list_by_order(number):
        waiting = data_requests.find(correction.correction_id)
        if waiting is not None and waiting.state == "open":
            data_requests.change(waiting, undone(waiting, now))


def _remember(request: DataRequest, numbers: tuple[str, ...]) -> None:
    """Write down the orders that stay open before they lose the account they are found by."""
    known = tuple(dict.fromkeys((*request.orders, *numbers)))
    if known != request.orders:
        data_requests.change(request, replace(request, orders=known))


def _closed_only(subject: Subject, still_open: tuple[str, ...]) -> Subject:
    closed = (number for number in subject.numbers if number not in still_open)
    return replace(subject, numbers=tuple(closed))
