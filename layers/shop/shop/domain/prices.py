"""Prices over time: each change as an entry that stays, and what a reduction must be told with.

Directive 98/6/EC, article 6a (put in by Directive (EU) 2019/2161): an announcement of a price
reduction names the prior price, which is the lowest one applied in a period of at least 30 days
before the reduction.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from shop.domain.catalogue import Product
from shop.domain.money import Money, pence

PRIOR_PERIOD = timedelta(days=30)


@dataclass(frozen=True, slots=True, kw_only=True)
class PriceChange:
    """A price from `changed_at` on; `previous_pence` is the one until then, None for the first."""

    sku: str
    changed_at: datetime
    price_pence: int
    compare_at_pence: int | None
    previous_pence: int | None


@dataclass(frozen=True, slots=True)
class Reduction:
    """What a reduced price is shown beside."""

    compare_at: Money
    lowest_30_days: Money


def price_change(before: Product | None, after: Product, now: datetime) -> PriceChange | None:
    """Return the entry that a change of a product needs; None if its prices stay."""
    if before is not None and _prices(before) == _prices(after):
        return None
    return PriceChange(
        sku=after.sku,
        changed_at=now,
        price_pence=after.price_pence,
        compare_at_pence=after.compare_at_pence,
        previous_pence=None if before is None else before.price_pence,
    )


def reduction_of(product: Product, newest_first: Iterable[PriceChange]) -> Reduction | None:
    """Return what a product's price may be announced as reduced from.

    None if it has no compare-at price, or if no prior price is known: then nothing may be
    announced.
    """
    if product.compare_at_pence is None:
        return None
    lowest = _lowest_before_reduction(product.price_pence, list(newest_first))
    return None if lowest is None else Reduction(pence(product.compare_at_pence), pence(lowest))


def _lowest_before_reduction(price_pence: int, newest_first: list[PriceChange]) -> int | None:
    """Return the lowest price of the 30 days before the present price was announced as reduced.

    Each entry says what was charged until then, so those of the period say all of it.
    """
    run = list(takewhile(lambda change: _announces(change, price_pence), newest_first))
    if not run:
        return None
    since = run[-1].changed_at - PRIOR_PERIOD
    earlier = takewhile(lambda change: change.changed_at > since, newest_first[len(run) :])
    charged = [change.previous_pence for change in (run[-1], *earlier)]
    return min((price for price in charged if price is not None), default=None)


def _announces(change: PriceChange, price_pence: int) -> bool:
    return change.price_pence == price_pence and change.compare_at_pence is not None


def _prices(product: Product) -> tuple[int, int | None]:
    return product.price_pence, product.compare_at_pence
