from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.catalogue import Product
from shop.domain.catalogue_import import Change, Decision
from shop.domain.orders import By
from shop.domain.retention import IMPORT_RECORD
from shop.storage import imports, price_history, products
from shop.storage.imports import Import
from tests.support.factories import change_product, make_product, stock
from tests.support.gateway import NOW
from tests.support.tables import CALLS

BY = By("arn:aws:iam::123456789012:user/ada", "request-1")
BEGUN = Import("2026-11-23-0a1b2c", "goods.csv", NOW, BY)
LAMP = make_product("LAMP-1")
CHEAP = replace(LAMP, price_pence=999, compare_at_pence=1999)


def decision(before: Product | None, after: Product | None) -> Decision:
    sku = after.sku if after else "NONE"
    outcome = "update" if before else "create"
    return Decision(line=2, sku=sku, outcome=outcome, before=before, after=after)


def changes() -> list[Change]:
    return list(imports.list_changes(BEGUN.import_id))


def test_an_import_is_found_while_it_can_be_undone(tables):
    assert imports.insert(BEGUN)
    assert not imports.insert(BEGUN)
    assert imports.find(BEGUN.import_id, NOW) == BEGUN
    assert imports.find(BEGUN.import_id, NOW + IMPORT_RECORD) is None
    assert imports.find("another", NOW) is None
    [row] = tables.items("ImportsTable")
    assert row["expires_at"] == int((NOW + IMPORT_RECORD).timestamp())


@pytest.mark.usefixtures("tables")
def test_changes_products_with_their_prices_and_a_record_of_each():
    stock(LAMP)
    mug = make_product("MUG-1")
    CALLS.clear()

    done = imports.insert_changes(
        BEGUN.import_id, [decision(LAMP, CHEAP), decision(None, mug)], NOW, BY
    )

    assert done == [True, True]
    assert CALLS == ["TransactWriteItems"]
    assert products.list_by_skus(["LAMP-1", "MUG-1"]) == {"LAMP-1": CHEAP, "MUG-1": mug}
    assert price_history.list_newest_first("LAMP-1")[0].previous_pence == 1999
    assert changes() == [
        Change(sku="LAMP-1", before=LAMP, after=CHEAP),
        Change(sku="MUG-1", before=None, after=mug),
    ]


@pytest.mark.usefixtures("tables")
def test_one_that_was_changed_meanwhile_does_not_hold_up_the_others():
    goods = [make_product(f"LAMP-{n}") for n in range(45)]
    stock(*goods)
    change_product("LAMP-7", name="Changed meanwhile")

    done = imports.insert_changes(
        BEGUN.import_id, [decision(good, replace(good, price_pence=5)) for good in goods], NOW, BY
    )

    assert [n for n, is_done in enumerate(done) if not is_done] == [7]
    assert products.get("LAMP-7").price_pence == 1999
    assert products.get("LAMP-44").price_pence == 5
    assert len(changes()) == 44


@pytest.mark.usefixtures("tables")
def test_writes_nothing_of_a_row_that_was_rejected():
    with pytest.raises(ValueError, match="line 2"):
        imports.insert_changes(BEGUN.import_id, [decision(None, None)], NOW, BY)


@pytest.mark.usefixtures("tables")
def test_undoes_a_change_once_and_notes_it():
    stock(LAMP)
    imports.insert_changes(BEGUN.import_id, [decision(LAMP, CHEAP)], NOW, BY)
    [change] = changes()
    later = NOW + timedelta(hours=1)

    assert imports.undo_changes(BEGUN.import_id, [(change, CHEAP, LAMP)], later, BY) == [True]
    assert products.get("LAMP-1") == LAMP
    assert price_history.list_newest_first("LAMP-1")[0].price_pence == 1999
    assert [c.is_undone for c in changes()] == [True]
    again = imports.undo_changes(BEGUN.import_id, [(change, LAMP, LAMP)], later, BY)
    assert again == [True]
    assert len(price_history.list_newest_first("LAMP-1")) == 3


@pytest.mark.usefixtures("tables")
def test_knows_its_own_change_again_when_the_answer_was_lost():
    stock(LAMP)
    for _ in range(2):
        done = imports.insert_changes(BEGUN.import_id, [decision(LAMP, CHEAP)], NOW, BY)
        assert done == [True]
    assert len(price_history.list_newest_first("LAMP-1")) == 2


@pytest.mark.usefixtures("tables")
def test_undoes_a_price_within_the_second_of_its_import():
    stock(LAMP)
    imports.insert_changes(BEGUN.import_id, [decision(LAMP, CHEAP)], NOW, BY)
    [change] = changes()
    assert imports.undo_changes(BEGUN.import_id, [(change, CHEAP, LAMP)], NOW, BY) == [True]
    entries = price_history.list_newest_first("LAMP-1")
    assert [entry.price_pence for entry in entries] == [1999, 999, 1999]


@pytest.mark.usefixtures("tables")
def test_undoing_removes_what_was_put_on_sale_unless_some_of_it_was_sold():
    goods = [make_product("LAMP-1"), make_product("LAMP-2")]
    imports.insert_changes(BEGUN.import_id, [decision(None, good) for good in goods], NOW, BY)
    change_product("LAMP-2", available=9)

    steps = [(change, change.after, change.after) for change in changes()]
    assert imports.undo_changes(BEGUN.import_id, steps, NOW, BY) == [True, False]
    assert set(products.list_by_skus(["LAMP-1", "LAMP-2"])) == {"LAMP-2"}
