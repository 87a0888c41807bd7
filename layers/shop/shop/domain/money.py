"""Amounts of money: whole minor units (pence) of one currency, never a float."""

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


def included_tax(total_pence: int, rate_percent: int) -> int:
    """Return the tax contained in a total that includes it, in pence, rounded half up.

    The one rounding rule of the shop: a tax is taken once, from a total, never line by line.
    """
    numerator = total_pence * rate_percent
    denominator = 100 + rate_percent
    return (2 * numerator + denominator) // (2 * denominator)


def percentage_off(subtotal_pence: int, percent: int) -> int:
    """Return `percent` of a subtotal in pence, rounded half up, never more than the subtotal."""
    return min(subtotal_pence, (2 * subtotal_pence * percent + 100) // 200)
