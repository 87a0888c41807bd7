import base64
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.web.api import Api
from shop.web.replies import Reply
from shop.web.requests import Request
from tests.support.apis import FORM, JSON, Message, Query, an_api
from tests.support.gateway import HTML, make_event
from tests.support.logs import logged

WRONG: tuple[Any, ...] = (
    None,
    "",
    0,
    1,
    -1.5,
    True,
    [],
    ["x"],
    {},
    {"x": None},
    "\ud800",
    "x" * 20_000,
    "\r\n\x00",
)
FIELDS = (
    "version", "routeKey", "rawPath", "rawQueryString", "cookies", "headers", "requestContext",
    "pathParameters", "body", "isBase64Encoded", "stageVariables", "queryStringParameters",
)  # fmt: skip
CONTEXT_FIELDS = ("http", "requestId", "routeKey", "stage", "timeEpoch", "accountId", "domainName")
HTTP_FIELDS = ("method", "path", "protocol", "sourceIp", "userAgent")
HEADERS = (
    "host", "accept", "content-type", "cookie", "origin", "sec-fetch-site", "user-agent", "dnt",
    "referer", "if-none-match", "accept-language", "cloudfront-viewer-address", "x-origin-verify",
)  # fmt: skip


def malformed() -> list[tuple[str, Any]]:
    """Return (what is wrong, event) of every malformed event."""
    cases: list[tuple[str, Any]] = [(f"event={wrong!r:.20}", wrong) for wrong in WRONG]
    places = (
        [(name,) for name in FIELDS]
        + [("requestContext", name) for name in CONTEXT_FIELDS]
        + [("requestContext", "http", name) for name in HTTP_FIELDS]
        + [("headers", name) for name in HEADERS]
    )
    for method in ("GET", "POST"):
        for place in places:
            cases.append((f"{method} without {place}", without(method, place)))
            cases.extend(
                (f"{method} {place}={wrong!r:.20}", with_wrong(method, place, wrong))
                for wrong in WRONG
            )
    return cases


def with_wrong(method: str, place: tuple[str, ...], wrong: Any) -> dict[str, Any]:
    body = '{"name": "Ada"}' if method == "POST" else None
    event = make_event(method, "/contact", body=body, headers=JSON | {"accept": HTML})
    inner = event
    for name in place[:-1]:
        inner = inner[name]
    inner[place[-1]] = wrong
    return event


def without(method: str, place: tuple[str, ...]) -> dict[str, Any]:
    event = with_wrong(method, place, None)
    inner = event
    for name in place[:-1]:
        inner = inner[name]
    del inner[place[-1]]
    return event


MALFORMED = malformed()


class TestMalformedEvents:
    @staticmethod
    def api() -> Api:
        def show(request: Request, query: Query) -> Reply:
            return Reply(data=[query.limit, request.path, request.address, request.choices])

        def take(request: Request, message: Message) -> Reply:
            return Reply(data=[message, request.session_hash], see_other=request.path)

        return an_api(get=show, post=take)

    def test_there_are_plenty(self):
        assert len(MALFORMED) > 900

    @pytest.mark.parametrize("method", ["GET", "POST", "event="])
    def test_never_raise_and_never_answer_5xx(self, method):
        api = self.api()
        with logged() as lines:
            failed = [
                what
                for what, event in MALFORMED
                if what.startswith(method)
                and not 200 <= api.lambda_handler(event, None)["statusCode"] < 500
            ]
        assert (failed, lines) == ([], [])

    def test_of_the_older_payload_format_are_answered(self):
        event = {
            "version": "1.0",
            "resource": "/contact",
            "path": "/contact",
            "httpMethod": "GET",
            "headers": {"Host": "x"},
            "multiValueHeaders": {"Host": ["x"]},
            "requestContext": {"identity": {"sourceIp": "192.0.2.1"}, "requestId": "r"},
        }
        assert self.api().lambda_handler(event, None)["statusCode"] == 404


@given(
    body=st.text(max_size=300)
    | st.binary(max_size=200).map(lambda b: base64.b64encode(b).decode()),
    encoded=st.booleans(),
    content_type=st.sampled_from(["application/json", FORM["content-type"], "text/plain", ""]),
    accept=st.sampled_from([HTML, "*/*"]),
)
def test_any_body_is_answered_and_none_is_a_fault(body, encoded, content_type, accept):
    headers = {"content-type": content_type, "accept": accept, "sec-fetch-site": "same-origin"}
    event = make_event("POST", "/contact", body=body, headers=headers)
    event["isBase64Encoded"] = encoded
    answer = TestMalformedEvents.api().lambda_handler(event, None)
    assert answer["statusCode"] < 500
    assert json.dumps(answer)
