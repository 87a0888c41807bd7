"""Every metric of the register is written, everything written is in it, and the page tells so."""

import ast
from pathlib import Path

import pytest

from shop.domain.metrics import METRICS
from tests.support.template import ROOT
from tools.metrics import PAGE, page

REGISTER = ROOT / "layers/shop/shop/domain/metrics.py"
SOURCES = [
    path
    for folder in ("functions", "layers/shop/shop")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if path != REGISTER
]


def is_count(call: ast.Call) -> bool:
    match call.func:
        case ast.Name(id="count"):
            return True
        case ast.Attribute(value=ast.Name(id="telemetry"), attr="count"):
            return True
        case _:
            return False


def texts_in(node: ast.AST) -> set[str]:
    return {
        part.value
        for part in ast.walk(node)
        if isinstance(part, ast.Constant) and isinstance(part.value, str)
    }


def names_in(argument: ast.expr) -> set[str]:
    """Return the names that an argument may be; none if it is worked out elsewhere."""
    match argument:
        case ast.Constant(value=str(name)):
            return {name}
        case ast.IfExp(body=body, orelse=other):
            return names_in(body) | names_in(other)
        case _:
            return set()


def counts_in(path: Path) -> list[ast.Call]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [node for node in ast.walk(tree) if isinstance(node, ast.Call) and is_count(node)]


WRITTEN = [
    (path.relative_to(ROOT).as_posix(), name, {word.arg for word in call.keywords})
    for path in SOURCES
    for call in counts_in(path)
    for name in sorted(names_in(call.args[0]))
]


def test_there_is_something_to_look_at():
    assert len(WRITTEN) > 30


@pytest.mark.parametrize(("path", "name", "dimensions"), WRITTEN)
def test_what_is_written_is_in_the_register_with_its_dimensions(path, name, dimensions):
    assert name in METRICS, f"{path} writes {name}"
    assert set(METRICS[name].dimensions) == dimensions


def test_no_name_is_put_together_from_parts():
    found = [
        f"{path}:{call.lineno}"
        for path in SOURCES
        for call in counts_in(path)
        if isinstance(call.args[0], ast.JoinedStr | ast.BinOp)
    ]
    assert found == []


def test_what_is_in_the_register_is_written():
    texts: set[str] = set()
    for path in SOURCES:
        texts |= texts_in(ast.parse(path.read_text(encoding="utf-8")))
    assert set(METRICS) - texts == set()


def test_the_page_is_as_the_register():
    assert PAGE.read_text(encoding="utf-8") == page(), "run: python -m tools.metrics"
