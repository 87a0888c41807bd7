from dataclasses import replace

from shop.domain.account_events import AccountEvent
from shop.domain.known_devices import KnownDevice
from shop.domain.mails import Mail
from shop.domain.sessions import Browser
from shop.storage import customers, logins
from shop.storage.logins import Arrival
from tests.support.accounts import EMAIL, add_customer
from tests.support.gateway import NOW
from tests.unit.storage.test_remembered_logins import FAMILY
from tests.unit.storage.test_sessions import make_session

EVENT = AccountEvent("id-of-customer", "e1", NOW, "logged-in-new-device", Browser("?", "?"))
NOTICE = Mail("new-device#1", EMAIL, "new-device", {})
DEVICES = (KnownDevice("a", NOW),)


def test_keeps_all_of_it_or_nothing(tables):
    customer = add_customer()
    arrival = Arrival(customer, DEVICES, EVENT, NOTICE)

    assert logins.insert(make_session(), FAMILY, arrival, NOW, seconds_left=10)

    assert customers.get(customer.customer_id).devices == DEVICES
    kept = ("SessionsTable", "RememberedLoginsTable", "AccountEventsTable", "MailsTable")
    assert [tables.count(name) for name in kept] == [1, 1, 1, 1]
    late = Arrival(customer, DEVICES, replace(EVENT, event_id="e2"), NOTICE)
    assert not logins.insert(make_session(2), None, late, NOW, seconds_left=10)
    assert [tables.count(name) for name in kept] == [1, 1, 1, 1]


def test_the_first_device_of_all_brings_no_mail(tables):
    arrival = Arrival(add_customer(), DEVICES, EVENT, None)
    assert logins.insert(make_session(), None, arrival, NOW, seconds_left=10)
    assert tables.count("MailsTable") == tables.count("RememberedLoginsTable") == 0
