"""Shipping: the methods, what each costs, where the shop sends to, and when."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from shop.domain.business_days import business_days_after
from shop.domain.countries import by_name
from shop.domain.instants import date_in_words

# Where the shop sends parcels to (ISO 3166-1 alpha-2).
SHIPS_TO = frozenset(
    ("AT", "AU", "BE", "CA", "CH", "CZ", "DE", "DK", "ES", "FI", "FR", "GB", "GG", "GR", "HU")
) | {"IE", "IM", "IS", "IT", "JE", "JP", "LU", "NL", "NO", "NZ", "PL", "PT", "SE", "US"}
# The shop's purchasing page: "4 to 10 business days after payment in full".
FEWEST_DAYS = 4
MOST_DAYS = 10


@dataclass(frozen=True, slots=True)
class ShippingMethod:
    """A way to send a parcel; `free_from_pence` is the subtotal from which it costs nothing."""

    id: str
    name: str
    full_price_pence: int
    free_from_pence: int | None = None

    def price_pence(self, subtotal_pence: int) -> int:
        """Return what it costs to send goods of a subtotal, in pence."""
        if self.free_from_pence is not None and subtotal_pence >= self.free_from_pence:
            return 0
        return self.full_price_pence


@dataclass(frozen=True, slots=True)
class ShippingWindow:
    """The first and the last day on which an order is expected to be shipped."""

    first_on: date
    last_on: date


SHIPPING_METHODS = {
    method.id: method
    for method in (
        ShippingMethod("standard", "Standard post", 395, free_from_pence=5000),
        ShippingMethod("express", "Express courier", 795),
    )
}


def ships_between(paid_on: date) -> ShippingWindow:
    """Return when an order is shipped that is paid in full on a day."""
    return ShippingWindow(
        business_days_after(paid_on, FEWEST_DAYS), business_days_after(paid_on, MOST_DAYS)
    )


def window_in_words(window: ShippingWindow) -> str:
    """Say when an order is expected to be shipped: `27 November 2026 to 7 December 2026`."""
    days = (datetime.combine(day, time(), UTC) for day in (window.first_on, window.last_on))
    return " to ".join(date_in_words(day) for day in days)


def destinations() -> tuple[tuple[str, str], ...]:
    """Return (code, name) of every country the shop sends to, by name."""
    return by_name(SHIPS_TO)
