"""The shop's main job in Chromium, with JavaScript switched off: the whole shop works without."""

import re
import uuid

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

PASSWORD = "three brave lanterns"


@pytest.fixture
def context(chromium: Browser, base_url: str):
    made = chromium.new_context(base_url=base_url, locale="en-GB", java_script_enabled=False)
    made.set_default_timeout(30_000)
    yield made
    made.close()


def link_in(mail, path: str) -> str:
    match = re.search(rf"https?://[^/\s]+({path}\S+)", mail["BodyText"])
    assert match, mail["BodyText"]
    return match[1]


def closed_and_opened_again(context: BrowserContext) -> Page:
    """Drop what a browser drops when it is closed: the cookies without a lifetime."""
    kept = [cookie for cookie in context.cookies() if cookie["expires"] != -1]
    context.clear_cookies()
    context.add_cookies(kept)
    return context.new_page()


def put_in_the_cart(page: Page, words: str) -> None:
    page.goto("/")
    page.get_by_role("searchbox").fill(words)
    page.get_by_role("button", name="Search").click()
    page.locator(".card a").nth(1).click()
    page.get_by_role("button", name="Put in the cart").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your cart")


def test_buys_registers_comes_back_and_writes(context: BrowserContext, shop):
    email = f"{uuid.uuid4().hex[:12]}@example.com"
    page = context.new_page()
    problems: list[str] = []
    page.on("console", lambda message: problems.append(message.text))

    page.goto("/register")
    page.get_by_label("name").fill("Ada Example")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button").click()
    page.goto(link_in(shop.wait_for_mail(email), "/verify"))
    page.locator("main form button").click()

    put_in_the_cart(page, "lantern")
    page.goto("/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_label("Remember me").check()
    page.locator("main form button").click()
    expect(page.locator("main")).to_contain_text(email)

    page.goto("/cart")
    page.get_by_role("link", name="checkout").click()
    page.locator("[id='billing_address.name']").fill("Ada Example")
    page.locator("[id='billing_address.line1']").fill("1 Sample Street")
    page.locator("[id='billing_address.city']").fill("Exampleton")
    page.locator("[id='billing_address.postal_code']").fill("EX1 2MP")
    page.locator("[id='billing_address.country']").select_option("GB")
    page.locator("main form button").last.click()
    page.get_by_role("button", name=re.compile("confirm", re.IGNORECASE)).click()
    expect(page.locator("main")).to_contain_text(re.compile(r"CT-"))
    number = re.search(r"CT-[0-9A-Z-]+", page.locator("main").inner_text())
    assert number
    assert number[0] in shop.wait_for_mail(email, number[0])["Subject"]

    page = closed_and_opened_again(context)
    page.goto("/account")
    expect(page.locator("main")).to_contain_text(email)
    page.goto("/logout")
    page.locator("main form button").click()
    page.goto("/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Please log in")

    page.goto("/contact")
    page.get_by_label("name").fill("Ada Example")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("What is it about?").select_option("product")
    page.get_by_label("Message").fill("Does the lantern float?")
    page.locator("main form button").last.click()
    expect(page.locator("main")).to_contain_text("Does the lantern float?")

    page.goto("/policies/privacy")
    expect(page.locator("main")).to_contain_text("IP address")
    assert problems == []
