"""API Gateway as the functions see it: events in payload format 2.0, and a client with a jar."""

import base64
import importlib
import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

from shop.web.routes import ROUTES

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HTML = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@dataclass
class Answer:
    """What a function answered."""

    response: dict[str, Any]

    @property
    def status(self) -> int:
        return self.response["statusCode"]

    @property
    def headers(self) -> dict[str, str]:
        return {name.lower(): value for name, value in self.response["headers"].items()}

    @property
    def text(self) -> str:
        body = self.response["body"]
        return base64.b64decode(body).decode() if self.response.get("isBase64Encoded") else body

    @property
    def json(self) -> Any:
        return json.loads(self.text)

    @property
    def set_cookies(self) -> list[str]:
        return self.response.get("cookies", [])


def route_of(method: str, path: str) -> tuple[str, str, dict[str, str]]:
    """Return (function group, route key, path parameters) as API Gateway would match them."""
    wanted = path.split("/")
    found = [
        (key.count("{"), group, key)
        for group, keys in ROUTES.items()
        for key in keys
        if key.startswith(f"{method} ") and _matches(key.split(" ")[1].split("/"), wanted)
    ]
    if not found:
        return "storefront", "$default", {}
    _, group, key = min(found)
    template = key.split(" ")[1].split("/")
    return (
        group,
        key,
        {
            part[1:-1]: piece
            for part, piece in zip(template, wanted, strict=True)
            if part[:1] == "{"
        },
    )


def _matches(template: list[str], wanted: list[str]) -> bool:
    return len(template) == len(wanted) and all(
        part == piece or (part[:1] == "{" and piece)
        for part, piece in zip(template, wanted, strict=True)
    )


def make_event(  # noqa: PLR0913 - an HTTP request has that many parts
    method: str,
    path: str,
    *,
    route_key: str | None = None,
    query: dict[str, str] | None = None,
    body: str | None = None,
    headers: dict[str, str] | None = None,
    cookies: dict[str, str] | None = None,
    now: datetime = NOW,
    address: str = "192.0.2.10",
) -> dict[str, Any]:
    """Return an API Gateway event; `path` may carry its query string."""
    split = urlsplit(path)
    _, key, parameters = route_of(method, split.path)
    query_string = split.query or urlencode(query or {})
    event: dict[str, Any] = {
        "version": "2.0",
        "routeKey": route_key or key,
        "rawPath": split.path,
        "rawQueryString": query_string,
        "cookies": [f"{name}={value}" for name, value in (cookies or {}).items()],
        "headers": {"host": "shop.localhost:3000", **(headers or {})},
        "requestContext": {
            "http": {
                "method": method,
                "path": split.path,
                "protocol": "HTTP/1.1",
                "sourceIp": address,
                "userAgent": "test",
            },
            "requestId": "request-1",
            "routeKey": route_key or key,
            "stage": "$default",
            "timeEpoch": int(now.timestamp() * 1000),
        },
        "pathParameters": parameters,
        "isBase64Encoded": False,
    }
    if body is not None:
        event["body"] = body
    return event


def invoke(group: str, event: dict[str, Any]) -> Answer:
    """Hand an event to a function's handler."""
    app = importlib.import_module(f"functions.{group}.app")
    return Answer(app.lambda_handler(event, None))


@dataclass
class Client:
    """A person or program using the shop: keeps cookies, and time, which only the test moves."""

    page: bool = False
    now: datetime = NOW
    address: str = "192.0.2.10"
    headers: dict[str, str] = field(default_factory=dict)
    cookies: dict[str, str] = field(default_factory=dict)

    def get(self, path: str, **headers: str) -> Answer:
        return self.send("GET", path, headers=_dashed(headers))

    def post(self, path: str, fields: dict[str, Any] | None = None, **headers: str) -> Answer:
        """Send fields: as a form where the client wants pages, else as JSON."""
        if self.page:
            more = {
                "content-type": "application/x-www-form-urlencoded",
                "sec-fetch-site": "same-origin",
            }
            return self.send("POST", path, urlencode(fields or {}), more | _dashed(headers))
        more = {"content-type": "application/json"}
        return self.send("POST", path, json.dumps(fields or {}), more | _dashed(headers))

    def send(
        self,
        method: str,
        path: str,
        body: str | None = None,
        headers: dict[str, str] | None = None,
    ) -> Answer:
        accept = {"accept": HTML if self.page else "application/json"}
        event = make_event(
            method,
            path,
            body=body,
            headers=accept | self.headers | (headers or {}),
            cookies=self.cookies,
            now=self.now,
            address=self.address,
        )
        answer = invoke(route_of(method, urlsplit(path).path)[0], event)
        self.keep(answer.set_cookies)
        return answer

    def keep(self, set_cookies: list[str]) -> None:
        """Keep cookies as a browser does."""
        for line in set_cookies:
            pair, *attributes = line.split("; ")
            name, _, value = pair.partition("=")
            if "Max-Age=0" in attributes:
                self.cookies.pop(name, None)
            else:
                self.cookies[name] = value


def _dashed(headers: dict[str, str]) -> dict[str, str]:
    return {name.replace("_", "-"): value for name, value in headers.items()}
