from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.mails import Mail
from shop.domain.order_figures import TEST_SKU
from shop.domain.shipping import ShippingWindow
from shop.gateways import clock
from shop.storage import mails
from shop.storage.orders import row_of
from shop.web.backlog import measure_backlog
from tests.support.logs import counted
from tests.support.orders import an_order
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")


def keep(number, **changes):
    row_of(replace(an_order(), number=number, **changes)).save()


def test_measures_what_waits(capsys):
    today = clock.now().date()
    keep("CT-1")
    keep("CT-2", status="paid", ships_between=ShippingWindow(today, today))
    keep("CT-3", status="paid", ships_between=ShippingWindow(today, today + timedelta(days=9)))
    keep("CT-4", status="shipped")
    keep("CT-5", lines=(replace(an_order().lines[0], sku=TEST_SKU),))
    mail = Mail("m1", "customer@example.com", "order-link", {})
    mails.insert(mail, clock.now() - timedelta(minutes=7, seconds=5))
    found = measure_backlog("")
    assert found == {"unpaid": 1, "to_ship": 2, "late": 1, "mail": 7}
    assert counted(capsys.readouterr().out) == {
        "OrdersUnpaid": 1,
        "OrdersToShip": 2,
        "OrdersLate": 1,
        "OldestUnsentMailMinutes": 7,
    }


def test_nothing_that_waits_is_told_as_nought(capsys):
    assert measure_backlog("") == {"unpaid": 0, "to_ship": 0, "late": 0, "mail": 0}
    assert set(counted(capsys.readouterr().out).values()) == {0}
    assert CALLS == ["Query"] * 3
