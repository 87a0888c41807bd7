from shop.domain.sessions import Browser
from shop.web.account_events import event_of
from shop.web.requests import Request
from tests.support.gateway import NOW, make_event


def test_an_event_says_when_and_roughly_from_where():
    asked = Request(make_event("POST", "/account", address="192.0.2.77", now=NOW))
    event = event_of(asked, "c1", "password-changed")
    assert (event.customer_id, event.at, event.type) == ("c1", NOW, "password-changed")
    assert event.browser == Browser("Unknown device", "192.0.2.0/24")
    assert event_of(asked, "c1", "password-changed").event_id != event.event_id
