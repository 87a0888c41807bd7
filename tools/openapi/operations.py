"""One route as an OpenAPI operation."""

import inspect
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

import msgspec

from shop.web.api import Route
from shop.web.bodies import FORM_TYPE, JSON_TYPE
from tools.openapi.answers import Answer, answers_of
from tools.openapi.logins import needs_login

_PROBLEM = {"$ref": "#/components/responses/Problem"}
# Fields and headers whose rule no signature tells.
_IDEMPOTENCY_KEY = {
    "name": "Idempotency-Key",
    "in": "header",
    "description": "From the review; or the field `idempotency_key`. The same key never places "
    "a second order.",
    "schema": {"type": "string"},
}


class FieldProblem(msgspec.Struct):
    """One field and what is wrong with it."""

    field: str
    message: str


class ProblemDocument(msgspec.Struct, kw_only=True):
    """A refusal (RFC 9457): `type` leads to a readable page about its `code`."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    request_id: str
    errors: list[FieldProblem] | msgspec.UnsetType = msgspec.UNSET
    skus: list[str] | msgspec.UnsetType = msgspec.UNSET


@dataclass(frozen=True)
class Operation:
    """What a route is given and what it answers."""

    group: str
    method: str
    path: str
    handler: Callable[..., Any]
    query: type[msgspec.Struct] | None
    body: type[msgspec.Struct] | None
    answers: list[Answer]
    needs_login: bool

    def kinds(self) -> Iterator[Any]:
        """Return every type whose schema the operation needs."""
        yield from () if self.body is None else (self.body,)
        yield from (answer.kind for answer in self.answers if answer.kind is not None)

    def described(self, schemas: dict[int, Any]) -> dict[str, Any]:
        """Return the operation; `schemas` by the identity of their types."""
        found: dict[str, Any] = {
            "operationId": f"{self.method.lower()}_{self._words()}",
            "tags": [self.group],
            "summary": (inspect.getdoc(self.handler) or "").partition("\n")[0],
        }
        parameters = [*self._path_parameters(), *self._query_parameters(), *self._headers()]
        if parameters:
            found["parameters"] = parameters
        if self.body is not None:
            content = {"schema": schemas[id(self.body)]}
            found["requestBody"] = {"content": {JSON_TYPE: content, FORM_TYPE: content}}
        found["responses"] = self._responses(schemas)
        if self.needs_login:
            found["security"] = [{"session": []}]
        return found

    def _words(self) -> str:
        return "_".join(re.findall(r"\w+", self.path)) or "home"

    def _path_parameters(self) -> Iterator[dict[str, Any]]:
        for name in re.findall(r"\{(\w+)\}", self.path):
            yield {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}

    def _query_parameters(self) -> Iterator[dict[str, Any]]:
        if self.query is None:
            return
        _, components = msgspec.json.schema_components([self.query])
        schema = components[self.query.__name__]
        for name, field in schema["properties"].items():
            required = {"required": True} if name in schema.get("required", []) else {}
            yield {"name": name, "in": "query", **required, "schema": field}

    def _headers(self) -> Iterator[dict[str, Any]]:
        if f"{self.method} {self.path}" == "POST /orders":
            yield _IDEMPOTENCY_KEY

    def _responses(self, schemas: dict[int, Any]) -> dict[str, Any]:
        responses: dict[str, Any] = {}
        for answer in sorted(self.answers, key=lambda answer: answer.status):
            described = responses.setdefault(
                str(answer.status), {"description": HTTPStatus(answer.status).phrase}
            )
            goes_on = answer.see_other and self.method == "POST"
            _add_content(described, answer, schemas, has_page=answer.has_page and not goes_on)
            if goes_on:
                responses["303"] = _redirection("A browser is sent on after a form.")
        for status in self._refusals():
            responses[str(status)] = _PROBLEM
        return dict(sorted(responses.items())) | {"default": _PROBLEM}

    def _refusals(self) -> list[int]:
        given = [400, 422] if self.query is not None or self.body is not None else []
        unsafe = [403] if self.method == "POST" else []
        sent = [413, 415] if self.body is not None else []
        named = [404] if "{" in self.path else []
        own = [401] if self.needs_login else []
        return sorted({*given, *unsafe, *sent, *named, *own})


def operation_of(group: str, key: str, route: Route) -> Operation:
    """Read a route's operation from its handler."""
    method, _, path = key.partition(" ")
    structs = {name: kind for name, kind in route.wants.items() if kind is not str}
    bodies = [kind for name, kind in structs.items() if name != "query"]
    title = "".join(part.capitalize() for part in route.handler.__name__.split("_")) + "Answer"
    return Operation(
        group=group,
        method=method,
        path=path,
        handler=route.handler,
        query=structs.get("query"),
        body=bodies[0] if bodies else None,
        answers=answers_of(route.handler, title),
        needs_login=needs_login(route.handler),
    )


def _add_content(
    described: dict[str, Any], answer: Answer, schemas: dict[int, Any], *, has_page: bool
) -> None:
    content = described.setdefault("content", {})
    if answer.kind is not None:
        content[JSON_TYPE] = {"schema": schemas[id(answer.kind)]}
    if has_page:
        content["text/html"] = {"schema": {"type": "string"}}
    if answer.has_media:
        content["text/*"] = {"schema": {"type": "string"}}
    if not content:
        del described["content"]
    for name in sorted(answer.headers):
        described.setdefault("headers", {})[name] = {"schema": {"type": "string"}}


def _redirection(description: str) -> dict[str, Any]:
    return {
        "description": description,
        "headers": {"Location": {"schema": {"type": "string"}}},
    }
