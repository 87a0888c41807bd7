import pytest

from shop.domain import data_requests as rules
from shop.domain.errors import Conflict
from shop.domain.mails import Mail
from shop.storage import customers, data_requests, erasure_requests
from tests.support.accounts import add_customer, an_event
from tests.support.data_requests import a_request
from tests.support.gateway import NOW
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")


def ask(number: int, epoch: int) -> None:
    mail = Mail(f"erasure#{number}", "customer@example.com", "erasure", {})
    erasure_requests.insert(a_request(), epoch, mail, an_event(), seconds_left=10)


def test_ends_every_session_with_the_request(tables: Tables):
    customer = add_customer()
    ask(1, customer.epoch)
    assert customers.get(customer.customer_id).epoch == customer.epoch + 1
    assert tables.count("MailsTable") == 1


def test_an_account_is_erased_once_at_a_time():
    customer = add_customer()
    ask(1, customer.epoch)
    with pytest.raises(Conflict, match="already"):
        ask(2, customer.epoch + 1)


def test_may_be_asked_for_again_after_it_was_undone():
    customer = add_customer()
    ask(1, customer.epoch)
    request = data_requests.find("example-erasure")
    data_requests.change(request, rules.undone(request, NOW))
    ask(2, customer.epoch + 1)
    assert data_requests.find("example-erasure").state == "waiting"


def test_writes_nothing_if_the_account_changed_meanwhile(tables: Tables):
    customer = add_customer()
    with pytest.raises(Conflict):
        ask(1, customer.epoch + 5)
    assert tables.count("DataRequestsTable") == 0
