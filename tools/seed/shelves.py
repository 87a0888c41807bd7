"""Put goods on sale, and bring the cards of those on sale up to date; stock is never touched."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from shop.domain.catalogue import Product, terms_of
from shop.gateways import clock
from shop.storage import product_changes, product_terms, products

Outcome = Literal["new", "changed", "as before"]


def put_all_on_sale(goods: Iterable[Product]) -> Counter[Outcome]:
    """Put every product on sale and count what that came to."""
    return Counter(put_on_sale(good) for good in goods)


def put_on_sale(good: Product) -> Outcome:
    """Put a product on sale with its first stock, or change its card if that has changed.

    The terms are written first: a product on sale is then listed under all of them, even if an
    earlier run was broken off, and one that is only listed is left out of lists by the shop.
    """
    known = products.find(good.sku)
    if known is None:
        product_terms.insert(good.sku, sorted(terms_of(good)))
        product_changes.insert(good, clock.now())
        return "new"
    card = replace(good, available=known.available)
    if known == card:
        return "as before"
    _change_card(known, card)
    return "changed"


def _change_card(known: Product, good: Product) -> None:
    product_terms.insert(good.sku, sorted(terms_of(good) - terms_of(known)))
    product_changes.change(known, good, clock.now())
    product_terms.remove(good.sku, sorted(terms_of(known) - terms_of(good)))
