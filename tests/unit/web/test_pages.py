from pathlib import Path
from typing import Any

import minijinja
import pytest

from shop.domain.errors import NotFound
from shop.web import pages
from shop.web.problems import document

TEMPLATES = Path(pages.__file__).parent / "templates"
HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "' onmouseover='alert(1)",
    "{{ 70700707 * 7 }}",
    "{% include 'base.html' %}",
    "</title><svg/onload=alert(1)>",
    "javascript:alert(1)",
    "&lt;b&gt;",
    "<!--",
    "]]>",
    "\u2028<b>",
    "\uff1cscript\uff1e",
]


def error_page(**data: Any) -> str:
    problem = document(NotFound("Detail"), instance="/", request_id="r1") | data
    return pages.render("error.html", data=problem, path="/", problem=None, form={})


def tags(page: str) -> int:
    return page.count("<")


@pytest.mark.parametrize("text", HOSTILE)
def test_whatever_is_shown_is_text_and_no_markup(text):
    page = error_page(detail=text, title=text, request_id=text)
    assert tags(page) == tags(error_page())
    assert "494904949" not in page  # longer than the hash in the address of an asset
    for attribute in ("onerror", "onload", "onmouseover"):
        assert f"<img src=x {attribute}" not in page


def test_a_name_it_was_not_given_is_a_fault():
    with pytest.raises(minijinja.TemplateError):
        pages.render("error.html", data={}, path="/")


@pytest.mark.parametrize("name", ["no-such.html", "", "../pages.py", "/etc/hostname"])
def test_a_template_that_is_not_there_is_a_fault(name):
    with pytest.raises(minijinja.TemplateError):
        pages.render(name)


def test_a_fault_in_a_template_does_not_tell_the_values():
    with pytest.raises(minijinja.TemplateError) as raised:
        pages.render("error.html", data={"title": "canary"}, path="/")
    assert "canary" not in f"{raised.value!s}{raised.value!r}"


def test_every_template_is_sound():
    for path in sorted(TEMPLATES.glob("*.html")):
        minijinja.Environment().add_template(path.name, path.read_text(encoding="utf-8"))


@pytest.mark.parametrize(
    ("field", "words"),
    [
        ("shipping_address.line1", "Shipping address, address line 1"),
        ("postal_code", "Postcode"),
        ("new_password", "New password"),
    ],
)
def test_a_mistake_is_told_in_the_words_of_its_label(field, words):
    problem = {"title": "Wrong", "errors": [{"field": field, "message": "Please fill this in."}]}
    page = pages.render(
        "password_forgot.html", problem=problem, path="/", form={"values": {}, "errors": {}}
    )
    assert f'<a href="#{field}">{words}: Please fill this in.</a>' in page
