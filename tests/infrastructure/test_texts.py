"""Texts live in one place for each page, so that a second language can be put beside the first.

`docs/design.md`, "Words", says where: what only people read is in templates; what programs are told
as well is a refusal where it is raised, or a named constant; scripts have no words of their own.
"""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.template import ROOT

SHOP = ROOT / "layers/shop/shop"
PYTHON = sorted(
    path
    for path in (*(SHOP / "web").rglob("*.py"), *(ROOT / "functions").glob("*/app.py"))
    if path.parent.name != "desk"
)
TEMPLATES = sorted((SHOP / "web/templates").glob("*.html"))
SCRIPTS = sorted((SHOP / "web/assets/scripts").glob("*.js"))
SENTENCE = re.compile(r"[A-Z][\w’'-]*,?( [\w’'“”,;:()-]+){2,}[.?]")
NAMED = re.compile(r"_?[A-Z][A-Z0-9_]+")
# Samples, which are no page's words.
SHOWS_SAMPLES = "styleguide.py"
# It turns the policies' own Markdown into HTML; the sitemap and charts are XML.
WRITES_MARKUP = {"markdown.py", "sitemap.py"}


def strings(tree: ast.Module) -> Iterator[tuple[ast.Constant, list[ast.AST]]]:
    """Yield every text of a module but docstrings, with what it stands in, innermost last."""

    def below(node: ast.AST, around: list[ast.AST]) -> Iterator[tuple[ast.Constant, list[ast.AST]]]:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.Constant) and isinstance(child.value, str):
                if not isinstance(node, ast.Expr):
                    yield child, [*around, node]
            else:
                yield from below(child, [*around, node])

    yield from below(tree, [])


def is_refusal(around: list[ast.AST], raised: set[str]) -> bool:
    """Tell whether a text says why something is refused: an error, or a name that one is given."""
    calls = [node.func for node in around if isinstance(node, ast.Call)]
    names = {getattr(func, "id", getattr(func, "attr", "")) for func in calls}
    given = {
        target.id
        for node in around
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return any(name[:1].isupper() for name in names) or bool(given & raised)


def is_named(around: list[ast.AST]) -> bool:
    """Tell whether a text is in a constant of the module."""
    for node in around:
        targets = node.targets if isinstance(node, ast.Assign) else []
        targets = [node.target] if isinstance(node, ast.AnnAssign) else targets
        if any(isinstance(at, ast.Name) and NAMED.fullmatch(at.id) for at in targets):
            return True
    return False


def names_raised(tree: ast.Module) -> set[str]:
    """Return the names whose values are told by an error."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    errors = [
        call
        for call in calls
        if getattr(call.func, "id", getattr(call.func, "attr", ""))[:1].isupper()
    ]
    return {name.id for call in errors for name in ast.walk(call) if isinstance(name, ast.Name)}


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_code_has_no_sentence_but_refusals_and_named_constants(path: Path):
    if path.name == SHOWS_SAMPLES:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    raised = names_raised(tree)
    scattered = [
        text.value
        for text, around in strings(tree)
        if SENTENCE.match(text.value) and not is_named(around) and not is_refusal(around, raised)
    ]
    assert scattered == []


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_code_writes_no_markup(path: Path):
    if path.name in WRITES_MARKUP:
        return
    tree = ast.parse(path.read_text(encoding="utf-8"))
    assert [
        text.value for text, _ in strings(tree) if re.search(r"(?<!P)</?[a-z]+[ >]", text.value)
    ] == []


@pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)
def test_a_script_has_no_words_of_its_own(path: Path):
    shown = r"(?:textContent|innerText|innerHTML|title|placeholder|ariaLabel) = [\"'`]\w"
    named = r"setAttribute\(\"aria-label\", [\"'`]"
    assert re.findall(f"{shown}|{named}", path.read_text(encoding="utf-8")) == []


def test_dates_and_prices_for_people_are_written_in_one_place_each():
    months, signs = set(), set()
    for path in SHOP.rglob("*.py"):
        text = path.read_text(encoding="utf-8")
        # Operators read shorter dates, on the desk.
        months |= {path.name} if re.search(r"strftime\([^)]*%[Bb]", text) else set()
        signs |= {path.name} if re.search(r"[\"']£[\"']", text) else set()
    assert months == {"instants.py", "rendering.py"}
    assert signs == {"money.py", "widget_fields.py"}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_template_leaves_dates_and_prices_to_their_filters(path: Path):
    if path.name in ("styleguide.html", "preferences.html"):  # they show how it looks
        return
    text = path.read_text(encoding="utf-8")
    assert not re.search("[£€$]", text.replace("${", ""))
    bare = re.findall(
        r"\{\{ [\w.]+(?:_at|\.at|_on|amount) \}\}", re.sub(r'datetime="[^"]*"', "", text)
    )
    assert bare == []
