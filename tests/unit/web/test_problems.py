import pytest

from shop.domain import errors
from shop.domain.errors import FieldError, InvalidFields, OutOfStock, ShopError, TooManyRequests
from shop.web import problems
from shop.web.problems import BY_CODE, PROBLEMS, document, extra_headers, problem_of

PROMISED = {
    "invalid-request": 400,
    "not-authenticated": 401,
    "invalid-credentials": 401,
    "cross-origin": 403,
    "fresh-login-required": 403,
    "not-found": 404,
    "method-not-allowed": 405,
    "conflict": 409,
    "out-of-stock": 409,
    "cart-changed": 409,
    "promotion-unavailable": 409,
    "not-cancellable": 409,
    "precondition-failed": 412,
    "too-large": 413,
    "unsupported-media-type": 415,
    "invalid-fields": 422,
    "key-reused": 422,
    "too-many-requests": 429,
    "internal": 500,
    "try-again": 503,
}


def test_every_promised_code_has_its_status():
    assert {code: problem.status for code, problem in BY_CODE.items()} == PROMISED


def test_every_refusal_of_the_shop_has_a_row():
    assert set(ShopError.__subclasses__()) == set(PROBLEMS)


def test_codes_and_titles_are_not_shared():
    titles = {problem.title for problem in BY_CODE.values()}
    assert len(titles) == len(BY_CODE) == len(PROBLEMS) + 1


def test_every_problem_says_what_to_do_about_it():
    assert all(problem.explanation.endswith(".") for problem in BY_CODE.values())


def test_a_document_has_the_members_of_rfc_9457_and_the_shops_own():
    error = errors.NotFound("There is no such order.")
    assert document(error, instance="/orders/A", request_id="r1") == {
        "type": "/problems/not-found",
        "title": "There is nothing at this address",
        "status": 404,
        "detail": "There is no such order.",
        "instance": "/orders/A",
        "code": "not-found",
        "request_id": "r1",
    }


def test_field_errors_are_listed():
    error = InvalidFields(FieldError("email", "Please fill this in."))
    assert document(error, instance="/", request_id="r1")["errors"] == [
        {"field": "email", "message": "Please fill this in."}
    ]


def test_what_is_short_is_listed():
    error = OutOfStock(("lamp-1",))
    assert document(error, instance="/", request_id="r1")["skus"] == ["lamp-1"]


@pytest.mark.parametrize("error", [ValueError("inside"), KeyError("table"), ShopError("odd")])
def test_what_the_shop_does_not_know_is_internal(error):
    body = document(error, instance="/", request_id="r1")
    assert (body["status"], body["code"]) == (500, "internal")


def test_an_unknown_error_tells_nothing_of_its_inside():
    body = document(ValueError("inside"), instance="/", request_id="r1")
    assert "inside" not in str(body)
    assert "request id" in body["detail"]


def test_a_special_case_is_answered_as_its_kind():
    class SoldOut(OutOfStock):
        pass

    assert problem_of(SoldOut(("a",))) is PROBLEMS[OutOfStock]


def test_the_headers_a_refusal_must_carry():
    assert extra_headers(TooManyRequests(7)) == {"Retry-After": "7"}
    assert extra_headers(errors.TryAgain(2)) == {"Retry-After": "2"}
    assert extra_headers(problems.MethodNotAllowed(("GET", "POST"))) == {"Allow": "GET, POST"}
    assert extra_headers(errors.NotFound("x")) == {}


def test_names_the_methods_there_are():
    assert problems.MethodNotAllowed(("GET", "POST")).detail == (
        "This address answers GET, POST only."
    )
