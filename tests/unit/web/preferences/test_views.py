import pytest

from shop.domain.visits import Purpose, records_of
from shop.storage import visits
from shop.web.preferences import views as preference_views
from shop.web.requests import Request
from tests.support.gateway import make_event
from tests.support.visits import make_visit


def _request(**parts: dict[str, str]) -> Request:
    return Request(make_event("GET", "/cookies", **parts))


@pytest.mark.usefixtures("tables")
def test_explains_each_purpose_an_address_is_logged_for():
    shown = preference_views.visits_shown(_request())

    assert [purpose.name for purpose in shown.purposes] == list(Purpose)


@pytest.mark.usefixtures("tables")
def test_tells_times_as_the_rest_of_the_shop_does():
    visits.insert_all(records_of(make_visit()))

    (shown,) = preference_views.visits_shown(_request()).visits

    assert (shown.at, shown.kept_until) == ("2026-11-23T10:00:00Z", "2026-12-23T10:00:00Z")
