"""The widgets' HTML: the one place where it is made, from templates that escape every value."""

import functools
from datetime import date
from pathlib import Path
from typing import Any

import minijinja

from shop.domain import instants
from shop.domain.money import CURRENCY, Money, in_figures

_TEMPLATES = Path(__file__).parent / "templates"


@functools.cache
def _environment() -> minijinja.Environment:
    return minijinja.Environment(
        loader=_load,
        # Whatever the name of a template ends in: nothing anybody wrote is ever taken for HTML.
        auto_escape_callback=lambda _name: True,
        undefined_behavior="strict",
        debug=False,  # its messages would carry the values into the log
        trim_blocks=True,
        lstrip_blocks=True,
        filters={"pounds": _pounds, "moment": _moment, "day": _day, "words": _words, "date": _date},
    )


def _load(name: str) -> str | None:
    path = _TEMPLATES / name
    is_ours = path.parent == _TEMPLATES and path.is_file()
    return path.read_text(encoding="utf-8") if is_ours else None


def render(template: str, **context: Any) -> str:  # noqa: ANN401 - whatever the template needs
    """Render a widget.

    Raises:
        minijinja.TemplateError: the template is missing, broken, or needs a name it was not given.
    """
    return _environment().render_template(template, **context)


def _pounds(value: int | dict[str, Any]) -> str:
    """Write pence, or an amount of money, for a person."""
    pence = value if isinstance(value, int) else value["amount"]
    return in_figures(Money(pence, CURRENCY))


def _moment(text: str) -> str:
    return instants.from_rfc3339(text).strftime("%-d %b %Y, %H:%M")


def _day(text: str) -> str:
    return instants.from_rfc3339(text).strftime("%-d %b %Y")


def _date(text: str) -> str:
    return date.fromisoformat(text).strftime("%-d %b")


def _words(text: str) -> str:
    """Say a name of ours in words: `awaiting_payment` is "Awaiting payment"."""
    return text.replace("_", " ").replace("-", " ").replace(".", ", ").capitalize()
