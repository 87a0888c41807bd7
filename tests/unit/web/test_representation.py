import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.web.representation import HTML, JSON, preferred

FIREFOX = "text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,*/*;q=0.8"
SAFARI = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"


@pytest.mark.parametrize(
    ("accept", "expected"),
    [
        (None, JSON),
        ("", JSON),
        ("*/*", JSON),
        ("application/json", JSON),
        ("application/*", JSON),
        ("application/json, text/html", JSON),
        ("application/json, */*;q=0.1", JSON),
        ("text/html;q=0.5, application/json", JSON),
        ("text/html;q=0", JSON),
        ("text/html;q=0, */*", JSON),
        ("image/png", JSON),
        ("text/plain", JSON),
        ("application/json;q=0", JSON),
        ("text/html", HTML),
        ("TEXT/HTML", HTML),
        ("text/*", HTML),
        ("text/html, application/json", HTML),
        ("text/html;level=1;q=0.9, application/json;q=0.8", HTML),
        ("application/json;q=0.5, text/html", HTML),
        ("application/json;q=0, */*", HTML),
        ("*/*, text/html", HTML),
        (" text/html ; q=1.0 ,application/json;q=0.9", HTML),
        (FIREFOX, HTML),
        (SAFARI, HTML),
    ],
)
def test_answers_in_what_the_client_prefers(accept, expected):
    assert preferred(accept) == expected


@pytest.mark.parametrize("quality", ["2", "-1", "nan", "inf", "", "x", "1e400"])
def test_a_weight_that_is_none_counts_as_not_wanted(quality):
    assert preferred(f"text/html;q={quality}, application/json;q=0.1") == JSON


def test_chooses_among_more_than_two():
    offered = (JSON, HTML, "text/markdown", "text/plain")
    assert preferred("text/plain, text/markdown;q=0.9", offered) == "text/plain"
    assert preferred("text/markdown", offered) == "text/markdown"
    assert preferred("text/*;q=0.5, text/plain", offered) == "text/plain"
    assert preferred("text/*", offered) == HTML


@given(st.text())
def test_always_answers_in_something_it_has(accept):
    assert preferred(accept) in (JSON, HTML)


@pytest.mark.parametrize("accept", ["," * 100_000, "text/html;" * 10_000, "q=" * 50_000])
def test_no_header_takes_long(accept):
    started = time.process_time()
    preferred(accept)
    assert time.process_time() - started < 0.05
