"""Which products have which term (key: term, sku): how lists and search avoid a scan."""

import os
from collections.abc import Iterable, Iterator
from functools import partial

from pynamodb.attributes import UnicodeAttribute

from shop.storage.batches import delete_all, put_all
from shop.storage.connection import Row, unless_taken

# A term with more products than this narrows nothing down; the shop has a few hundred.
_MOST_MATCHES = 2_000


class ProductTermRow(Row):
    """One product under one term."""

    class Meta:
        table_name = os.environ["PRODUCT_TERMS_TABLE"]

    term = UnicodeAttribute(hash_key=True)
    sku = UnicodeAttribute(range_key=True)


def list_by_terms(terms: tuple[str, ...], *, after: str, limit: int) -> list[str]:
    """Return up to `limit` SKUs, in order, that come after `after` and have every term."""
    if len(terms) == 1:
        return _skus(terms[0], after, limit)
    matches = set(_skus(terms[0], after, _MOST_MATCHES))
    for term in terms[1:]:
        matches &= set(_skus(term, after, _MOST_MATCHES)) if matches else set()
    return sorted(matches)[:limit]


def list_all(term: str) -> Iterator[str]:
    """Return every SKU of a term, in order, read as they are asked for."""
    return (row.sku for row in ProductTermRow.query(term))


def insert(sku: str, terms: Iterable[str]) -> None:
    """List a product under terms; one that it is listed under already stays as it is."""
    for term in terms:
        condition = ProductTermRow.term.does_not_exist()
        unless_taken(partial(ProductTermRow(term, sku).save, condition=condition))


def remove(sku: str, terms: Iterable[str]) -> None:
    """Take a product off terms it no longer has."""
    for term in terms:
        condition = ProductTermRow.term.exists()
        unless_taken(partial(ProductTermRow(term, sku).delete, condition=condition))


def insert_all(listed: Iterable[tuple[str, str]]) -> None:
    """List products under terms, given as (SKU, term), many at once."""
    put_all(ProductTermRow(term, sku) for sku, term in listed)


def remove_all(listed: Iterable[tuple[str, str]]) -> None:
    """Take products off terms, given as (SKU, term), many at once."""
    delete_all(ProductTermRow(term, sku) for sku, term in listed)


def _skus(term: str, after: str, limit: int) -> list[str]:
    condition = ProductTermRow.sku > after if after else None
    return [row.sku for row in ProductTermRow.query(term, condition, limit=limit)]
