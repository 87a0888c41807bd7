"""The widgets' HTML: the one place where it is made, from templates that escape every value."""

import functools
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import minijinja

from shop.domain import instants
from shop.domain.money import CURRENCY, Money, in_figures

if TYPE_CHECKING:
    from minijinja._lowlevel import State

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
        filters={
            "pounds": _pounds,
            "moment": _moment,
            "day": _day,
            "words": _words,
            "date": _date,
            "number": _number,
        },
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


@minijinja.pass_state
def _moment(state: "State", text: str) -> str:
    """Write an instant in the dashboard's time, of which the page says what it is."""
    offset = timedelta(minutes=state.lookup("offset_minutes"))
    return (instants.from_rfc3339(text) + offset).strftime("%-d %b %Y, %H:%M")


@minijinja.pass_state
def _day(state: "State", text: str) -> str:
    offset = timedelta(minutes=state.lookup("offset_minutes"))
    return (instants.from_rfc3339(text) + offset).strftime("%-d %b %Y")


def _date(text: str) -> str:
    return date.fromisoformat(text).strftime("%-d %b")


def _number(value: int) -> str:
    return f"{value:,}"


def _words(text: str) -> str:
    """Say a name of ours in words: `awaiting_payment` is "Awaiting payment"."""
    return text.replace("_", " ").replace("-", " ").replace(".", ", ").capitalize()
