"""The type of an expression in the shop's own code, from annotations and values alone.

Enough for what handlers hand to `Reply(data=...)`: calls of annotated functions, attributes of
annotated classes, dictionaries and lists of them, and module-level values.
"""

import ast
import inspect
import textwrap
import typing
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, get_args, get_origin, get_type_hints

import msgspec

type Kind = Any
"""A type, as far as it is known; `Any` where it is not."""

_OBJECTS: dict[str, list[tuple[dict[str, Kind], Kind]]] = {}


@dataclass(frozen=True)
class Scope:
    """The names an expression can see: locals by type, globals by value; `title` names objects."""

    title: str
    types: Mapping[str, Kind]
    values: Mapping[str, Any]


def body_of(function: Callable[..., Any]) -> ast.FunctionDef:
    """Return a function's syntax tree."""
    [tree] = ast.parse(textwrap.dedent(inspect.getsource(function))).body
    assert isinstance(tree, ast.FunctionDef)  # noqa: S101 - handlers are plain functions
    return tree


def scope_of(function: Callable[..., Any], title: str) -> Scope:
    """Return a function's scope: its parameters, and the locals it assigns by name."""
    types: dict[str, Kind] = {n: k for n, k in get_type_hints(function).items() if n != "return"}
    scope = Scope(title, types, inspect.unwrap(function).__globals__)
    for statement in ast.walk(body_of(function)):
        match statement:
            case ast.Assign(targets=[ast.Name(id=name)], value=value):
                types[name] = type_of(value, scope)
            case ast.Assign(targets=[ast.Tuple(elts=names)], value=value):
                types |= _unpacked(names, value, scope)
            case _:
                pass
    return scope


def _unpacked(names: list[ast.expr], value: ast.expr, scope: Scope) -> dict[str, Kind]:
    if isinstance(value, ast.Tuple):
        kinds: tuple[Kind, ...] = tuple(type_of(part, scope) for part in value.elts)
    else:
        kinds = get_args(type_of(value, scope))
    named = [name.id for name in names if isinstance(name, ast.Name)]
    return dict(zip(named, kinds, strict=False)) if len(named) == len(kinds) else {}


def type_of(expression: ast.expr, scope: Scope) -> Kind:  # noqa: C901, PLR0911 - a case a kind
    """Return the type of an expression."""
    match expression:
        case ast.Constant(value=value):
            return type(value)
        case ast.Name(id=name) if name in scope.types:
            return scope.types[name]
        case ast.Name() | ast.Attribute():
            return _of_name(expression, scope)
        case ast.Call():
            return _of_call(expression, scope)
        case ast.IfExp(body=first, orelse=second):
            return typing.Union[type_of(first, scope), type_of(second, scope)]  # noqa: UP007 - computed
        case ast.Dict() | ast.ListComp() | ast.List():
            return _of_display(expression, scope)
        case _:
            return Any


def _of_display(expression: ast.Dict | ast.ListComp | ast.List, scope: Scope) -> Kind:
    if isinstance(expression, ast.ListComp):
        return list[type_of(expression.elt, scope)]  # type: ignore[misc]  # computed
    if isinstance(expression, ast.List):
        return list[Any]
    fields = {
        str(key.value): type_of(value, replace(scope, title=_inner(scope.title, str(key.value))))
        for key, value in zip(expression.keys, expression.values, strict=True)
        if isinstance(key, ast.Constant)
    }
    return _object(scope.title, fields)


def _object(title: str, fields: dict[str, Kind]) -> Kind:
    """Return the type of an object; the same one for the same fields under the same title."""
    alike = _OBJECTS.setdefault(title, [])
    for known, kind in alike:
        if known == fields:
            return kind
    name = f"{title}{len(alike) + 1}" if alike else title
    alike.append((fields, typing.TypedDict(name, fields)))  # type: ignore[operator]  # computed
    return alike[-1][1]


def _inner(title: str, name: str) -> str:
    return title + "".join(part.capitalize() for part in name.split("_"))


def _of_name(expression: ast.Name | ast.Attribute, scope: Scope) -> Kind:
    found = _value(expression, scope)
    if found is not None:
        return _of_value(found, scope.title)
    if isinstance(expression, ast.Attribute):
        return _member(type_of(expression.value, scope), expression.attr)
    return Any


def called(call: ast.Call, scope: Scope) -> Any:  # noqa: ANN401 - whatever is called
    """Return the function or class that a call names; None where that is not known."""
    return _value(call.func, scope)


def _of_call(call: ast.Call, scope: Scope) -> Kind:
    function = called(call, scope)
    if function is msgspec.convert:
        return _value(call.args[1], scope)
    if inspect.isclass(function):
        return function
    if inspect.isfunction(function):
        return get_type_hints(function).get("return", Any)
    if isinstance(call.func, ast.Attribute):
        return _of_method(call.func, scope)
    return Any


def _of_method(method: ast.Attribute, scope: Scope) -> Kind:
    owner = _value(method.value, scope)
    if isinstance(owner, dict) and method.attr == "get":
        return _of_value(next(iter(owner.values())), scope.title)
    function = getattr(type_of(method.value, scope), method.attr, None)
    return get_type_hints(function).get("return", Any) if inspect.isfunction(function) else Any


def _value(expression: ast.expr, scope: Scope) -> Any:  # noqa: ANN401 - whatever it names
    """Return what a global name, or an attribute of one, stands for; None for anything else."""
    match expression:
        case ast.Name(id=name) if name not in scope.types:
            return scope.values.get(name)
        case ast.Attribute(value=owner, attr=name):
            return getattr(_value(owner, scope), name, None)
        case _:
            return None


def _member(owner: Kind, name: str) -> Kind:
    origin: Any = get_origin(owner)
    kind = owner if origin is None else origin
    found = getattr(kind, name, None)
    if isinstance(found, property) and found.fget is not None:
        return get_type_hints(found.fget).get("return", Any)
    return get_type_hints(kind).get(name, Any) if inspect.isclass(kind) else Any


def _of_value(value: Any, title: str) -> Kind:  # noqa: ANN401 - whatever a module holds
    if isinstance(value, dict):
        fields = {str(n): _of_value(item, _inner(title, str(n))) for n, item in value.items()}
        return _object(title, fields)
    if isinstance(value, list | tuple):
        kinds = {_of_value(item, title) for item in value}
        return list[kinds.pop()] if len(kinds) == 1 else list[Any]  # type: ignore[misc]  # computed
    return type(value)
