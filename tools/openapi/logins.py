"""Whether a handler refuses everybody who is not logged in."""

import ast
import inspect
from collections.abc import Callable, Iterator
from typing import Any

from tools.openapi.inference import Scope, body_of, called, scope_of

_VISITOR = "shop.web.visitor"
_DEEPEST = 4
# What stands in these may be carried out or not.
_PERHAPS = (ast.IfExp, ast.BoolOp, ast.Lambda, ast.ListComp, ast.GeneratorExp, ast.FunctionDef)


def needs_login(function: Callable[..., Any], depth: int = 0) -> bool:
    """Tell whether a function, or one it surely calls, asks `shop.web.visitor` for a login."""
    if function.__module__ == _VISITOR:
        return function.__name__.startswith("require_")
    if depth == _DEEPEST or not function.__module__.startswith(("shop.web.", "functions.")):
        return False
    scope = scope_of(function, "")
    return any(needs_login(other, depth + 1) for other in _surely_called(function, scope))


def _surely_called(function: Callable[..., Any], scope: Scope) -> Iterator[Callable[..., Any]]:
    for statement in body_of(function).body:
        if isinstance(statement, ast.If) and _may_return(statement):
            return
        if isinstance(statement, ast.Assign | ast.Expr | ast.Return | ast.AnnAssign):
            for call in _calls(statement):
                found = called(call, scope)
                if inspect.isfunction(found):
                    yield found


def _may_return(statement: ast.If) -> bool:
    return any(isinstance(part, ast.Return) for part in ast.walk(statement))


def _calls(node: ast.AST) -> Iterator[ast.Call]:
    for part in ast.iter_child_nodes(node):
        if not isinstance(part, _PERHAPS):
            if isinstance(part, ast.Call):
                yield part
            yield from _calls(part)
