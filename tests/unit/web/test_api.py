import base64
import json
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated, Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from shop.domain import errors
from shop.web import problems
from shop.web.api import Api
from shop.web.cookies import CART, set_cookie
from shop.web.headers import SECURITY_HEADERS
from shop.web.problems import PROBLEMS
from shop.web.replies import Reply, no_content, redirect
from shop.web.requests import Request
from tests.support.gateway import HTML, Answer, make_event
from tests.support.logs import logged

FORM = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
JSON = {"content-type": "application/json"}


class Query(msgspec.Struct, kw_only=True):
    limit: Annotated[int, Meta(ge=1, le=100)] = 20


class Message(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=20)]
    text: str = ""


@dataclass(frozen=True, slots=True)
class Shown:
    name: str
    limit: int


class Fault(Exception):
    pass


def an_api(**handlers: Any) -> Api:
    """Return an Api whose four routes answer as the test says; by default with their name."""
    api = Api("contact")
    routes = {
        "get": "GET /contact",
        "post": "POST /contact",
        "ticket": "GET /contact/{ticket}",
        "reply": "POST /contact/{ticket}/replies",
    }
    for name, handler in handlers.items():
        api.route(routes[name])(handler)
    return api


def get(api: Api, path: str = "/contact", **headers: str) -> Answer:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Answer(api.lambda_handler(make_event("GET", path, headers=named), None))


def post(api: Api, body: str = "{}", headers: dict[str, str] = JSON, path="/contact") -> Answer:
    return Answer(api.lambda_handler(make_event("POST", path, body=body, headers=headers), None))


def raising(error: Exception) -> Api:
    def handler(_request: Request) -> Reply:
        raise error

    return an_api(get=handler, post=handler)


def answering(**reply: Any) -> Api:
    def handler(_request: Request) -> Reply:
        return Reply(**reply)

    return an_api(get=handler, post=handler)


class TestSignatures:
    def test_path_parameters_queries_and_bodies_come_by_name(self):
        def handler(_request: Request, ticket: str, message: Message, query: Query) -> Reply:
            return Reply(data=[ticket, message.name, query.limit])

        api = an_api(reply=handler)
        answer = post(api, '{"name": "Ada"}', path="/contact/T1/replies?limit=7&other=x")
        assert answer.json == ["T1", "Ada", 7]

    def test_a_query_is_read_as_text_and_an_unknown_part_of_it_is_ignored(self):
        def handler(_request: Request, query: Query) -> Reply:
            return Reply(data=query.limit)

        assert get(an_api(get=handler), "/contact?utm_source=x").json == 20
        assert get(an_api(get=handler), "/contact?limit=").json == 20
        assert get(an_api(get=handler), "/contact?limit=0").status == 422
        assert get(an_api(get=handler), "/contact?limit=1&limit=2").status == 400

    def test_json_is_read_strictly_and_a_form_laxly(self):
        def handler(_request: Request, query: Query, message: Message) -> Reply:
            return Reply(data=f"{message.name}{query.limit}")

        api = an_api(post=handler)
        assert post(api, '{"name": 5}').status == 422
        assert post(api, "name=5", FORM).json == "520"

    def test_a_route_that_is_not_in_the_table_cannot_be_registered(self):
        with pytest.raises(LookupError, match="GET /elsewhere"):
            Api("contact").route("GET /elsewhere")

    def test_the_decorator_gives_the_handler_back(self):
        def handler(_request: Request) -> Reply:
            return Reply()

        assert Api("contact").route("GET /contact")(handler) is handler

    def test_the_time_left_comes_from_lambda(self):
        class Context:
            @staticmethod
            def get_remaining_time_in_millis() -> int:
                return 4_200

        left: list[timedelta] = []

        def handler(request: Request) -> Reply:
            left.append(request.time_left)
            return Reply()

        api = an_api(get=handler)
        api.lambda_handler(make_event("GET", "/contact"), Context())
        api.lambda_handler(make_event("GET", "/contact"), None)
        assert left == [timedelta(seconds=4.2), timedelta(seconds=10)]


class TestRepresentations:
    def test_data_is_answered_as_json(self):
        answer = get(answering(data=Shown(name="é", limit=2), status=201))
        assert (answer.status, answer.json) == (201, {"name": "é", "limit": 2})
        assert answer.headers["content-type"] == "application/json"

    def test_a_browser_is_shown_the_page(self):
        problem = problems.document(errors.NotFound("Gone <b>."), instance="/", request_id="r1")
        answer = get(answering(data=problem, page="error.html"), accept=HTML)
        assert answer.headers["content-type"] == "text/html; charset=utf-8"
        assert "Gone &lt;b&gt;." in answer.text

    def test_without_a_page_a_browser_is_shown_data(self):
        assert get(answering(data=[1]), accept=HTML).json == [1]

    def test_other_media_are_answered_as_they_are(self):
        answer = get(answering(media=("text/plain", "hello"), data=[1], page="x"), accept=HTML)
        assert (answer.headers["content-type"], answer.text) == ("text/plain", "hello")

    def test_an_answer_without_content_names_no_type(self):
        answer = get(answering(status=204))
        assert (answer.status, answer.text) == (204, "")
        assert "content-type" not in answer.headers

    def test_a_browser_goes_on_after_a_form_and_a_program_gets_the_thing(self):
        api = answering(data={"a": 1}, status=201, page="x.html", see_other="/contact/T1")
        browser = post(api, "", FORM | {"accept": HTML})
        program = post(api)
        assert (browser.status, browser.headers["location"], browser.text) == (
            303,
            "/contact/T1",
            "",
        )
        assert (program.status, program.json) == (201, {"a": 1})
        assert "location" not in program.headers

    def test_a_program_gets_no_content_where_a_browser_goes_on(self):
        def handler(_request: Request) -> Reply:
            return no_content(see_other="/login")

        api = an_api(post=handler)
        assert (post(api).status, post(api).text) == (204, "")
        assert post(api, "", FORM | {"accept": HTML}).headers["location"] == "/login"

    def test_a_redirect_says_where(self):
        def handler(_request: Request) -> Reply:
            return redirect("/policies/privacy")

        answer = get(an_api(get=handler))
        assert (answer.status, answer.headers["location"]) == (308, "/policies/privacy")

    @pytest.mark.parametrize(
        ("given", "sent"),
        [
            ("/a?b=c&d=%20#e", "/a?b=c&d=%20#e"),
            ("/a\r\nSet-Cookie: x=y", "/a%0D%0ASet-Cookie:%20x=y"),
            ("/é", "/%C3%A9"),
            ("https://example.com/", "https://example.com/"),
        ],
    )
    def test_a_location_is_one_line_of_ascii(self, given, sent):
        api = answering(headers={"Location": given})
        assert get(api).headers["location"] == sent
        api = answering(see_other=given)
        assert get(api, accept=HTML).headers["location"] == sent


class TestCaching:
    def test_what_is_personal_is_not_kept(self):
        answer = get(answering(data=[1]))
        assert answer.headers["cache-control"] == "no-store"
        assert "etag" not in answer.headers

    def test_what_is_public_carries_a_tag_of_its_content(self):
        first = get(answering(data=[1], public_seconds=60))
        again = get(answering(data=[1], public_seconds=60))
        other = get(answering(data=[2], public_seconds=60))
        assert first.headers["cache-control"] == "public, max-age=60"
        assert re.fullmatch(r'"[0-9a-f]{32}"', first.headers["etag"])
        assert first.headers["etag"] == again.headers["etag"] != other.headers["etag"]

    @pytest.mark.parametrize("form", ["{}", "W/{}", '"x", {}', '"x" ,W/{}', "*"])
    def test_who_has_it_is_told_so(self, form):
        api = answering(data=[1], public_seconds=60)
        tag = get(api).headers["etag"]
        answer = get(api, if_none_match=form.format(tag))
        assert (answer.status, answer.text) == (304, "")
        assert answer.headers["etag"] == tag
        assert answer.headers["cache-control"] == "public, max-age=60"
        assert "content-type" not in answer.headers

    @pytest.mark.parametrize("tag", ["", '"x"', "W/", ",,,", "x" * 5_000])
    def test_who_has_another_gets_it(self, tag):
        assert get(answering(data=[1], public_seconds=60), if_none_match=tag).status == 200

    def test_data_and_page_have_different_tags(self):
        problem = problems.document(errors.NotFound("x"), instance="/", request_id="r1")
        api = answering(data=problem, page="error.html", public_seconds=60)
        assert get(api).headers["etag"] != get(api, accept=HTML).headers["etag"]

    def test_a_public_redirect_is_answered_even_to_who_has_anything(self):
        api = answering(status=308, headers={"Location": "/a"}, public_seconds=60)
        answer = get(api, if_none_match="*")
        assert (answer.status, answer.headers["location"]) == (308, "/a")

    def test_an_answer_with_a_cookie_is_never_kept(self):
        api = answering(data=[1], cookies=[set_cookie(CART, "c1")], public_seconds=60)
        answer = get(api, if_none_match="*")
        assert (answer.status, answer.headers["cache-control"]) == (200, "no-store")
        assert "etag" not in answer.headers


class TestCookies:
    def test_go_into_their_own_list_and_never_into_the_headers(self):
        def handler(request: Request) -> Reply:
            request.reply_cookies.append(set_cookie(CART, "first"))
            return Reply(data=1, cookies=[set_cookie(CART, "second")])

        answer = get(an_api(get=handler))
        assert [line.partition(";")[0] for line in answer.set_cookies] == [
            "__Host-cart=first",
            "__Host-cart=second",
        ]
        assert "set-cookie" not in answer.headers

    def test_are_sent_with_a_refusal_too(self):
        def handler(request: Request) -> Reply:
            request.reply_cookies.append(set_cookie(CART, "first"))
            raise errors.NotAuthenticated("Please log in.")

        assert len(get(an_api(get=handler)).set_cookies) == 1

    def test_without_any_there_is_no_list(self):
        assert "cookies" not in get(answering(data=1)).response


ANSWERS = {
    "data": answering(data=1),
    "media": answering(media=("text/plain", "x")),
    "no content": answering(status=204),
    "redirect": answering(status=308, headers={"Location": "/a"}),
    "public": answering(data=1, public_seconds=9),
    "see other": answering(see_other="/a"),
    "refusal": raising(errors.NotFound("x")),
    "fault": raising(Fault()),
    "unknown": an_api(),
}


@pytest.mark.parametrize("name", ANSWERS)
@pytest.mark.parametrize("accept", ["*/*", HTML])
def test_every_answer_carries_the_security_headers(name, accept):
    with logged():
        answer = get(ANSWERS[name], accept=accept, if_none_match="*")
    expected = SECURITY_HEADERS | {"X-Request-Id": "request-1", "Vary": "Accept"}
    assert answer.response["headers"].items() >= expected.items()
    assert answer.headers["cache-control"]
    assert answer.response["isBase64Encoded"] is False
    assert isinstance(answer.response["body"], str)


HOSTILE: list[tuple[str, dict[str, str], str]] = [
    ("{", JSON, "invalid-request"),
    ("[]", JSON, "invalid-request"),
    ('{"name": "a", "name": "b"}', JSON, "invalid-request"),
    ('{"a":' * 100_000, JSON, "too-large"),
    ('{"a":' * 10_000, JSON, "invalid-request"),
    ('{"name": ' + "9" * 5_000 + "}", JSON, "invalid-request"),
    ('{"name": 1e400}', JSON, "invalid-request"),
    ('{"name": NaN}', JSON, "invalid-request"),
    ('{"name": "\\ud800"}', JSON, "invalid-request"),
    ('{"name": "\ud800"}', JSON, "invalid-request"),
    ('{"name": "a\\u0000"}', JSON, "invalid-request"),
    ("x" * 65_537, JSON, "too-large"),
    ("name=%ff", FORM, "invalid-request"),
    ("name=a&name=b", FORM, "invalid-request"),
    ("--x", FORM | {"content-type": "multipart/form-data; boundary=x"},
     "unsupported-media-type"),
    ("name=a", {"sec-fetch-site": "same-origin"}, "unsupported-media-type"),
    ("name=a", {}, "cross-origin"),
    ("name=a", FORM | {"sec-fetch-site": "cross-site"}, "cross-origin"),
    ("name=a", {"content-type": FORM["content-type"]}, "cross-origin"),
    ("{}", JSON | {"origin": "https://evil.example.com"}, "cross-origin"),
    ("{}", JSON, "invalid-fields"),
    ('{"name": "a", "admin": true}', JSON, "invalid-fields"),
]  # fmt: skip


class TestRefusals:
    @pytest.mark.parametrize(
        "error",
        [
            errors.InvalidRequest("a"),
            errors.NotAuthenticated("a"),
            errors.InvalidCredentials("a"),
            errors.FreshLoginRequired("a"),
            errors.NotFound("a"),
            errors.Conflict("a"),
            errors.OutOfStock(("lamp-1",)),
            errors.CartChanged("a"),
            errors.PromotionUnavailable("a"),
            errors.NotCancellable("a"),
            errors.KeyReused("a"),
            errors.TooManyRequests(30),
            errors.TryAgain(),
            errors.InvalidFields(errors.FieldError("name", "b")),
            problems.CrossOrigin("a"),
            problems.MethodNotAllowed(("GET",)),
            problems.PreconditionFailed("a"),
            problems.TooLarge("a"),
            problems.UnsupportedMediaType("a"),
        ],
        ids=lambda error: type(error).__name__,
    )
    def test_are_problem_documents_and_pages(self, error):
        problem = PROBLEMS[type(error)]
        answer = get(raising(error))
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.status == answer.json["status"] == problem.status
        assert answer.json["type"] == f"/problems/{problem.code}"
        assert answer.json["instance"] == "/contact"
        assert answer.json["request_id"] == answer.headers["x-request-id"] == "request-1"
        assert answer.headers["cache-control"] == "no-store"
        page = get(raising(error), accept=HTML)
        assert (page.status, page.headers["content-type"]) == (
            problem.status,
            "text/html; charset=utf-8",
        )
        assert "request-1" in page.text

    def test_say_when_to_try_again(self):
        assert get(raising(errors.TooManyRequests(30))).headers["retry-after"] == "30"
        assert get(raising(errors.TryAgain()), accept=HTML).headers["retry-after"] == "1"

    def test_say_which_methods_there_are(self):
        answer = get(raising(problems.MethodNotAllowed(("GET", "POST"))))
        assert (answer.status, answer.headers["allow"]) == (405, "GET, POST")

    def test_a_route_without_a_handler_is_not_found(self):
        assert get(an_api()).json["code"] == "not-found"

    @pytest.mark.parametrize(
        ("body", "headers", "code"),
        HOSTILE,
        ids=[f"{n}-{case[2]}" for n, case in enumerate(HOSTILE)],
    )
    def test_what_is_hostile_is_refused_before_it_reaches_a_handler(self, body, headers, code):
        def handler(_request: Request, _message: Message) -> Reply:
            raise AssertionError

        assert post(an_api(post=handler), body, headers).json["code"] == code

    def test_a_lie_about_base64_is_refused(self):
        def handler(_request: Request, message: Message) -> Reply:
            return Reply(data=message.name)

        event = make_event("POST", "/contact", body='{"name": "Ada"}', headers=JSON)
        api = an_api(post=handler)
        assert Answer(api.lambda_handler(event, None)).json == "Ada"
        event["isBase64Encoded"] = True
        assert Answer(api.lambda_handler(event, None)).status == 400
        event["body"] = base64.b64encode(b'{"name": "Ada"}').decode()
        assert Answer(api.lambda_handler(event, None)).json == "Ada"
        event["body"] = base64.b64encode(b'{"name": "\xff"}').decode()
        assert Answer(api.lambda_handler(event, None)).status == 400

    def test_one_click_unsubscribing_comes_from_anywhere(self):
        api = Api("preferences")

        @api.route("POST /unsubscribe")
        def unsubscribe(_request: Request) -> Reply:
            return Reply(data="done")

        headers = FORM | {"sec-fetch-site": "cross-site", "origin": "https://mail.example.com"}
        body = "List-Unsubscribe=One-Click"
        assert post(api, body, headers, "/unsubscribe").status == 200


class TestFaults:
    def test_answer_one_problem_that_tells_nothing_of_the_inside(self):
        with logged():
            answer = get(raising(Fault("the secret of the table")))
        assert (answer.status, answer.json["code"]) == (500, "internal")
        assert answer.json["request_id"] == "request-1"
        assert "secret" not in answer.text

    def test_answer_one_page_with_the_request_id(self):
        with logged():
            answer = get(raising(Fault("the secret of the table")), accept=HTML)
        assert answer.status == 500
        assert "request-1" in answer.text
        assert "secret" not in answer.text

    def test_are_logged_once_with_their_traceback(self):
        with logged() as lines:
            get(raising(Fault("broken")))
        [line] = lines
        assert (line["level"], line["message"]) == ("ERROR", "unhandled-error")
        assert (line["request_id"], line["route"]) == ("request-1", "GET /contact")
        assert line["error"] == "Fault"
        assert "broken" in line["exception"]
        assert "Traceback" in line["exception"]

    def test_refusals_are_not_logged_as_faults(self):
        with logged() as lines:
            get(raising(errors.NotFound("x")))
        assert lines == []

    @pytest.mark.parametrize(
        "reply",
        [
            Reply(data=object()),
            Reply(data="\ud800"),
            Reply(page="no-such-page.html"),
            Reply(page="error.html", data={}),
            None,
        ],
    )
    def test_an_answer_that_cannot_be_shown_is_one(self, reply):
        def handler(_request: Request) -> Any:
            return reply

        with logged() as lines:
            answer = get(an_api(get=handler), accept=HTML)
        assert (answer.status, len(lines)) == (500, 1)

    def test_in_the_page_about_a_refusal_leave_the_problem_as_data(self):
        def form(_request: Request) -> Reply:
            return Reply(page="no-such-page.html")

        api = an_api()

        @api.route("POST /contact", form=form)
        def handler(_request: Request, _message: Message) -> Reply:
            raise AssertionError

        with logged() as lines:
            answer = post(api, "name=", FORM | {"accept": HTML})
        assert (answer.status, answer.json["code"]) == (422, "invalid-fields")
        assert len(lines) == 1


class TestFormsShownAgain:
    """A person keeps what they typed; the page of these tests is the page about errors."""

    @staticmethod
    def shop(error: Exception | None = None) -> tuple[Api, list[Reply]]:
        shown: list[Reply] = []

        def form(request: Request) -> Reply:
            problem = problems.document(
                errors.NotFound("The form."), instance="/", request_id=request.id
            )
            shown.append(Reply(data=problem, page="error.html", public_seconds=60))
            return shown[-1]

        api = an_api()

        @api.route("POST /contact", form=form)
        def handler(_request: Request, _message: Message) -> Reply:
            raise error or AssertionError

        return api, shown

    def test_with_the_answers_kept_and_the_mistakes_named(self):
        api, [*shown] = self.shop()
        api, shown = self.shop()
        answer = post(api, "name=&text=kept+%3Cb%3E", FORM | {"accept": HTML})
        [reply] = shown
        assert (answer.status, answer.headers["content-type"]) == (422, "text/html; charset=utf-8")
        assert "The form." in answer.text
        assert answer.headers["cache-control"] == "no-store"
        assert reply.context["values"] == {"name": "", "text": "kept <b>"}
        assert reply.context["problem"]["code"] == "invalid-fields"
        assert reply.context["problem"]["errors"] == [
            {"field": "name", "message": "Please fill this in."}
        ]

    @pytest.mark.parametrize(
        "error",
        [errors.InvalidCredentials("No."), errors.TooManyRequests(9), errors.CartChanged("Look.")],
    )
    def test_with_the_status_and_headers_of_any_refusal(self, error):
        api, shown = self.shop(error)
        answer = post(api, "name=Ada", FORM | {"accept": HTML})
        assert len(shown) == 1
        assert answer.status == PROBLEMS[type(error)].status
        assert ("retry-after" in answer.headers) == isinstance(error, errors.TooManyRequests)

    @pytest.mark.parametrize("error", [errors.TryAgain(), Fault()])
    def test_but_not_for_what_is_the_shops_fault(self, error):
        api, shown = self.shop(error)
        with logged():
            answer = post(api, "name=Ada", FORM | {"accept": HTML})
        assert (shown, answer.status >= 500) == ([], True)

    def test_but_not_for_a_program(self):
        api, shown = self.shop()
        assert post(api, '{"name": ""}').json["code"] == "invalid-fields"
        assert post(api, "name=", FORM).json["code"] == "invalid-fields"
        assert shown == []

    def test_but_not_where_the_form_could_not_be_read(self):
        api, _ = self.shop()
        answer = post(api, "name=%ff", FORM | {"accept": HTML})
        assert answer.status == 400
        assert "The form." not in answer.text

    def test_but_not_for_a_request_of_another_site(self):
        api, _ = self.shop()
        answer = post(api, "name=", FORM | {"accept": HTML, "sec-fetch-site": "cross-site"})
        assert answer.status == 403


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
