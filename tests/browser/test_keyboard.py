"""An order by keyboard alone: no mouse, no script of the test reaches into a form."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.page_visits import DESKTOP
from tests.support.stage import new_email

MOST_STEPS = 150
# What a person sees of where they are: a ring that is there because of the focus, around the thing
# itself or the part of it that covers its card, and told from what is behind it (WCAG 2.2, 1.4.11).
IS_VISIBLE = """() => {
  const at = document.activeElement;
  const rings = () => [null, "::after", "::before"].map((part) => {
    const { outlineStyle, outlineWidth, outlineColor } = getComputedStyle(at, part);
    return outlineStyle === "none" || parseFloat(outlineWidth) < 2 ? "" : outlineColor;
  });
  const light = (colour) => {
    const [red, green, blue] = colour.match(/[0-9.]+/g).slice(0, 3).map((part) => part / 255)
      .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  };
  const contrast = (one, other) => {
    const [brighter, darker] = [light(one), light(other)].sort((a, b) => b - a);
    return (brighter + 0.05) / (darker + 0.05);
  };
  const behind = () => {
    for (let place = at.parentElement; place; place = place.parentElement) {
      const colour = getComputedStyle(place).backgroundColor;
      if (!/, 0\\)$/.test(colour)) return colour;
    }
    throw new Error("nothing is behind it");
  };
  const focused = rings();
  at.blur();
  const plain = rings();
  at.focus();
  return focused.some((ring, part) =>
    ring !== "" && ring !== plain[part] && contrast(ring, behind()) >= 3);
}"""
IS_FOCUSED = "element => element === document.activeElement"


def tab_to(page: Page, wanted: Locator) -> None:
    """Press Tab until something has the focus; everything on the way shows that it has it."""
    expect(wanted).to_be_attached()
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        at = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        assert at.startswith("<body") or page.evaluate(IS_VISIBLE), f"nobody sees the focus on {at}"
        if wanted.evaluate(IS_FOCUSED):
            return
    raise AssertionError(f"Tab does not lead to {wanted}")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    "path",
    ["/", "/products?q=lantern", "/cart", "/login", "/contact", "/cookies", "/policies/terms"],
)
def test_everything_that_has_the_focus_shows_it(walk, path, scheme):
    page = walk(DESKTOP)
    page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
    page.goto(path)
    met = 0
    for _ in range(MOST_STEPS):
        page.keyboard.press("Tab")
        at = page.evaluate("document.activeElement.outerHTML.slice(0, 120)")
        if at.startswith("<body"):
            break
        met += 1
        assert page.evaluate(IS_VISIBLE), f"nobody sees the focus on {at}"
    assert met > 10


def type_into(page: Page, name: str, words: str) -> None:
    tab_to(page, page.locator(f"main [id='{name}']"))
    page.keyboard.type(words)


def enter(page: Page, wanted: Locator) -> None:
    tab_to(page, wanted)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_the_first_step_leads_past_the_header(walk):
    page = walk(DESKTOP)
    page.goto("/")
    page.keyboard.press("Tab")
    expect(page.locator("a.skip")).to_be_focused()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('main') !== null")


def test_the_keyboard_alone_completes_an_order(walk, shop):
    page, email = walk(DESKTOP), new_email()
    page.goto("/")
    tab_to(page, page.get_by_role("searchbox"))
    page.keyboard.type("lantern")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    enter(page, page.locator("main a[href^='/products/']").first)
    enter(page, page.get_by_role("button", name="Put in the cart"))
    enter(page, page.locator("main a[href='/checkout']").first)
    type_into(page, "email", email)
    type_into(page, "billing_address.name", "Ada Example")
    type_into(page, "billing_address.line1", "1 Sample Street")
    type_into(page, "billing_address.city", "Exampleton")
    type_into(page, "billing_address.postal_code", "EX1 2MP")
    type_into(page, "billing_address.country", "United K")
    enter(page, page.get_by_role("button", name=re.compile("review", re.IGNORECASE)))
    expect(page.get_by_role("heading", level=1)).to_contain_text("Review")
    enter(page, page.get_by_role("button", name="Confirm order"))
    number = re.search(r"CT-[0-9A-Z-]+", page.url)
    assert number
    assert number[0] in shop.wait_for_mail(email, number[0])["Subject"]
