"""Every text field that somebody outside may fill in, by the forms of the routes themselves."""

import importlib
import re
from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAliasType, get_args, get_origin

import msgspec

from shop.web.routes import ROUTES


def wants(kind_of: str) -> dict[str, list[Any]]:
    """Return the structs that routes ask for: `body`, `query` or `path` (whose kind is text)."""
    found: dict[str, list[Any]] = {}
    for group in ROUTES:
        api = importlib.import_module(f"functions.{group}.app").api
        for key, route in api.routes.items():
            for name, kind in route.wants.items():
                place = "path" if kind is str else "query" if name == "query" else "body"
                if place == kind_of:
                    found.setdefault(key, []).append(name if place == "path" else kind)
    return found


def text_fields(text: str) -> set[str]:
    """Return the fields of all bodies that may hold a text, as `Form.field`."""
    bodies = [kind for kinds in wants("body").values() for kind in kinds]
    return {name for kind in bodies for name, _ in fields_of(kind, text)}


def fields_of(kind: Any, text: str, path: str = "") -> Iterator[tuple[str, str]]:
    """Return (`Form.field`, dotted path in the form) of what may hold a text."""
    for field in msgspec.structs.fields(kind):
        where = f"{path}{field.encode_name}"
        yield from _texts(field.type, text, f"{kind.__name__}.{field.encode_name}", where)


def _texts(kind: Any, text: str, name: str, path: str) -> Iterator[tuple[str, str]]:
    kind, patterns = _bare(kind)
    if not all(re.search(pattern, text) for pattern in patterns) or get_origin(kind) is Literal:
        return
    if kind is str:
        yield name, path
    elif isinstance(kind, type) and issubclass(kind, msgspec.Struct):
        yield from fields_of(kind, text, f"{path}.")
    else:
        inner = f"{path}.0" if get_origin(kind) in (list, tuple) else path
        for argument in get_args(kind):
            yield from _texts(argument, text, name, inner)


def _bare(kind: Any) -> tuple[Any, list[str]]:
    """Return a type without its name and bounds, and the patterns that these asked for."""
    patterns: list[str] = []
    while isinstance(kind, TypeAliasType) or get_origin(kind) is Annotated:
        if isinstance(kind, TypeAliasType):
            kind = kind.__value__
            continue
        kind, *bounds = get_args(kind)
        patterns += [p for bound in bounds if (p := getattr(bound, "pattern", None))]
    return kind, patterns
