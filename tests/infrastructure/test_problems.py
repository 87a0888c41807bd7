"""Every problem the shop answers with has a page that a person can read."""

import re
from html import unescape
from typing import Any

import pytest

from shop.domain import errors
from shop.domain.errors import FieldError, ShopError
from shop.web import problems
from shop.web.api import Api
from shop.web.problems import BY_CODE, INTERNAL, PROBLEMS, document, problem_of
from shop.web.requests import Request
from tests.support.gateway import Answer, Client, make_event, route_of


@pytest.mark.parametrize("code", BY_CODE)
def test_has_a_page_and_data_at_its_address(code):
    problem = BY_CODE[code]
    page = Client(page=True).get(f"/problems/{code}")
    assert page.status == 200
    assert page.headers["content-type"].startswith("text/html")
    assert code in page.text
    data = Client().get(f"/problems/{code}")
    assert data.headers["content-type"] == "application/json"
    assert data.json["status"] == problem.status


def test_its_type_is_an_address_of_the_shop():
    for code in BY_CODE:
        assert route_of("GET", f"/problems/{code}")[1] == "GET /problems/{code}"
    document_of_a_fault = document(ValueError("x"), instance="/", request_id="r1")
    assert document_of_a_fault["type"] == f"/problems/{INTERNAL.code}"


def test_an_unknown_code_is_not_found():
    assert Client().get("/problems/no-such-code").status == 404


def test_no_two_refusals_share_a_code():
    codes = [problem.code for problem in PROBLEMS.values()]
    assert len(set(codes)) == len(codes)


MADE: dict[type[ShopError], ShopError] = {
    errors.InvalidFields: errors.InvalidFields(FieldError("email", "Please fill this in.")),
    errors.OutOfStock: errors.OutOfStock(("LAMP-1",)),
    errors.TooManyRequests: errors.TooManyRequests(125),
    errors.TryAgain: errors.TryAgain(),
    problems.MethodNotAllowed: problems.MethodNotAllowed(("GET",)),
}


def page_about(error: Exception) -> Answer:
    """Return what a browser is shown when a handler raises an error."""
    api = Api("storefront")

    @api.route("GET /links")
    def get_links(request: Request) -> Any:
        raise error

    event = make_event("GET", "/links", headers={"accept": "text/html"})
    return Answer(api.lambda_handler(event, None))


@pytest.mark.parametrize("kind", [*PROBLEMS, ValueError], ids=lambda kind: kind.__name__)
def test_a_browser_is_told_what_happened_and_led_on(kind: type[Exception]):
    page = page_about(MADE.get(kind) or kind("Something else is in the way."))

    problem = problem_of(kind()) if kind is ValueError else PROBLEMS[kind]
    main = unescape(page.text).partition("<main")[2].partition("</main>")[0]
    assert page.status == problem.status
    assert page.headers["content-type"].startswith("text/html")
    assert f"<title>{problem.title}" in unescape(page.text)
    assert main.count("<h1>") == 1
    assert "request-1" in main, "nothing to quote"
    assert re.search(r'<(a [^>]*href="/|form )', main), "no way on"


def test_a_browser_is_told_how_long_to_wait():
    page = page_about(MADE[errors.TooManyRequests])
    assert "Please try again in 3 minutes." in page.text
    assert page.headers["retry-after"] == "125"
