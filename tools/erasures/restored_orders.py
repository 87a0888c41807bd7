"""Erasing again what a table that was restored alone brings back of orders that name nobody.

An erased order has neither an account nor an address left, so no mark in the ledger leads to its
invoice, its mails or its use of a code: they are looked for by the order's number.
"""

from datetime import datetime

from shop.domain.data_requests import Subject
from shop.storage import batches
from shop.storage.erasures import LATE_STEPS, STEPS, change_to_scrubbed
from shop.storage.mails import MailRow
from shop.storage.order_standings import Standing, find_standing
from shop.storage.orders import ORDER_PART, OrderRow
from shop.storage.personal_records import count_left

_STEPS = (*LATE_STEPS.values(), STEPS["TokensTable"])


def erase_again(now: datetime) -> None:
    """Leave nothing of a person in what belongs to closed orders that name nobody."""
    for standing in _erased_orders():
        if _rows_of(standing, now):
            _erase(standing, now)


def find_back(now: datetime) -> dict[str, dict[str, int]]:
    """Return, by the number of an order that names nobody, how many rows of which table tell more.

    It changes nothing.
    """
    rows = {f"order {standing.number}": _rows_of(standing, now) for standing in _erased_orders()}
    return {number: left for number, left in rows.items() if left}


def _erased_orders() -> list[Standing]:
    is_head, names_nobody = OrderRow.part == ORDER_PART, OrderRow.email_hash.does_not_exist()
    heads = OrderRow.scan(is_head & names_nobody, attributes_to_get=["number"])
    found = (find_standing(head.number) for head in heads)
    # One that is not closed keeps what it needs, and is erased when it is.
    return [standing for standing in found if standing is not None and standing.is_closed]


def _rows_of(standing: Standing, now: datetime) -> dict[str, int]:
    left = count_left(_subject(standing, now), STEPS)
    mails = len(_mails(standing))
    return left | ({"MailsTable": mails} if mails else {})


def _erase(standing: Standing, now: datetime) -> None:
    for step in _STEPS:
        step(_subject(standing, now))
    batches.delete_all(_mails(standing))
    change_to_scrubbed(standing)


def _subject(standing: Standing, now: datetime) -> Subject:
    return Subject("", "", now, (standing.number,))


def _mails(standing: Standing) -> list[MailRow]:
    return list(MailRow.by_order.query(standing.number))
