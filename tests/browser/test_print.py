"""What comes out of a printer: the content alone, black on white, whole rows, nothing to press."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.page_visits import new_context, open_page
from tests.support.site_pages import PAGES
from tests.support.stage import Stage

PRINTED = (
    "order",
    "order-shipped",
    "order-placed",
    "invoice",
    "credit-note",
    "terms",
    "privacy",
    "policy-changes",
    "data",
    "second-factor-on",
)
FOR_THE_SCREEN = ".site-header, .site-footer, nav, button, input, select, textarea, form, .skip"
NEAR_WHITE = "rgb(255, 255, 255)"
INKS = """() => [...document.querySelectorAll("main *")]
  .filter((one) => one.checkVisibility() && one.innerText?.trim())
  .map((one) => getComputedStyle(one).color)"""
# No part of the page may bring a colour of its own.
PAPERS = """() => [document.body, ...document.querySelectorAll("main, main *")]
  .filter((one) => one.checkVisibility())
  .map((one) => getComputedStyle(one).backgroundColor)
  .filter((colour) => !/, 0\\)$/.test(colour))"""
PARTED = """() => [...document.querySelectorAll("tr")]
  .filter((row) => getComputedStyle(row).breakInside !== "avoid").length"""
FOLDED = """() => [...document.querySelectorAll("main details > :not(summary)")]
  .filter((one) => !one.closest(".order-actions, .screen-only"))
  .filter((one) => !one.checkVisibility({ contentVisibilityAuto: true })).length"""


@pytest.fixture(params=PRINTED)
def paper(request: pytest.FixtureRequest, chromium: Browser, stage: Stage) -> Iterator[Page]:
    """A page as it is printed by somebody whose screen is dark."""
    [wanted] = [page for page in PAGES if page.name == request.param]
    context = new_context(chromium, stage, wanted.who, color_scheme="dark")
    page = context.new_page()
    open_page(page, stage, wanted)
    page.emulate_media(media="print", color_scheme="dark")
    yield page
    context.close()


def test_nothing_is_printed_that_is_for_the_screen(paper: Page):
    seen = [one for one in paper.locator(FOR_THE_SCREEN).all() if one.is_visible()]
    assert [one.evaluate("element => element.outerHTML.slice(0, 80)") for one in seen] == []


def test_it_is_black_on_white_in_dark_mode_too(paper: Page):
    assert set(paper.evaluate(PAPERS)) <= {NEAR_WHITE}
    assert set(paper.evaluate(INKS)) <= {"rgb(0, 0, 0)", "rgb(68, 68, 68)"}


def test_rows_stay_whole_and_what_was_folded_is_there(paper: Page):
    assert (paper.evaluate(PARTED), paper.evaluate(FOLDED)) == (0, 0)


def test_it_says_whose_paper_it_is_and_can_be_kept_as_a_file(paper: Page):
    name = paper.locator(".print-only")
    assert name.is_visible()
    assert paper.url.partition("?")[0] in name.inner_text()
    assert paper.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_a_printed_policy_tells_where_its_links_lead(chromium: Browser, stage: Stage):
    context = new_context(chromium, stage, "visitor")
    page = context.new_page()
    page.goto("/policies/shipping-returns")
    page.emulate_media(media="print")
    after = "element => getComputedStyle(element, '::after').content"
    link = page.locator(".document .text a[href='/contact']").first
    assert "/contact" in link.evaluate(after)
    context.close()
