"""Amounts of money: whole minor units (pence) of one currency, never a float."""

from collections.abc import Sequence
from dataclasses import dataclass

CURRENCY = "GBP"
_SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "$"}


@dataclass(frozen=True, slots=True)
class Money:
    """An amount as every answer shows it: `amount` in minor units, `currency` in ISO 4217."""

    amount: int
    currency: str = CURRENCY


def pence(amount: int) -> Money:
    """Return `amount` pence as Money in the shop's currency."""
    return Money(amount)


def in_figures(money: Money) -> str:
    """Write an amount for a person: `£19.99`, `-£5.00`."""
    sign = "-" if money.amount < 0 else ""
    pounds, rest = divmod(abs(money.amount), 100)
    return f"{sign}{_SYMBOLS.get(money.currency, money.currency + ' ')}{pounds:,}.{rest:02d}"


def shares(amount_pence: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Spread an amount over weights so that the parts sum up; over weights of 0, to the first.

    By largest remainder, the first of equals first: no part is a penny or more off its exact share,
    so none is ever larger than its weight where the amount is not larger than all of them.
    """
    whole = sum(weights)
    if whole == 0:
        return (amount_pence, *(0 for _ in weights[1:]))
    parts = [amount_pence * weight // whole for weight in weights]
    missing = amount_pence - sum(parts)
    by_remainder = sorted(
        range(len(weights)), key=lambda position: -(amount_pence * weights[position] % whole)
    )
    for position in by_remainder[:missing]:
        parts[position] += 1
    return tuple(parts)


def percentage_off(subtotal_pence: int, percent: int) -> int:
    """Return `percent` of a subtotal in pence, rounded half up, never more than the subtotal."""
    return min(subtotal_pence, (2 * subtotal_pence * percent + 100) // 200)


def with_code(money: Money) -> str:
    """Write an amount with its currency's code: `GBP 19.99`."""
    sign = "-" if money.amount < 0 else ""
    pounds, rest = divmod(abs(money.amount), 100)
    return f"{sign}{money.currency} {pounds:,}.{rest:02}"
