from datetime import timedelta

from shop.domain.cookie_choices import Choices
from shop.domain.own_visits import ShownVisit
from shop.domain.visits import Purpose
from shop.web import preference_views
from shop.web.cookies import COOKIES
from tests.support.visits import AT


def test_describes_every_cookie_of_the_registry():
    shown = preference_views.cookies_shown(Choices(recognition=True), "2026-11-22")

    assert [cookie.name for cookie in shown.cookies] == [cookie.name for cookie in COOKIES]
    assert [cookie.lifetime for cookie in shown.cookies] == [c.lifetime_text for c in COOKIES]
    assert (shown.choices.recognition, shown.choices.statistics) == (True, True)


def test_explains_each_purpose_an_address_is_logged_for():
    shown = preference_views.visits_shown((), "192.0.2.10", session=False)

    assert [purpose.name for purpose in shown.purposes] == list(Purpose)


def test_tells_times_as_the_rest_of_the_shop_does():
    visit = ShownVisit(AT, "GET", "/", 200, (Purpose.DIAGNOSIS,), AT + timedelta(days=30))

    (shown,) = preference_views.visits_shown((visit,), "192.0.2.10", session=True).visits

    assert (shown.at, shown.kept_until) == ("2026-11-23T10:00:00Z", "2026-12-23T10:00:00Z")
