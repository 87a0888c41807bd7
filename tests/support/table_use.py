"""What a function's code does to which tables, read from its verbs on row classes."""

import ast
import functools
from collections.abc import Iterable, Iterator

from tests.support import reach

_ACTIONS = {
    "find_row": "GetItem",
    "save": "PutItem",
    "update": "UpdateItem",
    "delete": "DeleteItem",
    "query": "Query",
    "batch_get": "BatchGetItem",
    "batch_write": "BatchWriteItem",
    "batch_write_item": "BatchWriteItem",
    "condition_check": "ConditionCheckItem",
    "scan": "Scan",
    "count": "Query",
}
# Their receiver is a row class or they are something else.
_ONLY_ON_ROW_CLASSES = {"get": "GetItem", "count": "Query", "exists": "DescribeTable"}


@functools.cache
def row_tables() -> dict[reach.Node, str]:
    """Return the environment variable that names the table of each row class."""
    return {
        (module.name, name): variable
        for module in reach.modules().values()
        for name, statements in module.definitions.items()
        for statement in statements
        if isinstance(statement, ast.ClassDef)
        for variable in _table_variables(statement)
    }


def _table_variables(row: ast.ClassDef) -> Iterator[str]:
    for meta in row.body:
        if isinstance(meta, ast.ClassDef) and meta.name == "Meta":
            yield from reach.environment_names(meta)


def used_actions(name: str) -> set[tuple[str, str]]:
    """Return (table's variable, action) of every verb that a module comes to use on a row."""
    found: set[tuple[str, str]] = set()
    reached = reach.reached_definitions(name)
    for node in reached:
        actions = _actions_in(node)
        for table in _tables_in(node):
            found |= {(table, action) for action in actions}
    return found


@functools.cache
def _actions_in(node: reach.Node) -> frozenset[str]:
    """Return the actions of a definition's verbs, and of verbs whose rows it hands over."""
    module = reach.modules()[node[0]]
    if not module.name.startswith("shop.storage.") or module.name.endswith(".connection"):
        return frozenset()
    own = {
        action
        for statement in module.definitions[node[1]]
        for part in ast.walk(statement)
        for action in _action_of(module, part)
    }
    handed = {
        action
        for other in reach.named_by(node)
        if other != node and not _tables_in(other)
        for action in _actions_in(other)
    }
    return frozenset(own | handed)


def _action_of(module: reach.Module, part: ast.AST) -> Iterable[str]:
    if not isinstance(part, ast.Attribute):
        return ()
    if part.attr in _ONLY_ON_ROW_CLASSES:
        is_row = reach.resolved(module, part.value) in row_tables()
        return (_ONLY_ON_ROW_CLASSES[part.attr],) if is_row else ()
    return (_ACTIONS[part.attr],) if part.attr in _ACTIONS else ()


@functools.cache
def _tables_in(node: reach.Node) -> frozenset[str]:
    """Return the tables of the rows a definition works on: those it names, or is given."""
    rows = set()
    module = reach.modules()[node[0]]
    for other in reach.named_by(node):
        rows |= {other} & row_tables().keys()
        rows |= _returned_rows(other)
    if not rows and _own_verbs(node):
        rows = {row for row in row_tables() if row[0] == module.name}
    return frozenset(row_tables()[row] for row in rows)


def _own_verbs(node: reach.Node) -> bool:
    module = reach.modules()[node[0]]
    return any(
        True
        for statement in module.definitions[node[1]]
        for part in ast.walk(statement)
        for _ in _action_of(module, part)
    )


def _returned_rows(node: reach.Node) -> set[reach.Node]:
    module = reach.modules()[node[0]]
    return {
        row
        for statement in module.definitions[node[1]]
        if isinstance(statement, ast.FunctionDef) and statement.returns is not None
        for part in ast.walk(statement.returns)
        if (row := reach.resolved(module, part)) in row_tables()
    }
