from datetime import UTC, datetime, timedelta

import pytest

from shop.domain.errors import NotFound
from shop.web.assets import asset_url
from shop.web.headers import IMMUTABLE
from shop.web.problems import BY_CODE
from shop.web.requests import Request
from shop.web.responses import to_response
from shop.web.routes import ROUTES
from shop.web.storefront import site_files
from tests.support.gateway import NOW, make_event

REQUEST = Request(make_event("GET", "/"))


def test_each_answers_a_route_of_the_storefront():
    assert set(site_files.HANDLERS) <= set(ROUTES["storefront"])


def test_an_asset_is_kept_for_good_under_its_hashed_name():
    reply = site_files.get_asset(REQUEST, asset_url("shop.css").removeprefix("/assets/"))
    assert reply.asset is not None
    assert reply.asset.media == "text/css; charset=utf-8"
    assert to_response(REQUEST, reply)["headers"]["Cache-Control"] == IMMUTABLE


@pytest.mark.parametrize("name", ["shop.css", "shop.00000000.css", "..", "%2e%2e", ""])
def test_an_asset_by_any_other_name_is_not_found(name):
    with pytest.raises(NotFound):
        site_files.get_asset(REQUEST, name)


def test_says_that_privacy_control_is_honoured():
    assert site_files.get_gpc(REQUEST).data["gpc"] is True


def test_says_whom_to_tell_about_a_weakness_for_less_than_a_year():
    reply = site_files.get_security(REQUEST)
    assert reply.media is not None
    fields = dict(line.split(": ", 1) for line in reply.media[1].splitlines())
    expires = datetime.fromisoformat(fields["Expires"])
    assert fields["Contact"].startswith("mailto:")
    assert timedelta() < expires - NOW < timedelta(days=365)
    assert expires.tzinfo == UTC


def test_keeps_crawlers_from_what_is_personal():
    reply = site_files.get_robots(REQUEST)
    assert reply.media is not None
    for path in ("/cart", "/checkout", "/orders", "/account", "/visits"):
        assert f"Disallow: {path}\n" in reply.media[1]


def test_leads_old_browsers_to_the_drawing():
    assert site_files.get_favicon(REQUEST).headers["Location"] == asset_url("logo.svg")


@pytest.mark.parametrize("code", BY_CODE)
def test_explains_each_problem(code):
    assert site_files.get_problem(REQUEST, code).data is BY_CODE[code]


def test_an_unknown_problem_is_not_found():
    with pytest.raises(NotFound):
        site_files.get_problem(REQUEST, "no-such-code")
