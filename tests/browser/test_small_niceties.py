"""What the script makes nicer in Chromium, and that nothing needs it."""

import pytest
from playwright.sync_api import BrowserContext, Page, expect

COUNT = "[data-cart] .count"
SKU = "LAMP-HUSH-01"


def put_in_the_cart(page: Page, units: int) -> None:
    page.goto(f"/products/{SKU}")
    page.get_by_label("How many").fill(str(units))
    page.get_by_role("button", name="Put in the cart").click()
    expect(page.locator("h1")).to_have_text("Your cart")


def opened(context: BrowserContext, path: str) -> Page:
    page = context.new_page()
    page.goto(path)
    return page


def test_the_count_of_the_cart_goes_with_the_tab_without_asking_the_shop(page: Page):
    page.goto("/")
    expect(page.locator(COUNT)).to_have_count(0)
    put_in_the_cart(page, 3)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto("/products")
    expect(page.get_by_role("link", name="Cart 3 items")).to_be_visible()
    assert not [url for url in asked if "/cart" in url]


def test_open_tabs_tell_each_other(page: Page):
    other = opened(page.context, "/links")
    put_in_the_cart(page, 1)
    expect(other.get_by_role("link", name="Cart 1 item", exact=True)).to_be_visible()
    newest = opened(page.context, "/products")
    expect(newest.locator(COUNT)).to_have_text("1 item")


def test_what_is_known_of_the_cart_is_forgotten_with_a_login(page: Page):
    put_in_the_cart(page, 2)
    page.goto("/login")
    expect(page.locator(COUNT)).to_have_text("2 items")
    page.locator("main form").first.evaluate(
        "form => form.dispatchEvent(new Event('submit', {cancelable: true}))"
    )
    assert page.evaluate("sessionStorage.getItem('cart-units')") is None


def test_an_emptied_cart_has_no_count(page: Page):
    put_in_the_cart(page, 2)
    page.locator(f"[id='quantity-{SKU}']").fill("0")
    page.locator(f"[id='quantity-{SKU}']").press("Enter")
    expect(page.locator("main")).to_contain_text("empty")
    page.goto("/")
    expect(page.locator(COUNT)).to_have_count(0)


def test_a_form_pressed_twice_is_sent_once(page: Page):
    page.goto(f"/products/{SKU}")
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.locator(".buy button").dblclick()
    expect(page.locator("h1")).to_have_text("Your cart")
    assert sent.count("POST") == 1


def test_what_is_wrong_is_focused_and_led_to(page: Page):
    page.goto("/contact")
    page.locator("main form").last.evaluate("form => form.noValidate = true")
    page.locator("main form button").last.click()
    summary = page.locator(".error-summary")
    expect(summary).to_be_focused()
    assert page.title().startswith("Error: ")
    link = summary.locator("a").first
    target = (link.get_attribute("href") or "")[1:]
    link.click()
    expect(page.locator(f"[id='{target}']")).to_be_focused()


def test_a_password_can_be_looked_at(page: Page):
    page.goto("/login")
    field = page.get_by_label("Password", exact=True)
    field.fill("three brave lanterns")
    page.get_by_role("button", name="Show the password").click()
    expect(field).to_have_attribute("type", "text")
    page.get_by_role("button", name="Hide the password").click()
    expect(field).to_have_attribute("type", "password")


@pytest.mark.parametrize("path", ["/", "/products", f"/products/{SKU}", "/links", "/cart"])
def test_nothing_moves_sideways_at_320_pixels(page: Page, path: str):
    page.set_viewport_size({"width": 320, "height": 640})
    page.goto(path)
    assert page.evaluate("document.documentElement.scrollWidth") == 320


def test_compressed_pages_arrive_as_text(page: Page):
    reply = page.goto("/products")
    assert reply is not None
    assert reply.all_headers()["content-encoding"] == "gzip"
    assert "Hush lantern" in reply.text()
