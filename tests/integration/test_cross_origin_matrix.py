"""Sec-Fetch-Site x Origin x content type x route: the front door's answer to every combination."""

import itertools
import json
from typing import Any

import pytest

from shop.web.api import Api
from shop.web.replies import Reply
from shop.web.routes import ROUTES
from tests.support.examples import EVENTS
from tests.support.gateway import Client, invoke, make_event, route_of
from tests.support.tables import CALLS

HOST = "shop.localhost:3000"
FETCH_SITES = (None, "same-origin", "none", "same-site", "cross-site", "", "anything")
ORIGINS = (
    None,
    f"http://{HOST}",
    "https://evil.example.com",
    f"http://{HOST}.evil.example.com",
    "null",
    "",
)
CONTENT_TYPES = (
    None,
    "application/json",
    "application/x-www-form-urlencoded",
    "multipart/form-data; boundary=x",
    "text/plain",
    "text/plain; application/json",
)
EVERY = [(group, key) for group, keys in ROUTES.items() for key in keys]
# Called by mail programs and payment providers, never by a page of ours: written down once more.
NO_PAGE_OF_OURS = {"POST /unsubscribe", "POST /payments/{provider}/webhook"}


def may_pass(key: str, fetch_site: str | None, origin: str | None, media: str | None) -> bool:
    """Say the rule in other words than the code does: who can have sent this?"""
    if key in NO_PAGE_OF_OURS or not key.startswith("POST "):
        return True
    match fetch_site, origin:
        case (None, None):
            # No browser, or an old one: only what no form of any site can send.
            return media == "application/json"
        case (None, _):
            return origin == f"http://{HOST}"
        case _:
            return fetch_site in ("same-origin", "none")


def stub(group: str) -> Api:
    """Return the front door of a group with handlers that only say that they were reached."""
    api = Api(group)
    for key in ROUTES[group]:
        api.route(key)(reached)
    return api


def reached(_request: Any) -> Reply:
    return Reply(data={"reached": True})


def event_of(key: str, **given: str | None) -> dict[str, Any]:
    method, _, path = key.partition(" ")
    headers = {name.replace("_", "-"): value for name, value in given.items() if value is not None}
    method, path = (method, path) if path else ("GET", "/nowhere")
    return make_event(method, path, route_key=key, body="x", headers=headers)


@pytest.mark.parametrize("group", ROUTES)
def test_the_whole_matrix(group: str):
    api = stub(group)
    wrong = []
    for key, *case in itertools.product(ROUTES[group], FETCH_SITES, ORIGINS, CONTENT_TYPES):
        fetch_site, origin, media = case
        event = event_of(key, sec_fetch_site=fetch_site, origin=origin, content_type=media)
        answer = api.lambda_handler(event, None)
        passed = answer["statusCode"] == 200
        refused = (
            answer["statusCode"] == 403 and json.loads(answer["body"])["code"] == "cross-origin"
        )
        if (passed, refused) != (may_pass(key, *case), not may_pass(key, *case)):
            wrong.append((key, case, answer["statusCode"]))
    assert wrong == []


def test_the_matrix_has_every_route():
    assert len(FETCH_SITES) * len(ORIGINS) * len(CONTENT_TYPES) == 252
    assert {key.split(" ")[0] for _, key in EVERY} == {"GET", "POST", "$default"}


@pytest.mark.usefixtures("tables")
@pytest.mark.parametrize(
    ("group", "key"),
    [(g, k) for g, k in EVERY if k.startswith("POST ") and k not in NO_PAGE_OF_OURS],
)
def test_a_foreign_page_reaches_no_handler_and_no_table(group: str, key: str):
    examples = [json.loads(path.read_text("utf-8")) for path in EVENTS if path.parent.name == group]
    for event in examples:
        if event["routeKey"] != key:
            continue
        for site in ("cross-site", "same-site"):
            CALLS.clear()
            event["headers"] |= {"sec-fetch-site": site, "accept": "application/json"}
            answer = invoke(group, event)
            assert (answer.status, answer.json["code"]) == (403, "cross-origin")
            assert CALLS == []
            assert answer.set_cookies == []


@pytest.mark.usefixtures("tables")
def test_an_unknown_address_is_guarded_too():
    group, key, _ = route_of("POST", "/nowhere")
    assert (group, key) == ("storefront", "$default")
    answer = Client().post("/nowhere", {}, sec_fetch_site="cross-site")
    assert (answer.status, answer.json["code"]) == (403, "cross-origin")
