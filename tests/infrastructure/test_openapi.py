"""docs/openapi.json is as the code says, whole, and covers what callers were promised."""

import json
import re
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis

from shop.web.routes import ROUTES
from tests.support.template import ROOT
from tools.openapi.document import FILE, document, render

METHODS = ("get", "post")
# What every caller may rely on, whatever becomes of the insides.
PROMISED = [
    "",
    "GET /",
    "GET /products",
    "GET /products/{sku}",
    "GET /links",
    "GET /links/{id}",
    "GET /assets/{file}",
    "GET /.well-known/gpc.json",
    "GET /.well-known/security.txt",
    "GET /robots.txt",
    "GET /sitemap.xml",
    "GET /health",
    "GET /cart",
    "POST /cart/lines",
    "POST /cart/promotion",
    "GET /checkout",
    "POST /checkout",
    "POST /orders",
    "GET /orders",
    "GET /orders/{number}",
    "POST /orders/{number}/cancel",
    "POST /orders/{number}/return",
    "POST /orders/find",
    "POST /register",
    "GET /verify",
    "POST /verify",
    "POST /login",
    "POST /logout",
    "GET /sessions",
    "POST /sessions/{id}/revoke",
    "POST /sessions/revoke-others",
    "GET /account",
    "POST /account",
    "POST /account/email",
    "POST /account/password",
    "POST /account/addresses",
    "POST /account/addresses/{id}",
    "POST /account/addresses/{id}/delete",
    "POST /password/forgot",
    "GET /password/reset",
    "POST /password/reset",
    "GET /cookies",
    "POST /cookies",
    "GET /communications",
    "POST /communications",
    "POST /newsletter",
    "GET /newsletter/confirm",
    "POST /newsletter/confirm",
    "GET /unsubscribe",
    "POST /unsubscribe",
    "GET /visits",
    "GET /contact",
    "POST /contact",
    "GET /contact/{ticket}",
    "POST /contact/{ticket}/replies",
    "GET /policies",
    "GET /policies/{name}",
    "GET /policies/{name}/versions",
    "GET /policies/{name}/versions/{version}",
    "GET /policies/{name}/changes",
    "GET /privacy",
    "GET /shop/privacy_policy",
    "GET /customer-service/purchasing",
    "",
][1:-1]


@pytest.fixture(scope="module")
def written() -> dict[str, Any]:
    if not FILE.exists():
        pytest.fail(f"{FILE.relative_to(ROOT)} is missing; write it: make openapi")
    found: dict[str, Any] = json.loads(FILE.read_text(encoding="utf-8"))
    return found


def operations(found: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in found["paths"].items():
        for method in METHODS:
            if method in methods:
                yield f"{method.upper()} {path}", methods[method]


def parts(value: Any) -> Iterator[dict[str, Any]]:
    """Return every object in a document."""
    if isinstance(value, dict):
        yield value
        for item in value.values():
            yield from parts(item)
    elif isinstance(value, list):
        for item in value:
            yield from parts(item)


def test_it_is_as_the_code_says(written):
    assert written == document(), "stale; write it: make openapi"
    assert FILE.read_text(encoding="utf-8") == render()


def test_no_two_forms_or_answers_share_a_name(written):
    # msgspec would tell them apart by the modules they are in, which are nobody else's business.
    assert [name for name in written["components"]["schemas"] if "." in name] == []


def test_it_holds_every_route_and_no_other(written):
    routes = {key for keys in ROUTES.values() for key in keys} - {"$default"}
    assert {key for key, _ in operations(written)} == routes


def test_it_covers_what_was_promised(written):
    assert set(PROMISED) - {key for key, _ in operations(written)} == set()


def test_it_is_openapi_that_a_tool_can_work_with(written):
    schema = schemathesis.openapi.from_dict(written)
    found = [result.ok() for result in schema.get_all_operations()]
    assert len(found) == len(list(operations(written)))


def test_every_reference_leads_somewhere(written):
    for part in parts(written):
        if "$ref" in part:
            _, *names = part["$ref"].split("/")
            target = written
            for name in names:
                target = target[name]
            assert target


def test_every_part_is_used(written):
    used = {part["$ref"].rpartition("/")[2] for part in parts(written) if "$ref" in part}
    assert set(written["components"]["schemas"]) - used == set()


def test_every_operation_says_what_it_does_under_a_name_of_its_own(written):
    found = dict(operations(written))
    assert len({operation["operationId"] for operation in found.values()}) == len(found)
    assert [key for key, operation in found.items() if len(operation["summary"]) < 10] == []


def test_every_path_parameter_is_declared(written):
    for key, operation in operations(written):
        declared = {p["name"] for p in operation.get("parameters", []) if p["in"] == "path"}
        assert declared == set(re.findall(r"\{(\w+)\}", key)), key


def test_every_answer_with_data_says_what_is_in_it(written):
    vague = [
        f"{key} {status}"
        for key, operation in operations(written)
        for status, answer in operation["responses"].items()
        for media, content in answer.get("content", {}).items()
        if media == "application/json" and set(content["schema"]) <= {"description"}
    ]
    assert vague == []


def test_every_operation_has_an_answer_that_is_well_and_one_that_is_a_problem(written):
    for key, operation in operations(written):
        statuses = set(operation["responses"])
        assert any(status[0] in "23" for status in statuses), key
        assert "default" in statuses, key


def test_whatever_takes_a_body_takes_it_as_json_and_as_a_form(written):
    for key, operation in operations(written):
        content = operation.get("requestBody", {}).get("content", {})
        assert set(content) in (set(), {"application/json", "application/x-www-form-urlencoded"})
        assert not content or key.startswith("POST ")


def test_the_owners_things_need_a_login(written):
    found = dict(operations(written))
    needing = {key for key, operation in found.items() if "security" in operation}
    assert {"GET /account", "POST /account/password", "GET /orders", "GET /sessions"} <= needing
    assert not {"GET /", "GET /cart", "POST /checkout", "POST /login", "GET /privacy"} & needing


def test_a_problem_has_the_members_of_rfc_9457(written):
    schema = written["components"]["schemas"]["ProblemDocument"]
    assert {"type", "title", "status", "detail", "instance"} <= set(schema["required"])
