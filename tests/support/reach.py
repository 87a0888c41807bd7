"""What a function's code reaches: modules by import, definitions by name, variables.

Read from the source alone, so it errs on the side of too much: whatever a reached definition names
counts as used.
"""

import ast
import functools
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support.template import ROOT

SHOP = ROOT / "layers/shop/shop"
FUNCTIONS = ROOT / "functions"
BODY = "<module>"

type Node = tuple[str, str]
"""A definition: (module, name)."""


@dataclass(frozen=True)
class Module:
    """A module's definitions by name, and what its imported names stand for."""

    name: str
    path: Path
    definitions: dict[str, list[ast.AST]] = field(default_factory=dict)
    imported: dict[str, str] = field(default_factory=dict)


@functools.cache
def modules() -> dict[str, Module]:
    """Return every module of the shop and its functions by its import name."""
    shop = {_name_of(path): path for path in sorted(SHOP.rglob("*.py"))}
    apps = {
        f"functions.{path.parent.name}.app": path for path in sorted(FUNCTIONS.glob("*/app.py"))
    }
    return {name: _read(name, path) for name, path in (shop | apps).items()}


def _name_of(path: Path) -> str:
    parts = path.relative_to(SHOP.parent).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def _read(name: str, path: Path) -> Module:
    module = Module(name, path)
    tree = ast.parse(path.read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            module.imported.update({a.asname or a.name: a.name for a in node.names})
        elif isinstance(node, ast.ImportFrom):
            module.imported.update(
                {a.asname or a.name: f"{node.module}.{a.name}" for a in node.names}
            )
    for statement in tree.body:
        names = _defined(statement)
        for defined in names or [BODY]:
            module.definitions.setdefault(defined, []).append(statement)
    return module


def _defined(statement: ast.stmt) -> list[str]:
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            return [name]
        case ast.Assign(targets=targets):
            return [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name)):
            return [name]
        case ast.TypeAlias(name=ast.Name(id=name)):
            return [name]
        case _:
            return []


def reached_modules(name: str) -> set[str]:
    """Return a module and every module of the shop it imports, however far away."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        module = modules().get(waiting.pop())
        if module is None or module.name in found:
            continue
        found.add(module.name)
        for target in module.imported.values():
            waiting += [target, target.rpartition(".")[0]]
    return found


def reached_definitions(name: str) -> set[Node]:
    """Return every definition that a module's own definitions come to use."""
    found: set[Node] = set()
    waiting: list[Node] = [(name, defined) for defined in modules()[name].definitions]
    while waiting:
        node = waiting.pop()
        if node not in found:
            found.add(node)
            waiting += [other for other in named_by(node) if other not in found]
    return found


@functools.cache
def named_by(node: Node) -> frozenset[Node]:
    """Return the definitions that a definition names, with the bodies of their modules."""
    module = modules()[node[0]]
    named: set[Node] = set()
    for statement in module.definitions[node[1]]:
        for part in ast.walk(statement):
            found = resolved(module, part)
            if found is not None:
                named |= {found} | ({(found[0], BODY)} & _bodies())
    return frozenset(named)


@functools.cache
def _bodies() -> frozenset[Node]:
    return frozenset((m.name, BODY) for m in modules().values() if BODY in m.definitions)


def resolved(module: Module, part: ast.AST) -> Node | None:
    """Return the definition that `name` or `module.name` stands for."""
    match part:
        case ast.Name(id=name) if name in module.definitions:
            return module.name, name
        case ast.Name(id=name) if name in module.imported:
            return _exported(module.imported[name])
        case ast.Attribute(value=ast.Name(id=owner), attr=name) if owner in module.imported:
            return _exported(f"{module.imported[owner]}.{name}")
        case _:
            return None


def _exported(target: str) -> Node | None:
    owner, _, name = target.rpartition(".")
    module = modules().get(owner)
    if module is None:
        return None
    if name in module.definitions:
        return owner, name
    return _exported(module.imported[name]) if name in module.imported else None


def environment_names(tree: ast.AST) -> Iterator[str]:
    """Return the variables that a piece of code reads from the environment."""
    for part in ast.walk(tree):
        match part:
            case ast.Subscript(
                value=ast.Attribute(value=ast.Name(id="os"), attr="environ"),
                slice=ast.Constant(value=str(name)),
            ):
                yield name
            case ast.Call(
                func=ast.Attribute(
                    value=ast.Attribute(value=ast.Name(id="os"), attr="environ"), attr="get"
                ),
                args=[ast.Constant(value=str(name)), *_],
            ):
                yield name
            case _:
                pass


def used_variables(name: str) -> set[str]:
    """Return the variables read when a module is imported, and by what it comes to use."""
    at_import = [
        statement
        for imported in reached_modules(name)
        for statements in modules()[imported].definitions.values()
        for statement in statements
        if not isinstance(statement, ast.FunctionDef)
    ]
    later = [
        statement
        for owner, defined in reached_definitions(name)
        for statement in modules()[owner].definitions[defined]
    ]
    return {variable for part in [*at_import, *later] for variable in environment_names(part)}
