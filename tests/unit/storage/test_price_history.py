from datetime import timedelta

import pytest
from pynamodb.transactions import TransactWrite

from shop.domain.prices import PriceChange
from shop.storage import price_history
from shop.storage.transactions import Cancelled, write_together
from tests.support.gateway import NOW

pytestmark = pytest.mark.usefixtures("tables")


def entry(minutes: int = 0, price_pence: int = 1999) -> PriceChange:
    return PriceChange(
        sku="LAMP-1",
        changed_at=NOW + timedelta(minutes=minutes),
        price_pence=price_pence,
        compare_at_pence=2500 if minutes else None,
        previous_pence=1000 if minutes else None,
    )


def put(change: PriceChange) -> None:
    def fill(transaction: TransactWrite) -> None:
        price_history.put_in(transaction, change)

    write_together(fill)


def test_lists_the_entries_of_a_product_the_newest_first():
    for minutes in (1, 0, 2):
        put(entry(minutes))
    assert price_history.list_newest_first("LAMP-1") == [entry(2), entry(1), entry(0)]
    assert price_history.list_newest_first("LAMP-2") == []


def test_never_writes_over_an_entry():
    put(entry())
    with pytest.raises(Cancelled):
        put(entry(price_pence=1))
    assert price_history.list_newest_first("LAMP-1") == [entry()]
