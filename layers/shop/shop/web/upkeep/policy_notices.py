"""Telling customers of material changes of the policies before they take effect."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from shop.domain.policy_changes import (
    INDEX_LAG,
    MaterialChange,
    beginning,
    coming,
    months_between,
    notice_mail,
)
from shop.gateways import clock
from shop.gateways.policy_changes import material_changes
from shop.gateways.settings import SITE_URL
from shop.storage import customers, mails, policy_notices
from shop.telemetry import log_event

# Of the function's five minutes.
TELLING = timedelta(minutes=3)
_MOST_BETWEEN_NOTES = 100


def announce_all(now: datetime) -> dict[str, int]:
    """Mail every customer about every coming change, each once; go on where the last run ended.

    Nobody is told who has registered just now: the index may not name them yet.
    """
    return announce(material_changes(), now, now + TELLING)


def announce(changes: Iterable[MaterialChange], now: datetime, until: datetime) -> dict[str, int]:
    """Mail every customer about the coming ones of these changes; see `announce_all`."""
    changes = tuple(changes)
    told = {}
    for change in coming(changes, now.date()):
        start = policy_notices.find_or_insert(change.notice_id, beginning(changes), now)
        told[change.notice_id] = _tell(change, start, now, until)
        log_event("policy-announced", notice=change.notice_id, mails=told[change.notice_id])
    return told


def _tell(change: MaterialChange, start: datetime, now: datetime, until: datetime) -> int:
    total = 0
    reached, since_note, mailed = start, 0, 0
    for customer_id, registered_at in _registered(start, now - INDEX_LAG):
        # Those of the same second as the last one are gone through again: each mail is once-only.
        if since_note >= _MOST_BETWEEN_NOTES and registered_at > reached:
            if not policy_notices.change_reached(change.notice_id, start, registered_at, mailed):
                return total
            start, since_note, mailed = registered_at, 0, 0
            if clock.now() >= until:
                return total
        is_new = _mail(change, customer_id, now)
        total, mailed, since_note = total + is_new, mailed + is_new, since_note + 1
        reached = registered_at
    policy_notices.change_reached(change.notice_id, start, reached, mailed)
    return total


def _registered(since: datetime, until: datetime) -> Iterable[tuple[str, datetime]]:
    for month in months_between(since, until):
        yield from customers.list_registered(month, since, until)


def _mail(change: MaterialChange, customer_id: str, now: datetime) -> bool:
    customer = customers.find(customer_id)
    if customer is None:
        return False
    mail = notice_mail(change, customer_id, customer.name, customer.email, SITE_URL)
    return mails.insert(mail, now)
