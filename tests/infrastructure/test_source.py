"""How the source is cut up: names, sizes, the test of each module, and words that must not be."""

import ast
import re
import statistics
import subprocess
import tomllib
from pathlib import Path

import pytest

from tests.support.template import ROOT

SHOP = ROOT / "layers/shop/shop"
APPS = sorted((ROOT / "functions").glob("*/app.py"))
MODULES = [path for path in sorted(SHOP.rglob("*.py")) if path.name != "__init__.py"]
TOOLS = sorted((ROOT / "tools").rglob("*.py"))
SUPPORT = sorted((ROOT / "tests/support").glob("*.py"))
BANNED_NAMES = {
    *("utils", "util", "common", "helpers", "helper", "misc", "base", "core", "manager"),
    *("service", "services", "handler", "handlers", "types", "constants"),
}

# Each with a character class, so that this file does not hold the word itself.
BANNED = {
    "a path of one machine": r"(?<![\w.])/(wor[k]|roo[t]|hom[e]/\w+|User[s]/\w+)/|/tmp/[l]ab",
    "a registry's host": r"pyp[i]\.org|pythonhoste[d]\.org|npmj[s]\.(com|org)|ghc[r]\.io",
    "how it is made": r"\b[i]ssue #?\d|\bprom[p]ts?\b|\bsub-?a[g]ents?\b|cl[a]ude|chatgp[t]",
    "something left undone": r"\bTO[D]O\b|\bFIX[M]E\b|\bXX[X]\b",
}
# Files that a program wrote and that name what it read.
GENERATED = {"requirements/dev.txt", "requirements/sam.txt", "layers/dependencies/requirements.txt"}


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def tracked() -> list[Path]:
    """Return every file of the project, those not yet committed included."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    return [ROOT / line for line in listed.splitlines() if (ROOT / line).is_file()]


def lengths(paths: list[Path]) -> dict[str, int]:
    """Return the lines of every function, its docstring not counted."""
    found = {}
    for path in paths:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef):
                first = node.body[0]
                has_docstring = ast.get_docstring(node) is not None
                docstring = (first.end_lineno or 0) - first.lineno + 1 if has_docstring else 0
                lines = (node.end_lineno or 0) - node.lineno + 1 - docstring
                found[f"{name_of(path)}:{node.name}"] = lines
    return found


@pytest.mark.parametrize("path", MODULES + TOOLS + SUPPORT, ids=name_of)
def test_a_module_says_what_it_is_about(path):
    assert path.stem not in BANNED_NAMES


@pytest.mark.parametrize("path", MODULES + TOOLS, ids=name_of)
def test_a_module_is_read_at_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 250


@pytest.mark.parametrize("path", APPS, ids=name_of)
def test_an_app_shows_its_routes_and_little_else(path):
    text = path.read_text(encoding="utf-8")
    # A group of many routes gets ten lines for each.
    assert len(text.splitlines()) <= max(100, 10 * text.count("@api.route("))
    assert "from __future__ import annotations" not in text


def test_functions_are_short():
    found = lengths(MODULES + APPS)
    longest = {name: lines for name, lines in found.items() if lines > 40}
    assert longest == {}
    assert statistics.median(found.values()) <= 8
    assert statistics.quantiles(found.values(), n=10)[-1] <= 25


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_a_module_has_its_test_at_the_same_path(path):
    inside = path.relative_to(SHOP)
    expected = ROOT / "tests/unit" / inside.parent / f"test_{inside.name}"
    assert expected.exists(), f"{name_of(expected)} is missing"


@pytest.mark.parametrize("path", APPS, ids=name_of)
def test_a_function_has_its_test(path):
    expected = ROOT / "tests/unit/functions" / f"test_{path.parent.name}.py"
    assert expected.exists(), f"{name_of(expected)} is missing"


@pytest.mark.parametrize("what", BANNED)
def test_no_file_holds(what):
    pattern = re.compile(BANNED[what], re.IGNORECASE if what.startswith("how") else 0)
    found = []
    for path in tracked():
        if name_of(path) in GENERATED or path.suffix in (".png", ".webp", ".ico"):
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            if pattern.search(line):
                found.append(f"{name_of(path)}:{number}: {line.strip()[:100]}")
    assert found == []


def texts_of(path: Path) -> list[str]:
    """Return the texts in a module's code, its docstrings not counted."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in docstrings
    ]


@pytest.mark.parametrize("path", MODULES + APPS, ids=name_of)
def test_cookies_are_written_in_one_place(path):
    if path != SHOP / "web/cookies.py":
        written = [
            t
            for t in texts_of(path)
            if re.search("; max-age=|samesite|set-cookie", t, re.IGNORECASE)
        ]
        assert written == []


@pytest.mark.parametrize("path", MODULES + APPS, ids=name_of)
def test_cookies_are_those_of_the_registry(path):
    if path != SHOP / "web/cookies.py":
        assert [text for text in texts_of(path) if "__Host-" in text] == []


def test_tests_use_the_real_code_and_all_of_them_run():
    # Browser tests say aloud where there is no browser.
    pattern = re.compile(r"\.setat[t]r\(|mock\.pat[c]h|mark\.(s[k]ip|xf[a]il)|unittest\.moc[k]")
    found = [
        f"{name_of(path)}:{number}"
        for path in sorted((ROOT / "tests").rglob("*.py"))
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if pattern.search(line) and path.parent.name != "browser"
    ]
    assert found == []


def test_warnings_are_errors():
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert settings["tool"]["pytest"]["filterwarnings"] == ["error"]
