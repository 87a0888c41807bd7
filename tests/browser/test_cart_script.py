"""What the cart and the checkout do in place where there is JavaScript, and what if it fails."""

import re

import pytest
from playwright.sync_api import Page, expect

TOTAL = "#cart-total"


def fill_cart(page: Page) -> list[str]:
    """Put two products into the cart; return their SKUs."""
    page.goto("/products")
    stocked = page.locator(".card:has(.stock-in_stock) a[href^='/products/']")
    found = [link.get_attribute("href") or "" for link in stocked.all()]
    skus = [path.removeprefix("/products/") for path in dict.fromkeys(found)][:2]
    for sku in skus:
        page.goto(f"/products/{sku}")
        page.get_by_role("button", name="Put in the cart").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your cart")
    return skus


def leave_a_mark(page: Page) -> None:
    """Leave something in the window that a reload would wipe away."""
    page.evaluate("window.mark = true")


def is_marked(page: Page) -> bool:
    """Tell whether the page is still the one that was marked."""
    return bool(page.evaluate("window.mark === true"))


def test_a_quantity_is_changed_in_place_and_read_out(page: Page):
    first, second = fill_cart(page)
    before = page.locator(TOTAL).inner_text()
    leave_a_mark(page)

    quantity = page.locator(f"#quantity-{first}")
    quantity.fill("3")
    quantity.press("Tab")

    expect(page.locator(TOTAL)).not_to_have_text(before)
    expect(page.locator("#said")).to_contain_text("Total before delivery")
    expect(page.locator("[data-cart] .count")).to_contain_text("4")
    assert is_marked(page)
    assert page.evaluate("document.activeElement.id") in (f"remove-{first}", f"quantity-{first}")
    page.locator(f"#remove-{second}").click()
    expect(page.locator(f"#quantity-{second}")).to_have_count(0)
    assert page.evaluate("document.activeElement.id") == "main"
    assert is_marked(page)


def test_a_code_that_is_not_one_is_refused_in_place(page: Page):
    fill_cart(page)
    leave_a_mark(page)
    page.locator("#code").fill("NO-SUCH-CODE")
    page.locator("#use-code").click()
    expect(page.locator(".error-summary")).to_be_focused()
    assert is_marked(page)


def test_what_cannot_be_answered_in_place_is_sent_as_a_form(page: Page):
    first, _ = fill_cart(page)
    leave_a_mark(page)
    page.evaluate("() => { window.fetch = () => Promise.reject(new Error('no network')); }")
    quantity = page.locator(f"#quantity-{first}")
    quantity.fill("2")
    with page.expect_navigation():
        quantity.press("Enter")
    expect(page.locator(f"#quantity-{first}")).to_have_value("2")
    assert not is_marked(page)


def test_the_second_of_two_changes_is_not_lost_when_the_network_goes_between_them(page: Page):
    first, second = fill_cart(page)
    page.evaluate("""() => {
      const fetch = window.fetch;
      let asked = 0;
      window.fetch = (...what) => (asked++ ? Promise.reject(new Error("offline")) : fetch(...what));
    }""")
    page.locator(f"#quantity-{first}").fill("2")
    with page.expect_navigation():
        page.locator(f"#quantity-{second}").fill("3")
        page.locator(f"#quantity-{second}").press("Tab")
    expect(page.locator(f"#quantity-{second}")).to_have_value("3")
    expect(page.locator(f"#quantity-{first}")).to_have_value("2")


def test_too_many_changes_lead_to_the_page_that_says_how_long_to_wait(page: Page):
    first, _ = fill_cart(page)
    page.route(
        "**/cart/lines",
        lambda route: route.fulfill(
            status=429,
            headers={"content-type": "text/html", "retry-after": "120"},
            body="<h1>Too many attempts</h1><p>Please try again in 2 minutes.</p>",
        ),
    )
    with page.expect_navigation():
        page.locator(f"#quantity-{first}").fill("2")
        page.locator(f"#quantity-{first}").press("Tab")
    expect(page.get_by_role("heading", level=1)).to_have_text("Too many attempts")


@pytest.mark.parametrize("kind", ["billing", "shipping"])
def test_the_prices_of_delivery_follow_the_country_and_nothing_typed_is_lost(page: Page, kind: str):
    fill_cart(page)
    page.goto("/checkout")
    leave_a_mark(page)
    page.locator("#email").fill("ada@example.com")
    if kind == "shipping":
        page.locator(".folded summary").click()
    page.locator(f"[id='{kind}_address.country']").select_option("IE")
    expect(page.locator("#delivery-fields")).to_contain_text(re.compile("Ireland"))
    expect(page.locator("#email")).to_have_value("ada@example.com")
    assert is_marked(page)
