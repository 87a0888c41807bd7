import json
from typing import Any

import pytest

from shop.web.api import Api
from shop.web.replies import Reply
from shop.web.requests import Request, short_hash
from shop.web.visit_log import visit_record, write
from tests.support.gateway import make_event

CHOSEN = f"r1s1~9999-12-31~{'A' * 22}"
MEMBERS = [
    "message",
    "at",
    "ip",
    "route",
    "path",
    "method",
    "status",
    "duration_ms",
    "request_id",
    "session",
    "customer_id",
    "order_number",
    "visitor",
    "user_agent",
    "language",
    "country",
    "referrer_host",
    "do_not_count",
]


def record(path: str = "/contact", method: str = "GET", **event: Any) -> dict[str, Any]:
    return visit_record(Request(make_event(method, path, **event)), status=200, duration_ms=12)


def test_has_the_members_that_are_promised():
    assert list(record()) == MEMBERS


def test_tells_the_request():
    told = record(
        "/orders/find?email=a@example.com",
        method="POST",
        headers={
            "user-agent": "Browser/1",
            "accept-language": "en-GB,en;q=0.5",
            "cloudfront-viewer-country": "GB",
            "referer": "https://search.example.com/?q=secret",
        },
        cookies={
            "__Host-session": "id.secret",
            "__Host-visitor": "v1",
            "__Host-cookies": CHOSEN,
        },
        address="192.0.2.44",
    )
    assert told == {
        "message": "visit-record",
        "at": "2026-11-23T10:00:00Z",
        "ip": "192.0.2.44",
        "route": "POST /orders/find",
        "path": "/orders/find",
        "method": "POST",
        "status": 200,
        "duration_ms": 12,
        "request_id": "request-1",
        "session": short_hash("id"),
        "customer_id": None,
        "order_number": None,
        "visitor": short_hash("v1"),
        "user_agent": "Browser/1",
        "language": "en-GB",
        "country": "GB",
        "referrer_host": "search.example.com",
        "do_not_count": False,
    }


def test_tells_who_and_what_the_handler_found_out():
    request = Request(make_event("GET", "/orders/A1"))
    request.customer_id, request.order_number = "c1", "A1"
    told = visit_record(request, status=404, duration_ms=0)
    assert (told["customer_id"], told["order_number"], told["status"]) == ("c1", "A1", 404)


def test_never_holds_a_query_a_cookie_or_a_body():
    told = record(
        "/verify?token=canary-1",
        body="canary-2",
        cookies={"__Host-session": "id.canary-3", "__Host-remember": "canary-4", "x": "canary-5"},
        headers={"referer": "https://canary-6@example.com/canary-7", "authorization": "canary-8"},
    )
    assert "canary" not in json.dumps(told)


def test_knows_no_visitor_who_did_not_agree_to_be_recognised():
    assert record(cookies={"__Host-visitor": "v1"})["visitor"] is None


@pytest.mark.parametrize(
    ("headers", "cookie"), [({"sec-gpc": "1"}, "r0s1"), ({"dnt": "1"}, "r0s1"), ({}, "r0s0")]
)
def test_says_whom_not_to_count(headers, cookie):
    assert record(headers=headers, cookies={"__Host-cookies": cookie})["do_not_count"]


@pytest.mark.parametrize("referrer", ["", "x", "http://[", "//", "https://[::1", "a" * 9_000])
def test_a_referrer_that_is_none_names_no_host(referrer):
    assert record(headers={"referer": referrer})["referrer_host"] is None


def test_long_headers_are_cut():
    told = record(
        headers={
            "user-agent": "u" * 9_000,
            "accept-language": "l" * 9_000,
            "cloudfront-viewer-country": "c" * 9_000,
            "referer": f"https://{'r' * 9_000}.example.com/",
        },
    )
    assert len(json.dumps(told)) < 2_000


def test_is_one_line_of_json_whatever_the_headers_hold(capsys):
    agent = 'forged"}\r\n{"message":"visit-record","ip":"198.51.100.1"}\u2028'
    write(record(headers={"user-agent": agent}))
    [line] = capsys.readouterr().out.splitlines()
    assert json.loads(line)["user_agent"] == agent
    assert line.startswith('{"message":"visit-record",')


@pytest.mark.parametrize("path", ["/contact", "/contact/T1", "/no/such/path"])
def test_every_request_is_in_it_once_errors_included(capsys, path):
    api = Api("contact")

    @api.route("GET /contact")
    def answer(_request: Request) -> Reply:
        return Reply(data=1)

    response = api.lambda_handler(make_event("GET", path), None)
    [line] = [line for line in capsys.readouterr().out.splitlines() if "visit-record" in line]
    told = json.loads(line)
    assert (told["path"], told["status"]) == (path, response["statusCode"])
    assert told["duration_ms"] >= 0
