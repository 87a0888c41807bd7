"""Fields into the struct a handler asks for, with every mistake told at once and in words."""

import re
import types
from typing import Any, Union, get_args, get_origin

import msgspec

from shop.domain.errors import FieldError, InvalidFields

_UNEXPECTED = "This is not in the expected form."
_MESSAGES = (
    (re.compile(r"Expected `str` of length >= 1\b"), "Please fill this in."),
    (re.compile(r"Expected `str` of length >= (\d+)"), "Use at least {} characters."),
    (re.compile(r"Expected `str` of length <= (\d+)"), "Use at most {} characters."),
    (re.compile(r"Expected `str` matching"), _UNEXPECTED),
    (re.compile(r"Expected `int` >= (-?\d+)"), "Enter a number of at least {}."),
    (re.compile(r"Expected `int` <= (-?\d+)"), "Enter a number of at most {}."),
    (re.compile(r"Expected `int`"), "Enter a whole number."),
    (re.compile(r"Expected `str`"), "This must be text."),
    (re.compile(r"Expected `bool`"), "This must be yes or no (true or false)."),
    (re.compile(r"Expected `array` of length <= (\d+)"), "Give at most {} of these."),
    (re.compile(r"Expected `array` of length >= (\d+)"), "Give at least {} of these."),
    (re.compile(r"Invalid enum value"), "Choose one of the options."),
)


def to_struct[S: msgspec.Struct](fields: dict[str, Any], kind: type[S], *, strict: bool) -> S:
    """Convert decoded fields to a struct.

    `strict` is for JSON; forms and queries only have text, so they are read laxly and an empty
    answer to an optional field counts as no answer.

    Raises:
        InvalidFields: with every field that is missing, unknown or wrong.
    """
    errors: list[FieldError] = []
    values = _convert(fields, kind, "", errors, strict=strict)
    if errors:
        raise InvalidFields(*errors)
    return kind(**values)


def _convert(
    fields: dict[str, Any],
    kind: type[msgspec.Struct],
    prefix: str,
    errors: list[FieldError],
    *,
    strict: bool,
) -> dict[str, Any]:
    known = {field.encode_name: field for field in msgspec.structs.fields(kind)}
    errors.extend(
        FieldError(f"{prefix}{name[:80]}", "There is no such field.")
        for name in fields
        if name not in known
    )
    values: dict[str, Any] = {}
    for name, field in known.items():
        given = fields.get(name)
        if _is_blank(given, strict=strict) and not field.required:
            continue
        if name not in fields:
            errors.append(FieldError(f"{prefix}{name}", "Please fill this in."))
            continue
        mistakes = len(errors)
        value = _convert_one(given, field.type, f"{prefix}{name}", errors, strict=strict)
        if len(errors) == mistakes:
            values[field.name] = value
    return values


def _convert_one(
    given: Any,  # noqa: ANN401 - whatever was sent
    kind: Any,  # noqa: ANN401 - a type expression
    name: str,
    errors: list[FieldError],
    *,
    strict: bool,
) -> Any:  # noqa: ANN401 - of that type
    nested = _struct_in(kind)
    if nested is not None and isinstance(given, dict):
        mistakes = len(errors)
        inner = _convert(given, nested, f"{name}.", errors, strict=strict)
        return nested(**inner) if len(errors) == mistakes else None
    if not strict and isinstance(given, dict):
        given = _in_order(given)
    try:
        return msgspec.convert(given, kind, strict=strict)
    except msgspec.ValidationError as error:
        errors.append(FieldError(name, in_words(str(error))))


def _in_order(given: dict[str, Any]) -> Any:  # noqa: ANN401 - a list, if it is numbered
    """Return the list that a form sends as `lines.0.sku`, `lines.1.sku` and so on."""
    if not all(name.isascii() and name.isdecimal() for name in given):
        return given
    return [given[name] for name in sorted(given, key=int)]


def _is_blank(given: Any, *, strict: bool) -> bool:  # noqa: ANN401 - whatever was sent
    if given is None:
        return True
    if strict:
        return False
    if isinstance(given, dict):
        return all(_is_blank(item, strict=False) for item in given.values())
    return isinstance(given, str) and not given.strip()


def _struct_in(kind: Any) -> type[msgspec.Struct] | None:  # noqa: ANN401 - a type expression
    options = get_args(kind) if get_origin(kind) in (Union, types.UnionType) else (kind,)
    for option in options:
        if isinstance(option, type) and issubclass(option, msgspec.Struct):
            return option
    return None


def in_words(message: str) -> str:
    """Say a msgspec message as a person would; one without a translation says the least."""
    for pattern, words in _MESSAGES:
        match = pattern.search(message)
        if match:
            return words.format(*match.groups())
    return _UNEXPECTED
