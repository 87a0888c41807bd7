"""The OpenAPI 3.1 document of the shop, put together from its code."""

import importlib
import json
import tomllib
from typing import Any

import msgspec

from shop.web.api import Api, Route
from shop.web.problems import BY_CODE
from shop.web.routes import ROUTES
from tools.local_cloud.place import PROJECT
from tools.openapi.operations import Operation, ProblemDocument, operation_of

FILE = PROJECT / "docs/openapi.json"
_REFERENCE = "#/components/schemas/{name}"
_DESCRIPTION = """\
One address, two representations: a client that prefers `text/html` gets a page, every other one
JSON. What changes something is sent as `application/json` or, with the same field names, as
`application/x-www-form-urlencoded`; a dot in a form's field name nests (`shipping_address.line1`).
After a form a browser is sent on with 303. Every refusal is a problem document (RFC 9457) whose
`type` is a readable page. Requests that change something are refused when a page of another site
sent them. An address or method that is not listed here is answered with 404 or 405.
"""


def document() -> dict[str, Any]:
    """Return the document."""
    operations = [
        operation_of(group, key, route)
        for group in ROUTES
        for key, route in _routes(group).items()
        if key != "$default"
    ]
    kinds = [ProblemDocument, *(kind for found in operations for kind in found.kinds())]
    schemas, components = msgspec.json.schema_components(
        kinds, schema_hook=_schema_of_other, ref_template=_REFERENCE
    )
    by_kind = {id(kind): schema for kind, schema in zip(kinds, schemas, strict=True)}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "The CTBusters shop",
            "version": _version(),
            "description": _DESCRIPTION,
        },
        "servers": [{"url": "/"}],
        "tags": [{"name": group} for group in ROUTES],
        "paths": _paths(operations, by_kind),
        "components": {
            # As they are read again: a default may be a tuple here.
            "schemas": msgspec.json.decode(msgspec.json.encode(components)),
            "responses": {"Problem": _problem(by_kind[id(ProblemDocument)])},
            "securitySchemes": {
                "session": {"type": "apiKey", "in": "cookie", "name": "__Host-session"}
            },
        },
    }


def render() -> str:
    """Return the document as the text of its file."""
    return json.dumps(document(), indent=2, ensure_ascii=False) + "\n"


def _routes(group: str) -> dict[str, Route]:
    api: Api = importlib.import_module(f"functions.{group}.app").api
    return api.routes


def _schema_of_other(_kind: type) -> dict[str, Any]:
    """Return the schema of a type that is not told any closer."""
    return {"description": "Anything."}


def _version() -> str:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def _paths(operations: list[Operation], schemas: dict[int, Any]) -> dict[str, Any]:
    paths: dict[str, Any] = {}
    for found in sorted(operations, key=lambda operation: (operation.path, operation.method)):
        paths.setdefault(found.path, {})[found.method.lower()] = found.described(schemas)
    return paths


def _problem(schema: dict[str, Any]) -> dict[str, Any]:
    codes = ", ".join(f"`{code}` {problem.status}" for code, problem in BY_CODE.items())
    return {
        "description": f"A refusal; `code` is one of {codes}.",
        "headers": {
            "X-Request-Id": {"schema": {"type": "string"}},
            "Retry-After": {
                "description": "Seconds; with 429 and 503.",
                "schema": {"type": "integer"},
            },
        },
        "content": {
            "application/problem+json": {"schema": schema},
            "text/html": {"schema": {"type": "string"}},
        },
    }
