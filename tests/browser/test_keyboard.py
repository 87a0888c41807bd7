"""An order by keyboard alone: no mouse, no script of the test reaches into a form."""

import re

from playwright.sync_api import Locator, Page, expect

from tests.support.page_visits import DESKTOP
from tests.support.stage import new_email

MOST_STEPS = 150
# What a person sees of where they are: a ring or a shadow around it, or around its card.
IS_VISIBLE = """() => {
  const ringed = ({ outlineStyle, outlineWidth, boxShadow }) =>
    (outlineStyle !== "none" && parseFloat(outlineWidth) >= 2) || boxShadow !== "none";
  const at = document.activeElement;
  const places = [at, at.parentElement, at.closest(".card"), at.closest("label")];
  const styles = places.filter(Boolean).map((place) => getComputedStyle(place));
  styles.push(getComputedStyle(at, "::after"), getComputedStyle(at, "::before"));
  return styles.some(ringed);
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
