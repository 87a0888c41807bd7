"""What the products table's stream brings about."""

from dataclasses import replace

import pytest

from shop.domain.stock_alerts import StockAlert
from shop.storage import stock_alerts
from tests.support.factories import change_product, make_product, stock
from tests.support.faults import failing
from tests.support.gateway import NOW
from tests.support.logs import counted, logged
from tests.support.mailbox import mails_to
from tests.support.stock_streams import record, stream

pytestmark = pytest.mark.usefixtures("tables")

EMAIL = "customer@example.com"
LAMP = make_product(available=10)
WELL: dict[str, list[object]] = {"batchItemFailures": []}


def sold(units: int):
    return record(LAMP, replace(LAMP, available=LAMP.available - units))


def wait_for(*emails: str) -> None:
    for email in emails:
        stock_alerts.insert(StockAlert(sku="LAMP-1", email=email, confirmed_at=NOW))


def back(available: int = 3, number: int = 1):
    return record(replace(LAMP, available=0), replace(LAMP, available=available), number)


def test_tells_operators_when_stock_becomes_low_and_when_it_is_out(capsys):
    with logged() as lines:
        assert stream(sold(5), sold(10)) == WELL

    told = [(line["message"], line["sku"], line["available"]) for line in lines]
    assert told == [("stock-low", "LAMP-1", 5), ("stock-out", "LAMP-1", 0)]
    assert counted(capsys.readouterr().out).items() >= {"StockLow": 1, "StockOut": 1}.items()


def test_says_nothing_of_other_changes():
    renamed = record(LAMP, replace(LAMP, name="Mist lantern"))
    with logged() as lines:
        assert stream(sold(1), renamed, record(None, LAMP), record(LAMP, None)) == WELL
    assert lines == []


def test_mails_everybody_who_waits_once_and_forgets_them():
    stock(replace(LAMP, available=3))
    wait_for(EMAIL, "another@example.com")

    with logged() as lines:
        assert stream(back()) == WELL
        assert stream(back()) == WELL

    [mail] = mails_to(EMAIL)
    assert mail["template"] == "back-in-stock"
    assert mail["values"]["link"].endswith("/products/LAMP-1")
    assert len(mails_to("another@example.com")) == 1
    assert list(stock_alerts.list_by_sku("LAMP-1", NOW)) == []
    assert [line["mails"] for line in lines] == [2, 0]
    assert EMAIL not in str(lines)


def test_tells_nobody_of_what_is_gone_again():
    stock(replace(LAMP, available=0))
    wait_for(EMAIL)
    assert stream(back()) == WELL
    assert mails_to(EMAIL) == []

    change_product("LAMP-1", available=3)
    assert stream(back(number=2)) == WELL
    assert len(mails_to(EMAIL)) == 1


def test_tells_nobody_of_what_is_not_sold_any_more():
    wait_for(EMAIL)
    assert stream(back()) == WELL
    assert mails_to(EMAIL) == []


def test_a_record_that_failed_comes_again_and_the_others_do_not():
    stock(replace(LAMP, available=3))
    wait_for(EMAIL)

    with logged() as lines, failing("TransactWriteItems", "ValidationException", times=1):
        answer = stream(sold(1), back(number=2), sold(1))

    assert answer["batchItemFailures"][0] == {"itemIdentifier": "2"}
    assert [line["message"] for line in lines if line["level"] == "ERROR"] == ["unhandled-error"]
    assert stream(back(number=2)) == WELL
    assert len(mails_to(EMAIL)) == 1
