"""An Api whose handlers are a test's own: what the kernel does, whatever the shop answers."""

from typing import Annotated, Any

import msgspec
from msgspec import Meta

from shop.web.api import Api
from shop.web.replies import Reply
from shop.web.requests import Request
from tests.support.gateway import Answer, make_event

FORM = {"content-type": "application/x-www-form-urlencoded", "sec-fetch-site": "same-origin"}
JSON = {"content-type": "application/json"}


class Query(msgspec.Struct, kw_only=True):
    limit: Annotated[int, Meta(ge=1, le=100)] = 20


class Message(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=20)]
    text: str = ""


class Fault(Exception):
    """What nobody expected."""


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


def post(
    api: Api, body: str = "{}", headers: dict[str, str] = JSON, path: str = "/contact"
) -> Answer:
    return Answer(api.lambda_handler(make_event("POST", path, body=body, headers=headers), None))


def raising(error: Exception) -> Api:
    def handler(_request: Request) -> Reply:
        raise error

    return an_api(get=handler, post=handler)


def answering(**reply: Any) -> Api:
    def handler(_request: Request) -> Reply:
        return Reply(**reply)

    return an_api(get=handler, post=handler)
