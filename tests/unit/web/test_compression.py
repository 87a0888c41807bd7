import base64
import gzip
import zlib

import pytest

from shop.web.compression import accepts_gzip, can_be_compressed, compressed, compressed_once

PAGE = "<p>Quiet nights – and good ones.</p>" * 100


def opened(packed: str) -> str:
    return gzip.decompress(base64.b64decode(packed)).decode()


@pytest.mark.parametrize(
    "sent",
    ["gzip", "gzip, deflate, br", "br;q=1.0, gzip;q=0.8", "GZIP", "*", "deflate , gzip ; q=0.001"],
)
def test_a_client_that_says_so_reads_gzip(sent):
    assert accepts_gzip(sent)


@pytest.mark.parametrize(
    "sent",
    [
        "",
        "br",
        "identity",
        "gzip;q=0",
        "gzip;q=0, *",
        "*;q=0",
        "gzip;q=x",
        "gzipped",
        ",;q=",
        "x" * 9_999,
    ],
)
def test_others_do_not(sent):
    assert not accepts_gzip(sent)


def test_short_answers_are_left_alone():
    assert not can_be_compressed("")
    assert not can_be_compressed("x" * 999)
    assert can_be_compressed("x" * 1_000)


@pytest.mark.parametrize("body", ["", "é", PAGE, "\U0001f47b" * 2_000])
def test_what_comes_out_is_what_went_in(body):
    assert opened(compressed_once(body)) == opened(compressed(body, "request-1")) == body


def test_is_smaller_even_in_base64():
    assert len(compressed_once(PAGE)) < len(PAGE) / 10


def test_browsers_read_it_as_one_member():
    decoder = zlib.decompressobj(zlib.MAX_WBITS | 16)
    assert decoder.decompress(base64.b64decode(compressed(PAGE, "request-1"))).decode() == PAGE
    assert decoder.eof
    assert decoder.unused_data == b""


def test_the_length_of_what_is_personal_says_little():
    lengths = {len(base64.b64decode(compressed(PAGE, f"request-{n}"))) for n in range(300)}
    assert len(lengths) > 50
    assert max(lengths) - min(lengths) < 64


def test_what_is_public_is_always_the_same():
    assert compressed_once(PAGE) == compressed_once(PAGE + "")
