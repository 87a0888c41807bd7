"""What must hold on every page of the shop, each looked at once by `tests.support.page_visits`."""

from collections import Counter
from itertools import pairwise

import pytest

from tests.support.page_visits import AXE, Seen
from tests.support.site_pages import PAGES

MOST_BYTES = 30_000
MOST_STYLE_BYTES = 12_000
MOST_BLOCKING_REQUESTS = 4


def where(seen: dict[str, Seen], aspect: str) -> dict[str, list[str]]:
    """Return the pages on which something was found, with what it is."""
    return {name: getattr(page, aspect) for name, page in seen.items() if getattr(page, aspect)}


def test_every_page_answers_as_expected(pages_seen):
    wanted = {page.name: page.status for page in PAGES}
    assert {name: page.status for name, page in pages_seen.items()} == wanted


def test_axe_finds_nothing_on_any_page(pages_seen):
    if not AXE.exists():
        pytest.skip("axe-core is not installed, as Node.js is not: accessibility was not tested")
    assert where(pages_seen, "violations") == {}


@pytest.mark.parametrize("aspect", ["too_wide", "clipped", "moving", "console", "other_hosts"])
def test_nothing_is_found_on_any_page(pages_seen, aspect):
    assert where(pages_seen, aspect) == {}


@pytest.mark.parametrize("aspect", ["console", "other_hosts"])
def test_nothing_is_found_by_others_either(pages_seen_by_others, aspect):
    assert where(pages_seen_by_others, aspect) == {}


@pytest.mark.parametrize("whose", ["pages_seen", "pages_seen_by_others"])
def test_every_page_is_light(request, whose):
    found = request.getfixturevalue(whose)
    heavy = {name: page.weight for name, page in found.items() if page.weight > MOST_BYTES}
    slow = {
        name: page.blocking_requests
        for name, page in found.items()
        if len(page.blocking_requests) > MOST_BLOCKING_REQUESTS
    }
    assert heavy == {}
    assert slow == {}
    assert all("document" in page.bytes_by_kind for page in found.values())


def test_the_style_sheet_is_one_and_light(pages_seen):
    sheets = {
        path
        for page in pages_seen.values()
        for path in page.blocking_requests
        if path.endswith(".css") and page.name != "styleguide"
    }
    assert len(sheets) == 1
    assert all(page.bytes_by_kind["stylesheet"] <= MOST_STYLE_BYTES for page in pages_seen.values())


def test_no_page_loads_a_font(pages_seen):
    assert [name for name, page in pages_seen.items() if "font" in page.bytes_by_kind] == []


def test_every_page_is_said_to_be_in_british_english(pages_seen):
    assert {page.language for page in pages_seen.values()} == {"en-GB"}


def test_every_page_has_one_heading_of_the_first_level_and_skips_none(pages_seen):
    wrong = {}
    for name, page in pages_seen.items():
        levels = page.headings
        skips = [b for a, b in pairwise(levels) if b > a + 1]
        if levels[:1] != [1] or levels.count(1) != 1 or skips:
            wrong[name] = levels
    assert wrong == {}


def test_pages_at_different_addresses_have_different_titles(pages_seen):
    # The same page with something said on it, or a mistake in its form, keeps its title.
    paths = {page.url.partition("?")[0]: page for page in pages_seen.values()}
    titles = Counter(page.title for page in paths.values() if page.status == 200)
    assert {title: number for title, number in titles.items() if number > 1} == {}
    assert all(page.title for page in pages_seen.values())
