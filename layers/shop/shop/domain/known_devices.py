"""Devices that an account was used from: what makes a login from another one worth a mail.

Kept with the account and not in the browser, so that it needs no cookie and follows nobody about.
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

from shop.domain.retention import KNOWN_DEVICE
from shop.domain.sessions import Browser

# More are forgotten, the longest unseen first: a list that only grows would help a thief hide.
MOST_DEVICES = 20
# A device is marked as seen at most this often, so that most logins write nothing more.
SEEN_EVERY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A browser in a network, as a hash of the little that the session list shows of it."""

    mark: str
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class Sighting:
    """What a login means: the devices known from now on, and whether the owner is to be told."""

    devices: tuple[KnownDevice, ...]
    is_new: bool
    is_first: bool
    is_due: bool

    @property
    def is_told(self) -> bool:
        """Whether the owner is mailed: there is nothing strange in the first device of all."""
        return self.is_new and not self.is_first


def device_mark(customer_id: str, browser: Browser) -> str:
    """Return what is kept of a device; another account's mark of the same device is another."""
    text = f"{customer_id}\n{browser.device}\n{browser.network}"
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def sighted(known: tuple[KnownDevice, ...], mark: str, now: datetime) -> Sighting:
    """Decide what a login from a device means for an account that knows these."""
    seen = [device for device in known if now < device.seen_at + KNOWN_DEVICE]
    last = next((device for device in seen if device.mark == mark), None)
    others = [device for device in seen if device.mark != mark]
    newest_first = sorted(others, key=lambda device: device.seen_at, reverse=True)
    return Sighting(
        devices=(KnownDevice(mark, now), *newest_first[: MOST_DEVICES - 1]),
        is_new=last is None,
        is_first=not known,
        is_due=last is None or now >= last.seen_at + SEEN_EVERY,
    )
