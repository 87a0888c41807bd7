import pytest

from shop.domain.consents import Method
from shop.domain.visits import Purpose, records_of
from shop.storage import visits
from shop.web import preference_views
from shop.web.cookies import COOKIES
from shop.web.preference_views import ChoicesForm
from shop.web.requests import Request
from tests.support.gateway import make_event
from tests.support.visits import make_visit

YES = ChoicesForm(recognition=True, statistics=True)
FORM = {"content-type": "application/x-www-form-urlencoded"}


def _request(**parts: dict[str, str]) -> Request:
    return Request(make_event("GET", "/cookies", **parts))


def test_describes_every_cookie_of_the_registry():
    shown = preference_views.cookies_shown(_request(cookies={"__Host-cookies": "r1s0"}))

    assert [cookie.name for cookie in shown.cookies] == [cookie.name for cookie in COOKIES]
    assert [cookie.lifetime for cookie in shown.cookies] == [c.lifetime_text for c in COOKIES]
    assert (shown.choices.recognition, shown.choices.statistics) == (True, False)


@pytest.mark.parametrize(
    ("headers", "method"),
    [(FORM, Method.PAGE), ({}, Method.JSON), (FORM | {"sec-gpc": "1"}, Method.GPC)],
)
def test_notes_how_an_answer_was_given(headers: dict[str, str], method: Method):
    assert preference_views.consent_given(_request(headers=headers), YES).method == method


def test_gives_every_answer_a_number_of_its_own():
    request = _request()

    numbers = {preference_views.consent_given(request, YES).consent_id for _ in range(3)}
    assert len(numbers) == 3


@pytest.mark.usefixtures("tables")
def test_explains_each_purpose_an_address_is_logged_for():
    shown = preference_views.visits_shown(_request())

    assert [purpose.name for purpose in shown.purposes] == list(Purpose)


@pytest.mark.usefixtures("tables")
def test_tells_times_as_the_rest_of_the_shop_does():
    visits.insert_all(records_of(make_visit()))

    (shown,) = preference_views.visits_shown(_request()).visits

    assert (shown.at, shown.kept_until) == ("2026-11-23T10:00:00Z", "2026-12-23T10:00:00Z")
