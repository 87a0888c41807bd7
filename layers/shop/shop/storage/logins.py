"""Logging in from a device that is new to an account: one fact with its history and its mail."""

from dataclasses import dataclass
from datetime import datetime

from pynamodb.transactions import TransactWrite

from shop.domain.account_events import AccountEvent
from shop.domain.customers import Customer
from shop.domain.known_devices import KnownDevice
from shop.domain.mails import Mail
from shop.domain.remembered_logins import RememberedLogin
from shop.domain.sessions import Session
from shop.storage import account_events, customers, mails, remembered_logins, sessions
from shop.storage.transactions import Cancelled, write_together


@dataclass(frozen=True, slots=True)
class Arrival:
    """A customer on a new device, and what is known from then on; no mail of the first one."""

    customer: Customer
    devices: tuple[KnownDevice, ...]
    event: AccountEvent
    notice: Mail | None


def insert(
    session: Session,
    family: RememberedLogin | None,
    arrival: Arrival,
    now: datetime,
    *,
    seconds_left: float,
) -> bool:
    """Begin a session on a new device; False if another login has changed what is known.

    Raises:
        TryAgain: nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        sessions.put_in(transaction, session)
        if family is not None:
            remembered_logins.put_in(transaction, family)
        account_events.put_in(transaction, arrival.event)
        if arrival.notice is not None:
            mails.put_in(transaction, arrival.notice, now)
        customers.change_devices_in(transaction, arrival.customer, arrival.devices)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        return False
    return True
