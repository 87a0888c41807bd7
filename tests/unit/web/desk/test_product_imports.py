from functools import partial
from itertools import count

import pytest

from shop.domain.catalogue_import import CHANGED_MEANWHILE, FileRow
from shop.domain.orders import By
from shop.storage import products
from shop.web.desk.product_imports import import_rows, write_nothing, writer
from tests.support.factories import change_product, make_product, stock
from tests.support.gateway import NOW
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
BY = By("arn:aws:iam::123456789012:user/ada", "request-1")
run = partial(import_rows, duplicated=frozenset(), images=frozenset({"logo.svg"}))


def row(number: int, **cells: str) -> FileRow:
    return FileRow(number, {"sku": f"LAMP-{number}", **cells})


def test_reads_a_file_no_further_than_it_has_written():
    read = []

    def endless():
        for number in count(1):
            read.append(number)
            yield row(number)

    decisions = run(endless(), write=write_nothing)
    next(decisions)
    assert len(read) == 100
    assert CALLS == ["BatchGetItem"]


def test_tells_of_what_was_changed_between_reading_and_writing():
    stock(make_product("LAMP-1"), make_product("LAMP-2"))
    write = writer("2026-11-23-0a1b2c", lambda: NOW, BY)

    def write_later(decisions):
        change_product("LAMP-1", name="Changed meanwhile")
        return write(decisions)

    rows = [row(1, price_pence="5"), row(2, price_pence="5")]
    first, second = run(rows, write=write_later)
    assert (first.outcome, first.faults) == ("reject", (CHANGED_MEANWHILE,))
    assert second.outcome == "update"
    assert products.get("LAMP-1").price_pence == 1999
