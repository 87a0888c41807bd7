"""Pages: minijinja templates, escaped, that fail on a name they were not given."""

import functools
from pathlib import Path
from typing import Any

import minijinja

from shop.domain import instants
from shop.domain.money import Money, in_figures, with_code
from shop.gateways.settings import PRICES_INCLUDE_TAX, SHOP, SITE_URL
from shop.web.assets import asset_url
from shop.web.record_words import record_value, record_words

_TEMPLATES = Path(__file__).parent / "templates"
# Where a field's label has other words than its name.
_FIELD_WORDS = {
    "city": "town or city",
    "current_password": "password you have now",
    "email": "e-mail address",
    "goods": "which goods",
    "kind": "what you would like",
    "line1": "address line 1",
    "line2": "address line 2",
    "list_size": "entries on a page",
    "number": "order number",
    "postal_code": "postcode",
    "region": "county or region",
    "topic": "what it is about",
}


@functools.cache
def _environment() -> minijinja.Environment:
    return minijinja.Environment(
        loader=_load,
        undefined_behavior="strict",
        debug=False,  # its messages would carry the values into the log
        trim_blocks=True,
        lstrip_blocks=True,
        filters={
            "money": _money,
            "moment": _moment,
            "day": _day,
            "field_words": _field_words,
            "record_words": record_words,
            "record_value": record_value,
        },
        globals={
            "asset": _asset,
            "prices_include_tax": PRICES_INCLUDE_TAX,
            "shop": SHOP,
            "site_url": SITE_URL,
        },
    )


def _load(name: str) -> str | None:
    path = _TEMPLATES / name
    is_ours = path.parent == _TEMPLATES and path.is_file()
    return path.read_text(encoding="utf-8") if is_ours else None


def render(template: str, **context: Any) -> str:  # noqa: ANN401 - whatever the template needs
    """Render a page. Every value is escaped unless the template marks it safe.

    Raises:
        minijinja.TemplateError: the template is missing, broken, or needs a name it was not given.
    """
    return _environment().render_template(template, **context)


def _asset(name: str) -> str:
    # Names and hashes of our own: nothing in them needs escaping.
    return minijinja.safe(asset_url(name))


@minijinja.pass_state
def _money(state: Any, value: dict[str, Any]) -> str:  # noqa: ANN401 - minijinja's own
    money = Money(value["amount"], value["currency"])
    figures = with_code if state.lookup("currency_display") == "code" else in_figures
    # A hyphen is too short for a minus, and may be left alone at the end of a line.
    return figures(money).replace("-", "\N{MINUS SIGN}")


def _moment(text: str) -> str:
    return instants.in_words(instants.from_rfc3339(text))


def _day(text: str) -> str:
    return instants.date_in_words(instants.from_rfc3339(text))


def _field_words(name: str) -> str:
    """Say a field's name as its form does: `address.line1` is "Address, address line 1"."""
    parts = [_FIELD_WORDS.get(part, part.replace("_", " ")) for part in name.split(".")]
    words = ", ".join(parts)
    return words[:1].upper() + words[1:]
