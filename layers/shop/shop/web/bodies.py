"""Request bodies: bounded and decoded before they are parsed, then checked field by field.

Refused before any struct is looked at: more than 64 KB, not UTF-8, more than 20 levels deep,
a key or field that comes twice, NaN and infinities, lone surrogates, control characters.
"""

import base64
import binascii
import json
import math
import re
from typing import Any
from urllib.parse import unquote_to_bytes

from shop.domain.errors import InvalidRequest
from shop.web.problems import TooLarge, UnsupportedMediaType

LARGEST_BODY_BYTES = 64 * 1024
_DEEPEST_JSON = 20
_MOST_FORM_FIELDS = 200
_LONGEST_NUMBER_DIGITS = 20
# A text without its closing quote is passed over as well: were it not, the search would start again
# at each quote inside it, and 64 KB of them would take minutes.
_BRACKETS = re.compile(rb'"(?:[^"\\]++|\\.)*+"?|[\[\]{}]', re.DOTALL)
# Line ends and tabs are text that people type; nothing else below U+0020 is.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff]")

JSON_TYPE = "application/json"
FORM_TYPE = "application/x-www-form-urlencoded"


def raw_body(event: dict[str, Any]) -> bytes:
    """Return the request's body as bytes.

    Raises:
        InvalidRequest: it is said to be base64 and is not.
        TooLarge: it is larger than the shop reads.
    """
    body = event.get("body") or ""
    if not isinstance(body, str):
        raise InvalidRequest("The body is not text.")
    if len(body) > LARGEST_BODY_BYTES * 4 // 3 + 4:
        raise TooLarge("The shop reads at most 64 KB.")
    if event.get("isBase64Encoded"):
        try:
            raw = base64.b64decode(body, validate=True)
        except (binascii.Error, ValueError):
            raise InvalidRequest("The body is not valid base64.") from None
    else:
        raw = body.encode("utf-8", "surrogatepass")
    if len(raw) > LARGEST_BODY_BYTES:
        raise TooLarge("The shop reads at most 64 KB.")
    return raw


def parse_body(raw: bytes, content_type: str) -> dict[str, Any]:
    """Return the fields of a JSON object or a form; an empty body has none.

    Raises:
        InvalidRequest: the body is broken or one of the things the shop refuses.
        UnsupportedMediaType: the content type is neither JSON nor a form.
    """
    media = content_type.partition(";")[0].strip().lower()
    if not raw.strip() and media in ("", JSON_TYPE, FORM_TYPE):
        return {}
    if media == JSON_TYPE:
        return parse_json(raw)
    if media == FORM_TYPE:
        return parse_form(raw)
    raise UnsupportedMediaType(f"Send {JSON_TYPE} or {FORM_TYPE}.")


def parse_json(raw: bytes) -> dict[str, Any]:
    """Parse a JSON object strictly.

    Raises:
        InvalidRequest: it is not one, or it is one of the things the shop refuses.
    """
    _refuse_depth(raw)
    try:
        parsed = json.loads(
            raw.decode("utf-8"),
            object_pairs_hook=_without_duplicates,
            parse_constant=_refuse_constant,
            parse_int=_bounded_integer,
            parse_float=_finite_number,
        )
    except UnicodeDecodeError:
        raise InvalidRequest("The body is not UTF-8.") from None
    except json.JSONDecodeError as error:
        raise InvalidRequest(f"The body is not JSON: {error.msg}.") from None
    if not isinstance(parsed, dict):
        raise InvalidRequest("The body must be a JSON object.")
    _refuse_unprintable(parsed)
    return parsed


def parse_form(raw: bytes) -> dict[str, Any]:
    """Parse a form; a dot in a name nests: `shipping_address.line1`.

    Raises:
        InvalidRequest: a field comes twice, a name nests two ways, or a value is not text.
    """
    pairs = raw.split(b"&")
    if len(pairs) > _MOST_FORM_FIELDS:
        raise InvalidRequest("The form has too many fields.")
    fields: dict[str, Any] = {}
    for pair in pairs:
        if pair:
            name, _, value = pair.partition(b"=")
            # Browsers send line ends as CR LF; people mean one character, and limits count it so.
            text = _decoded(value).replace("\r\n", "\n")
            _place(fields, _decoded(name).split("."), text)
    _refuse_unprintable(fields)
    return fields


def _decoded(quoted: bytes) -> str:
    try:
        return unquote_to_bytes(quoted.replace(b"+", b" ")).decode("utf-8")
    except UnicodeDecodeError:
        raise InvalidRequest("The form is not UTF-8.") from None


def _place(fields: dict[str, Any], path: list[str], value: str) -> None:
    if len(path) > _DEEPEST_JSON:
        raise InvalidRequest("A field's name nests too deep.")
    for name in path[:-1]:
        fields = fields.setdefault(name, {})
        if not isinstance(fields, dict):
            raise InvalidRequest(f"The field {name[:80]!r} comes twice.")
    if path[-1] in fields:
        raise InvalidRequest(f"The field {path[-1][:80]!r} comes twice.")
    fields[path[-1]] = value


def _refuse_depth(raw: bytes) -> None:
    depth = 0
    for match in _BRACKETS.finditer(raw):
        bracket = match.group()
        depth += (bracket in (b"[", b"{")) - (bracket in (b"]", b"}"))
        if depth > _DEEPEST_JSON:
            raise InvalidRequest(f"The JSON nests deeper than {_DEEPEST_JSON} levels.")


def _without_duplicates(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    fields = dict(pairs)
    if len(fields) != len(pairs):
        raise InvalidRequest("The JSON has a key that comes twice.")
    return fields


def _refuse_constant(name: str) -> None:
    raise InvalidRequest(f"{name} is not JSON.")


def _bounded_integer(digits: str) -> int:
    if len(digits) > _LONGEST_NUMBER_DIGITS:
        raise InvalidRequest("The JSON has a number that is too long.")
    return int(digits)


def _finite_number(digits: str) -> float:
    number = float(digits)
    if not math.isfinite(number):
        raise InvalidRequest("The JSON has a number that is too large.")
    return number


def _refuse_unprintable(value: Any) -> None:  # noqa: ANN401, C901 - whatever JSON holds
    if isinstance(value, str):
        if _CONTROL.search(value):
            raise InvalidRequest("The text has a character that cannot be printed.")
    elif isinstance(value, dict):
        for name, item in value.items():
            _refuse_unprintable(name)
            _refuse_unprintable(item)
    elif isinstance(value, list):
        for item in value:
            _refuse_unprintable(item)
