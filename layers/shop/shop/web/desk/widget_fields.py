"""What was typed into a widget's fields, as the fields that an action asks for.

A dashboard sends the fields of all forms of a widget together, so each has a name of its own:
`<form>.<field>`, such as `ship-CT-2PQX-5MWJ-A.tracking`.
"""

import csv
import io
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from typing import Any

from shop.domain.errors import FieldError, InvalidFields

type Fields = dict[str, Any]
_PENCE = 100
_LARGEST_POUNDS = 1_000_000
_PERCENT = "percent"


def typed_fields(typed: Mapping[str, str], form: str) -> Fields:
    """Return what was typed into a form, by field; `lines.0.sku` nests."""
    found: Fields = {}
    prefix = f"{form}."
    for name, value in typed.items():
        if name.startswith(prefix):
            _place(found, name.removeprefix(prefix).split("."), value)
    return found


def merged(given: Fields, typed: Fields) -> Fields:
    """Return what a button said together with what was typed; the button's word counts."""
    both = dict(typed)
    for name, value in given.items():
        nested = both.get(name)
        is_deeper = isinstance(value, dict) and isinstance(nested, dict)
        both[name] = merged(value, nested) if is_deeper else value  # type: ignore[arg-type]
    return both


def _place(fields: Fields, path: list[str], value: str) -> None:
    for name in path[:-1]:
        inner = fields.setdefault(name, {})
        if not isinstance(inner, dict):
            return
        fields = inner
    fields[path[-1]] = value


def refund_fields(fields: Fields) -> Fields:
    """Read an amount in pounds; none is the whole."""
    amount = str(fields.pop("amount", "")).strip()
    return fields | ({"amount_pence": pence_of(amount, "amount")} if amount else {})


def repair_fields(fields: Fields) -> Fields:
    """Read how many were counted; nothing typed is what the movements come to."""
    available = str(fields.pop("available", "")).strip()
    return fields | ({"available": available} if available else {})


def promotion_fields(fields: Fields) -> Fields:
    """Read amounts in pounds and days; a promotion ends with the end of its last day."""
    kind, amount = fields.get("kind"), str(fields.pop("amount", "")).strip()
    least = str(fields.pop("least_subtotal", "")).strip()
    if amount:
        fields["amount"] = amount if kind == _PERCENT else pence_of(amount, "amount")
    if least:
        fields["least_subtotal_pence"] = pence_of(least, "least_subtotal")
    if starts_on := _day(fields.pop("starts_on", ""), "starts_on"):
        fields["starts_at"] = datetime.combine(starts_on, time(), UTC)
    if ends_on := _day(fields.pop("ends_on", ""), "ends_on"):
        fields["ends_at"] = datetime.combine(ends_on + timedelta(days=1), time(), UTC)
    return fields


def import_fields(fields: Fields) -> Fields:
    """Read rows of goods out of CSV text, whose first line names the columns."""
    return fields | {"rows": rows_of(str(fields.pop("csv", "")))}


def rows_of(text: str) -> list[dict[str, str]]:
    """Return the rows of CSV text; one with more or fewer cells than the first line is empty.

    Raises:
        InvalidFields: there is nothing in it, or it is no CSV.
    """
    try:
        lines = [cells for cells in csv.reader(io.StringIO(text.strip()), strict=True) if cells]
    except csv.Error:
        raise InvalidFields(FieldError("csv", "This is no CSV: a quote is not closed.")) from None
    if len(lines) <= 1:
        message = "Paste the first line, which names the columns, and at least one row."
        raise InvalidFields(FieldError("csv", message))
    header = [name.strip().lstrip("\ufeff") for name in lines[0]]
    if len(set(header)) < len(header):
        raise InvalidFields(FieldError("csv", "A column is there more than once."))
    return [
        dict(zip(header, cells, strict=True)) if len(cells) == len(header) else {}
        for cells in lines[1:]
    ]


def pence_of(text: str, field: str) -> int:
    """Read an amount in pounds, such as `12.50`.

    Raises:
        InvalidFields: it is none, or has more than two decimals.
    """
    try:
        pounds = Decimal(text.removeprefix("£").strip())
    except InvalidOperation:
        pounds = Decimal("NaN")
    if not pounds.is_finite() or not 0 <= pounds <= _LARGEST_POUNDS or (pounds * _PENCE) % 1:
        raise InvalidFields(FieldError(field, "Enter an amount in pounds, such as 12.50."))
    return int(pounds * _PENCE)


def _day(given: object, field: str) -> date | None:
    text = str(given).strip()
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        message = "Enter a day as year, month, day: 2026-12-31."
        raise InvalidFields(FieldError(field, message)) from None


ADAPTED: dict[str, Callable[[Fields], Fields]] = {
    "refund": refund_fields,
    "repair-stock": repair_fields,
    "start-promotion": promotion_fields,
    "import-products": import_fields,
}
