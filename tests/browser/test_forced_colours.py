"""With the colours that somebody's system forces on every page (Windows' contrast themes)."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.support.page_visits import new_context, open_page
from tests.support.site_pages import PAGES
from tests.support.stage import Stage

LOOKED_AT = ("home", "product", "cart", "checkout", "order", "contact-wrong", "cookies", "login")
# Backgrounds and shadows are gone: an edge has to say what can be pressed or filled in.
WITHOUT_AN_EDGE = """() => [...document.querySelectorAll(
    ".button:not(.link), select, textarea, " +
    "input:not([type=hidden], [type=radio], [type=checkbox])")]
  .filter((one) => one.checkVisibility() && !one.closest(".hidden"))
  .filter((one) => {
    const { borderTopStyle, borderTopWidth } = getComputedStyle(one);
    const around = getComputedStyle(one.parentElement);
    return [borderTopStyle, around.borderTopStyle].every((style) => style === "none")
      || parseFloat(borderTopWidth) + parseFloat(around.borderTopWidth) === 0;
  })
  .map((one) => one.outerHTML.slice(0, 80))"""
# What is drawn by hand must not have switched the forcing off.
SWITCHED_OFF = """() => [...document.querySelectorAll("main *")]
  .filter((one) => getComputedStyle(one).forcedColorAdjust === "none" && one.tagName !== "svg")
  .map((one) => one.outerHTML.slice(0, 80))"""
# Nobody sees a link by its colour alone inside of a sentence.
BARE_LINKS = """() => [...document.querySelectorAll(
    "main p a:not(.button), main li > a:not(.button)")]
  .filter((one) => one.checkVisibility() && !one.closest("nav, .card, .tiles, .filters, h2, h3"))
  .filter((one) => !getComputedStyle(one).textDecorationLine.includes("underline"))
  .map((one) => one.outerHTML.slice(0, 80))"""


@pytest.fixture(params=LOOKED_AT)
def forced(request: pytest.FixtureRequest, chromium: Browser, stage: Stage) -> Iterator[Page]:
    """A page as somebody with a contrast theme sees it."""
    [wanted] = [page for page in PAGES if page.name == request.param]
    context = new_context(chromium, stage, wanted.who, forced_colors="active")
    page = context.new_page()
    open_page(page, stage, wanted)
    yield page
    context.close()


def test_what_can_be_used_keeps_an_edge_and_links_their_line(forced: Page):
    assert forced.evaluate("matchMedia('(forced-colors: active)').matches")
    found = [forced.evaluate(script) for script in (WITHOUT_AN_EDGE, SWITCHED_OFF, BARE_LINKS)]
    assert found == [[], [], []]


def test_the_focus_is_seen(forced: Page):
    forced.keyboard.press("Tab")
    forced.keyboard.press("Tab")
    style, width = forced.evaluate(
        "(({outlineStyle, outlineWidth}) => [outlineStyle, parseFloat(outlineWidth)])"
        "(getComputedStyle(document.activeElement))"
    )
    assert (style, width >= 2) == ("solid", True)
