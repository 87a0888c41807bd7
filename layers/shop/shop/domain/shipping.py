"""Shipping: the methods, what each costs, where the shop sends to, and when."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from shop.domain.business_days import business_days_after
from shop.domain.countries import by_name, country_name
from shop.domain.errors import FieldError, InvalidFields
from shop.domain.instants import date_in_words
from shop.domain.money import in_figures, pence
from shop.domain.shipping_tables import METHODS, ZONES, ShippingMethod, Tariff

SHIPPING_METHODS = {method.id: method for method in METHODS}
SHIPS_TO = frozenset().union(*ZONES.values())
# The shop's purchasing page: "4 to 10 business days after payment in full".
FEWEST_DAYS = 4
MOST_DAYS = 10


@dataclass(frozen=True, slots=True)
class Parcel:
    """What is to be sent where: the weight of all units, and their price before any discount."""

    country: str
    weight_grams: int
    subtotal_pence: int


@dataclass(frozen=True, slots=True)
class ShippingWindow:
    """The first and the last day on which an order is expected to be shipped."""

    first_on: date
    last_on: date


def shipping_price_pence(method: ShippingMethod, parcel: Parcel) -> int | None:
    """Return what a method costs for a parcel, in pence; None if it does not take it.

    The one place where a price of shipping is decided; a promotion may take it off afterwards.
    """
    tariff = _tariff(method, parcel.country)
    if tariff is None or not _is_worth(method, parcel):
        return None
    price_pence = tariff.price_pence(parcel.weight_grams)
    is_free = tariff.free_from_pence is not None and parcel.subtotal_pence >= tariff.free_from_pence
    return 0 if is_free and price_pence is not None else price_pence


def offers(parcel: Parcel) -> tuple[tuple[ShippingMethod, int], ...]:
    """Return the methods that take a parcel, the usual one first, each with its price in pence."""
    priced = ((method, shipping_price_pence(method, parcel)) for method in METHODS)
    return tuple((method, price) for method, price in priced if price is not None)


def price_or_refuse(method: ShippingMethod, parcel: Parcel) -> int:
    """Return what a chosen method costs for a parcel, in pence.

    Raises:
        InvalidFields: it does not take the parcel; named are those that do.
    """
    price_pence = shipping_price_pence(method, parcel)
    if price_pence is None:
        possible = " or ".join(each.name for each, _ in offers(parcel))
        message = f"{method.name} does not take {_in_words(parcel)}. Please choose {possible}."
        raise InvalidFields(FieldError("shipping_method", message))
    return price_pence


def free_from_pence(method: ShippingMethod, country: str) -> int | None:
    """Return from which subtotal on a method costs nothing in a country; None if it never does."""
    tariff = _tariff(method, country)
    return tariff.free_from_pence if tariff else None


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


def _tariff(method: ShippingMethod, country: str) -> Tariff | None:
    for zone, countries in ZONES.items():
        if country in countries:
            return method.tariffs.get(zone)
    return None


def _in_words(parcel: Parcel) -> str:
    tenths = -(-parcel.weight_grams // 100)
    worth = in_figures(pence(parcel.subtotal_pence))
    country = country_name(parcel.country)
    return f"{tenths // 10:,}.{tenths % 10} kg of goods worth {worth} to {country}"


def _is_worth(method: ShippingMethod, parcel: Parcel) -> bool:
    """Tell whether goods are dear and heavy enough for a method, and not too dear."""
    most_pence = method.most_subtotal_pence
    is_heavy = parcel.weight_grams >= method.heavy_from_grams
    is_dear = parcel.subtotal_pence >= method.dear_from_pence
    return (most_pence is None or parcel.subtotal_pence <= most_pence) and (is_heavy or is_dear)
