import json
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.cookie_choices import Choices
from shop.domain.errors import InvalidRequest
from shop.web.problems import UnsupportedMediaType
from shop.web.requests import Request, short_hash
from tests.support.gateway import HTML, NOW, make_event

RECORD = "A" * 22
UNDER = f"~9999-12-31~{RECORD}"


class TestWhatTheGatewaySays:
    def test_is_read_once(self):
        request = Request(
            make_event(
                "GET",
                "/products/lamp-1?q=a+b",
                headers={"Accept-Language": "en-GB"},
                cookies={"__Host-cart": "c1"},
                address="192.0.2.9",
            )
        )
        assert (request.route_key, request.method) == ("GET /products/{sku}", "GET")
        assert (request.path, request.path_parameters) == ("/products/lamp-1", {"sku": "lamp-1"})
        assert request.query() == {"q": "a b"}
        assert request.headers["accept-language"] == "en-GB"
        assert request.cookies == {"__Host-cart": "c1"}
        assert (request.address, request.id, request.now) == ("192.0.2.9", "request-1", NOW)
        assert request.time_left == timedelta(seconds=10)

    @pytest.mark.parametrize("identifier", [None, 5, "", "a b", "a\r\nb", "é", "x" * 129, "<b>"])
    def test_a_request_without_a_usable_identifier_gets_one(self, identifier):
        request = Request({"requestContext": {"requestId": identifier}})
        assert request.id != identifier
        assert len(request.id) >= 20

    @pytest.mark.parametrize("identifier", ["JKJaXmPLvHcESHA=", "a-b_c1"])
    def test_the_gateways_identifier_is_kept(self, identifier):
        assert Request({"requestContext": {"requestId": identifier}}).id == identifier

    @pytest.mark.parametrize("epoch", [None, "1", -1, 0, 2**60, 1.5, float("nan"), []])
    def test_the_clock_says_when_it_is_where_the_gateway_does_not(self, epoch):
        before = datetime.now(UTC)
        request = Request({"requestContext": {"timeEpoch": epoch}})
        assert before <= request.now <= datetime.now(UTC)

    def test_a_long_path_is_cut(self):
        assert len(Request({"rawPath": "/" + "x" * 10_000}).path) == 512

    @pytest.mark.parametrize(
        ("event", "path"),
        [({}, "/"), ({"rawPath": "/a\ud800b"}, "/a?b"), ({"rawPath": "/%2e%2e"}, "/%2e%2e")],
    )
    def test_a_path_can_always_be_logged_and_answered(self, event, path):
        assert Request(event).path == path


class TestRepresentation:
    def test_a_browser_wants_a_page_and_a_program_data(self):
        assert Request(make_event("GET", "/", headers={"accept": HTML})).wants_page
        assert not Request(make_event("GET", "/", headers={"accept": "*/*"})).wants_page
        assert not Request(make_event("GET", "/")).wants_page

    @pytest.mark.parametrize(
        ("content_type", "is_form"),
        [
            ("application/x-www-form-urlencoded", True),
            ("Application/X-WWW-Form-Urlencoded; charset=utf-8", True),
            ("application/json", False),
            ("", False),
        ],
    )
    def test_knows_a_form(self, content_type, is_form):
        request = Request(make_event("POST", "/contact", headers={"content-type": content_type}))
        assert request.is_form is is_form


class TestFields:
    def test_are_read_by_content_type(self):
        event = make_event(
            "POST", "/contact", body='{"a": 1}', headers={"content-type": "application/json"}
        )
        assert Request(event).fields() == {"a": 1}
        assert Request(event).has_body

    def test_of_no_body_are_none(self):
        request = Request(make_event("POST", "/contact"))
        assert (request.fields(), request.has_body) == ({}, False)

    def test_without_a_content_type_are_refused(self):
        with pytest.raises(UnsupportedMediaType):
            Request(make_event("POST", "/contact", body="a=1")).fields()

    @pytest.mark.parametrize("query", ["a=1&a=2", "a=%ff", "a=%00", "&" * 300])
    def test_of_a_hostile_query_are_refused(self, query):
        with pytest.raises(InvalidRequest):
            Request({"rawQueryString": query}).query()

    @pytest.mark.parametrize("query", [None, 5, [], "", "&", "\ud800"])
    def test_of_a_query_that_is_none_do_not_fail(self, query):
        assert isinstance(Request({"rawQueryString": query}).query(), dict)


class TestChoices:
    def test_are_read_from_their_cookie(self):
        request = Request(make_event("GET", "/", cookies={"__Host-cookies": f"r1s0{UNDER}"}))
        assert request.choices == Choices(recognition=True, statistics=False)

    @pytest.mark.parametrize("header", ["sec-gpc", "dnt"])
    def test_a_browser_can_say_no_for_its_person(self, header):
        event = make_event(
            "GET",
            "/",
            headers={header: "1"},
            cookies={"__Host-cookies": f"r1s1{UNDER}"},
        )
        assert Request(event).choices == Choices(recognition=True, statistics=False)

    @pytest.mark.parametrize("value", ["0", "", "true", "yes"])
    def test_only_the_specified_value_says_no(self, value):
        event = make_event("GET", "/", headers={"sec-gpc": value, "dnt": value})
        assert Request(event).choices.statistics


class TestHashes:
    def test_the_session_is_told_by_its_identifier_without_its_secret(self):
        one = Request(make_event("GET", "/", cookies={"__Host-session": "id.secret"}))
        other = Request(make_event("GET", "/", cookies={"__Host-session": "id.other"}))
        assert one.session_hash == other.session_hash == short_hash("id")

    def test_the_cart_tells_a_session_without_a_login(self):
        request = Request(make_event("GET", "/", cookies={"__Host-cart": "c1"}))
        assert request.session_hash == short_hash("c1")

    def test_without_cookies_there_is_neither(self):
        request = Request(make_event("GET", "/"))
        assert (request.session_hash, request.visitor_hash) == (None, None)

    def test_a_visitor_is_told_by_the_recognition_cookie(self):
        request = Request(make_event("GET", "/", cookies={"__Host-visitor": "v1"}))
        assert request.visitor_hash == short_hash("v1")
        assert len(request.visitor_hash or "") == 16


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(), max_size=9),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3)
    ),
    max_leaves=5,
)
PARTS = [
    "version",
    "routeKey",
    "rawPath",
    "rawQueryString",
    "cookies",
    "headers",
    "requestContext",
    "pathParameters",
    "body",
    "isBase64Encoded",
    "stageVariables",
]


@given(
    st.fixed_dictionaries(
        {}, optional={part: ANYTHING for part in PARTS if part != "requestContext"}
    ),
    st.fixed_dictionaries({}, optional=dict.fromkeys(("http", "requestId", "timeEpoch"), ANYTHING))
    | ANYTHING,
)
def test_reads_any_event_without_failing(event, context):
    request = Request(event | {"requestContext": context})
    told = (request.path, request.id, request.method, request.headers, request.path_parameters)
    assert json.dumps(told, ensure_ascii=False).encode()
    assert request.wants_page in (True, False)
    assert request.choices.statistics in (True, False)


def test_an_answer_of_before_a_material_change_must_be_given_again():
    chosen = {"__Host-cookies": f"r1s0~2026-11-21~{RECORD}"}
    old = Request(make_event("GET", "/", cookies=chosen))
    assert old.must_choose_again
    assert not old.choices.recognition
    assert not old.choices.statistics
    current = {"__Host-cookies": f"r1s0{UNDER}"}
    assert not Request(make_event("GET", "/", cookies=current)).must_choose_again
    assert not Request(make_event("GET", "/")).must_choose_again


@pytest.mark.parametrize(
    ("referrer", "is_login"),
    [
        ("http://shop.localhost:3000/login", True),
        ("http://shop.localhost:3000/login?next=/account", True),
        ("http://shop.localhost:3000/logins", False),
        ("http://shop.localhost:3000/?x=/login", False),
        ("http://[", False),
        ("", False),
    ],
)
def test_knows_who_was_led_on_from_the_login_without_a_session(referrer: str, is_login: bool):
    event = make_event("GET", "/account", headers={"referer": referrer})
    assert Request(event).came_from_login is is_login
    kept = make_event("GET", "/", headers={"referer": referrer}, cookies={"__Host-session": "a.b"})
    assert not Request(kept).came_from_login
