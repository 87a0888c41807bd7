"""What a right password leads to, and what it costs."""

from shop.web.routes import ROUTES
from tests.support.accounts import add_customer, log_in
from tests.support.gateway import Client
from tests.support.tables import CALLS, Tables


def test_a_customer_without_codes_pays_one_read_for_them(tables: Tables):
    add_customer()
    log_in(Client())
    CALLS.clear()
    assert log_in(Client()).status == 200
    assert CALLS.count("GetItem") == 3
    assert "POST /login/code" in ROUTES["sessions"]
