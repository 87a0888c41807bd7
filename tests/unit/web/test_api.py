import base64
from datetime import timedelta
from typing import Any

import pytest

from shop.domain import errors
from shop.web import problems
from shop.web.api import Api
from shop.web.problems import PROBLEMS
from shop.web.replies import Reply
from shop.web.requests import Request
from tests.support.apis import FORM, JSON, Fault, Message, Query, an_api, get, post, raising
from tests.support.gateway import HTML, Answer, make_event
from tests.support.logs import logged


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
