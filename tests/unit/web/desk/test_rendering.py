"""The widgets' templates."""

import re
from pathlib import Path

import minijinja
import pytest

from shop.web.desk import rendering
from shop.web.desk.widget_pages import PAGES

TEMPLATES = Path(rendering.__file__).parent / "templates"


def test_every_page_has_its_template():
    assert {f"{name}.html" for name in PAGES} <= {path.name for path in TEMPLATES.iterdir()}


@pytest.mark.parametrize("path", sorted(TEMPLATES.iterdir()), ids=lambda path: path.name)
def test_nothing_is_taken_for_safe_and_nothing_would_be_removed(path: Path):
    text = path.read_text(encoding="utf-8")
    assert "safe" not in re.findall(r"\|\s*(\w+)", text)
    assert not re.search(r"autoescape|<script|<iframe|<use|javascript:|\son\w+=", text)


@pytest.mark.parametrize("name", ["missing.html", "../views.py", "/etc/passwd"])
def test_renders_only_what_is_in_its_folder(name: str):
    with pytest.raises(minijinja.TemplateError):
        rendering.render(name)


def test_fails_on_a_name_it_was_not_given():
    with pytest.raises(minijinja.TemplateError):
        rendering.render("links.html")
