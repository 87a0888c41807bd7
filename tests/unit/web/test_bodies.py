import base64
import contextlib
import json
import time

import pytest

from shop.domain.errors import InvalidRequest
from shop.web.bodies import (
    FORM_TYPE,
    JSON_TYPE,
    LARGEST_BODY_BYTES,
    parse_body,
    parse_form,
    parse_json,
    raw_body,
)
from shop.web.problems import TooLarge, UnsupportedMediaType


class TestRawBody:
    @pytest.mark.parametrize("event", [{}, {"body": None}, {"body": ""}, {"body": 0}])
    def test_reads_a_missing_body_as_empty(self, event):
        assert raw_body(event) == b""

    def test_reads_text_as_utf_8(self):
        assert raw_body({"body": "£5"}) == "£5".encode()

    def test_decodes_base64(self):
        body = base64.b64encode(b"a=\xff").decode()
        assert raw_body({"body": body, "isBase64Encoded": True}) == b"a=\xff"

    @pytest.mark.parametrize("body", ["{}", "abc", "a===", "é", "YQ==\n", "YQ==YQ==", "\ud800"])
    def test_refuses_what_is_called_base64_and_is_not(self, body):
        with pytest.raises(InvalidRequest, match="base64"):
            raw_body({"body": body, "isBase64Encoded": True})

    @pytest.mark.parametrize("body", [{"a": 1}, ["a"], 5, True])
    def test_refuses_a_body_that_is_not_text(self, body):
        with pytest.raises(InvalidRequest):
            raw_body({"body": body})

    def test_reads_64_kilobytes(self):
        assert len(raw_body({"body": "x" * LARGEST_BODY_BYTES})) == 65536

    @pytest.mark.parametrize("body", ["x" * 65537, "é" * 32769, "x" * 1_000_000])
    def test_refuses_more_than_64_kilobytes(self, body):
        with pytest.raises(TooLarge):
            raw_body({"body": body})

    def test_reads_64_kilobytes_in_base64(self):
        body = base64.b64encode(b"x" * 65536).decode()
        assert len(raw_body({"body": body, "isBase64Encoded": True})) == 65536

    @pytest.mark.parametrize("size", [65537, 65539, 200_000])
    def test_refuses_more_than_64_kilobytes_in_base64(self, size):
        body = base64.b64encode(b"x" * size).decode()
        with pytest.raises(TooLarge):
            raw_body({"body": body, "isBase64Encoded": True})


class TestParseBody:
    @pytest.mark.parametrize(
        "content_type",
        [JSON_TYPE, "Application/JSON", "application/json; charset=utf-8", " application/json ;x"],
    )
    def test_reads_json(self, content_type):
        assert parse_body(b'{"a": 1}', content_type) == {"a": 1}

    @pytest.mark.parametrize("content_type", [FORM_TYPE, f"{FORM_TYPE};charset=UTF-8"])
    def test_reads_forms(self, content_type):
        assert parse_body(b"a=1", content_type) == {"a": "1"}

    @pytest.mark.parametrize("content_type", ["", JSON_TYPE, FORM_TYPE])
    @pytest.mark.parametrize("raw", [b"", b" \r\n"])
    def test_an_empty_body_has_no_fields(self, raw, content_type):
        assert parse_body(raw, content_type) == {}

    @pytest.mark.parametrize(
        "content_type",
        [
            "",
            "text/plain",
            "multipart/form-data; boundary=x",
            "application/xml",
            "application/json, application/x-www-form-urlencoded",
            "application/jsonp",
            "application/problem+json",
            "json",
        ],
    )
    def test_refuses_every_other_format(self, content_type):
        with pytest.raises(UnsupportedMediaType, match="application/json"):
            parse_body(b"a=1", content_type)

    def test_refuses_a_multipart_upload(self):
        raw = b'--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n'
        with pytest.raises(UnsupportedMediaType):
            parse_body(raw, "multipart/form-data; boundary=x")


def nested(levels: int, opening: str = '{"a":', closing: str = "}") -> bytes:
    return (opening * levels + "1" + closing * levels).encode()


class TestParseJson:
    def test_reads_an_object(self):
        raw = '{"text": "£5 \\ud83d\\ude00\\n", "list": [1, -2, 0.5, true, null], "o": {}}'.encode()
        assert parse_json(raw) == {
            "text": "£5 😀\n",
            "list": [1, -2, 0.5, True, None],
            "o": {},
        }

    @pytest.mark.parametrize("raw", [b"[]", b"1", b'"text"', b"null", b"true", b"[{}]"])
    def test_refuses_what_is_no_object(self, raw):
        with pytest.raises(InvalidRequest, match="object"):
            parse_json(raw)

    @pytest.mark.parametrize(
        "raw",
        [
            b"{",
            b"}",
            b"{'a': 1}",
            b'{"a": 1,}',
            b'{"a": 1} {}',
            b"a=1",
            b'{"a": 01}',
            b'{"a": .5}',
            b'{"a": "\n"}',
            b'{"a": "\\x"}',
            b'\xef\xbb\xbf{"a": 1}',
            b'{"a": 1}\x00',
            b'{"a": "',
            b'{"a": "\\',
        ],
    )
    def test_refuses_what_is_not_json(self, raw):
        with pytest.raises(InvalidRequest, match="not JSON"):
            parse_json(raw)

    @pytest.mark.parametrize("raw", [b'{"a": "\xff"}', b'{"a": "\xed\xa0\x80"}', b"\x80{}"])
    def test_refuses_what_is_not_utf_8(self, raw):
        with pytest.raises(InvalidRequest, match="UTF-8"):
            parse_json(raw)

    def test_reads_twenty_levels(self):
        assert parse_json(nested(20))["a"]["a"]

    @pytest.mark.parametrize(
        "raw",
        [
            nested(21),
            nested(10_000),
            nested(100_000, '{"a":', ""),
            b'{"a":' + b"[" * 60_000,
            b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}",
            b'{"]]]]]]]]]]]]]]]]]]]]":' + b"[" * 21 + b"]" * 21 + b"}",
            b'{"\\"]":' + b"[" * 21 + b"]" * 21 + b"}",
        ],
    )
    def test_refuses_deeper_nesting(self, raw):
        with pytest.raises(InvalidRequest, match="deeper"):
            parse_json(raw)

    def test_brackets_inside_text_are_no_nesting(self):
        text = "[{" * 1000 + '"\\'
        assert parse_json(json.dumps({"a": text}).encode()) == {"a": text}

    @pytest.mark.parametrize(
        "raw",
        [b'{"a": 1, "a": 1}', b'{"a": 1, "\\u0061": 2}', b'{"o": {"b": 1, "c": 2, "b": 3}}'],
    )
    def test_refuses_a_key_that_comes_twice(self, raw):
        with pytest.raises(InvalidRequest, match="twice"):
            parse_json(raw)

    @pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity"])
    def test_refuses_constants_that_json_does_not_have(self, number):
        with pytest.raises(InvalidRequest, match="not JSON"):
            parse_json(f'{{"a": {number}}}'.encode())

    @pytest.mark.parametrize("number", ["1e400", "-1e400", "1e999999999", "1" * 400 + ".0"])
    def test_refuses_numbers_beyond_the_largest(self, number):
        with pytest.raises(InvalidRequest, match="too large"):
            parse_json(f'{{"a": {number}}}'.encode())

    @pytest.mark.parametrize("digits", ["1" * 21, "-" + "9" * 20, "9" * 5_000, "9" * 60_000])
    def test_refuses_integers_of_more_than_twenty_digits(self, digits):
        with pytest.raises(InvalidRequest, match="too long"):
            parse_json(f'{{"a": {digits}}}'.encode())

    @pytest.mark.parametrize(
        "text", ["\\ud800", "\\udc00", "a\\udfffb", "\\u0000", "\\u0007", "\\u001b", "\\u007f"]
    )
    def test_refuses_half_characters_and_control_characters(self, text):
        for raw in (f'{{"a": "{text}"}}', f'{{"{text}": 1}}', f'{{"a": [{{"b": ["{text}"]}}]}}'):
            with pytest.raises(InvalidRequest, match="printed"):
                parse_json(raw.encode())

    @pytest.mark.parametrize("text", ["a\tb", "a\r\nb", "\u202e\u200f", "e\u0301", "\u00a0"])
    def test_keeps_what_people_type(self, text):
        assert parse_json(json.dumps({"a": text}).encode()) == {"a": text}


class TestParseForm:
    def test_reads_fields(self):
        assert parse_form(b"name=Ada+L%C3%A9&note=a%3Db%26c&empty=&bare") == {
            "name": "Ada Lé",
            "note": "a=b&c",
            "empty": "",
            "bare": "",
        }

    def test_dots_nest(self):
        raw = b"shipping_address.line1=a&shipping_address.city=b&name=c"
        assert parse_form(raw) == {
            "shipping_address": {"line1": "a", "city": "b"},
            "name": "c",
        }

    def test_passes_over_empty_pairs(self):
        assert parse_form(b"&&a=1&") == {"a": "1"}

    @pytest.mark.parametrize(
        "raw",
        [b"a=1&a=1", b"a=1&%61=2", b"a.b=1&a=2", b"a=1&a.b=2", b"a.b=1&a.b=2", b"a.b=1&a.b.c=2"],
    )
    def test_refuses_a_field_that_comes_twice(self, raw):
        with pytest.raises(InvalidRequest, match="twice"):
            parse_form(raw)

    @pytest.mark.parametrize("raw", [b"a=%ff", b"%ff=1", b"a=\xff", b"a=%ed%a0%80", b"a=%c0%ae"])
    def test_refuses_what_is_not_utf_8(self, raw):
        with pytest.raises(InvalidRequest, match="UTF-8"):
            parse_form(raw)

    @pytest.mark.parametrize("raw", [b"a=%00", b"a%00=1", b"a=%1b[2J", b"a=%7F", b"a.b=%08"])
    def test_refuses_control_characters(self, raw):
        with pytest.raises(InvalidRequest, match="printed"):
            parse_form(raw)

    @pytest.mark.parametrize("raw", [b"a=%", b"a=%zz", b"a=100%25%"])
    def test_keeps_a_percent_sign_that_encodes_nothing(self, raw):
        assert "%" in parse_form(raw)["a"]

    def test_reads_200_fields(self):
        assert len(parse_form(b"&".join(b"f%d=" % n for n in range(200)))) == 200

    @pytest.mark.parametrize("raw", [b"&".join(b"f%d=" % n for n in range(201)), b"&" * 65_000])
    def test_refuses_more_fields(self, raw):
        with pytest.raises(InvalidRequest, match="too many"):
            parse_form(raw)

    @pytest.mark.parametrize("name", [b"a." * 20 + b"a", b"." * 65_000])
    def test_refuses_names_that_nest_too_deep(self, name):
        with pytest.raises(InvalidRequest, match="deep"):
            parse_form(name + b"=1")


@pytest.mark.parametrize(
    "raw",
    [
        b'"' + b'\\"' * 32_000,
        b'{"a":"' + b"\\\\" * 32_000,
        b'"' * 65_000,
        b'{"' + b"a" * 65_000,
        b"[]" * 32_000,
        b'{"a":[' + b"0," * 32_000 + b"0]}",
        b'{"a":[' + b"1.0," * 16_000 + b"0]}",
        b"{" + b",".join(b'"%d":0' % n for n in range(7_000)) + b"}",
        b'{"a":1' + b"0" * 65_000 + b"}",
        b'{"a":0.' + b"1" * 65_000 + b"}",
        b'{"a":"' + b"\\ud800" * 10_000 + b'"}',
        b'{"a":' + b" " * 65_000 + b"}",
        b"a=" + b"%41" * 21_000,
        b"a" * 65_000,
        b"a." * 32_000,
        b"=" * 65_000,
    ],
    ids=lambda raw: raw[:8].decode("ascii", "replace") + "…",
)
@pytest.mark.parametrize("content_type", [JSON_TYPE, FORM_TYPE])
def test_no_64_kilobytes_take_long(raw, content_type):
    started = time.process_time()
    with contextlib.suppress(InvalidRequest):
        parse_body(raw[:LARGEST_BODY_BYTES], content_type)
    assert time.process_time() - started < 0.25
