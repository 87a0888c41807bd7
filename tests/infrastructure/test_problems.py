"""Every problem the shop answers with has a page that a person can read."""

import pytest

from shop.web.problems import BY_CODE, INTERNAL, PROBLEMS, document
from tests.support.gateway import Client, route_of


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
