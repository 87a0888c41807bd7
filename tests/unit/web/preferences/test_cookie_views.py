import pytest

from shop.domain.consents import Method
from shop.web.cookies import COOKIES
from shop.web.preferences import cookie_views
from shop.web.preferences.cookie_views import ChoicesForm
from shop.web.requests import Request
from tests.support.gateway import make_event

YES = ChoicesForm(recognition=True, statistics=True)
FORM = {"content-type": "application/x-www-form-urlencoded"}
CHOSEN = f"r1s0~9999-12-31~{'A' * 22}"


def _request(**parts: dict[str, str]) -> Request:
    return Request(make_event("GET", "/cookies", **parts))


@pytest.mark.usefixtures("tables")
def test_describes_every_cookie_of_the_registry():
    shown = cookie_views.cookies_shown(_request(cookies={"__Host-cookies": CHOSEN}))

    assert [cookie.name for cookie in shown.cookies] == [cookie.name for cookie in COOKIES]
    assert [cookie.lifetime for cookie in shown.cookies] == [c.lifetime_text for c in COOKIES]
    assert (shown.choices.recognition, shown.choices.statistics) == (True, False)


@pytest.mark.parametrize(
    ("headers", "method"),
    [(FORM, Method.PAGE), ({}, Method.JSON), (FORM | {"sec-gpc": "1"}, Method.GPC)],
)
def test_notes_how_an_answer_was_given(headers: dict[str, str], method: Method):
    assert cookie_views.consent_given(_request(headers=headers), YES).method == method


def test_gives_every_answer_a_number_of_its_own():
    request = _request()

    numbers = {cookie_views.consent_given(request, YES).consent_id for _ in range(3)}
    assert len(numbers) == 3


def test_notes_what_the_browser_itself_asked_for():
    for headers, signals in (
        ({}, ()),
        ({"sec-gpc": "1"}, ("gpc",)),
        ({"dnt": "1"}, ("dnt",)),
        ({"dnt": "1", "sec-gpc": "1"}, ("gpc", "dnt")),
        ({"dnt": "0", "sec-gpc": "0"}, ()),
    ):
        assert cookie_views.consent_given(_request(headers=headers), YES).signals == signals
