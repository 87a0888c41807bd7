"""What a handler may answer, read from the `Reply` it returns."""

import ast
import inspect
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from shop.web.replies import Reply, no_content, redirect
from tools.openapi.inference import Kind, Scope, body_of, called, scope_of, type_of


@dataclass
class Answer:
    """One way in which a handler answers: `kind` is the type of its data, None without any."""

    status: int = 200
    kind: Kind = None
    has_page: bool = False
    has_media: bool = False
    see_other: bool = False
    headers: set[str] = field(default_factory=set)


def answers_of(function: Callable[..., Any], title: str) -> list[Answer]:
    """Return the answers of every `return` in a function, and in those it returns from."""
    scope = scope_of(function, title)
    tree = body_of(function)
    return [
        answer
        for statement in ast.walk(tree)
        if isinstance(statement, ast.Return) and statement.value is not None
        for answer in _answers(statement.value, tree, scope)
    ]


def _answers(returned: ast.expr, tree: ast.FunctionDef, scope: Scope) -> Iterator[Answer]:
    match returned:
        case ast.IfExp(body=first, orelse=second):
            yield from _answers(first, tree, scope)
            yield from _answers(second, tree, scope)
        case ast.Name(id=name):
            yield _assembled(name, tree, scope)
        case ast.Call():
            yield from _of_call(returned, scope)
        case _:
            pass


def _of_call(call: ast.Call, scope: Scope) -> Iterator[Answer]:
    function = called(call, scope)
    if function is Reply:
        yield _of_arguments(call.keywords, scope)
    elif function is redirect:
        yield Answer(status=308, headers={"Location"})
    elif function is no_content:
        yield Answer(status=204, see_other=True)
    elif inspect.isfunction(function):
        yield from answers_of(function, scope.title)


def _of_arguments(keywords: list[ast.keyword], scope: Scope) -> Answer:
    answer = Answer()
    for keyword in keywords:
        _add(answer, keyword.arg or "", keyword.value, scope)
    return answer


def _assembled(name: str, tree: ast.FunctionDef, scope: Scope) -> Answer:
    """Return the answer of a reply that is made first and filled in afterwards."""
    answer = Answer()
    for statement in ast.walk(tree):
        match statement:
            case ast.Assign(targets=[ast.Name(id=made)], value=ast.Call(keywords=keywords)) if (
                made == name
            ):
                answer = _of_arguments(keywords, scope)
            case ast.Assign(
                targets=[ast.Attribute(value=ast.Name(id=changed), attr=part)], value=value
            ) if changed == name:
                _add(answer, part, value, scope)
            case _:
                pass
    return answer


def _add(answer: Answer, part: str, value: ast.expr, scope: Scope) -> None:
    answer.has_page |= part == "page"
    answer.has_media |= part == "media"
    match part, value:
        case "status", ast.Constant(value=int(status)):
            answer.status = status
        case "data", _:
            answer.kind = type_of(value, scope)
        case "see_other", _:
            answer.see_other = not (isinstance(value, ast.Constant) and value.value is None)
        case "headers", ast.Dict(keys=keys):
            answer.headers |= {str(key.value) for key in keys if isinstance(key, ast.Constant)}
        case _:
            pass
