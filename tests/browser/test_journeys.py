"""What people come for, from the first page to the last, on a telephone and on a desk.

Once more on a telephone without scripts. The tab is watched all the way: nothing scrolls sideways,
complains or asks another host.
"""

import re
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page, expect

from tests.support.page_visits import DESKTOP, TELEPHONE
from tests.support.stage import PASSWORD, new_email, token_in

WAYS = pytest.mark.parametrize(
    ("width", "scripts"),
    [(TELEPHONE, True), (DESKTOP, True), (TELEPHONE, False)],
    ids=["telephone", "desk", "without-scripts"],
)
BILLING = {
    "name": "Ada Example",
    "line1": "1 Sample Street",
    "city": "Exampleton",
    "postal_code": "EX1 2MP",
}
type Walk = Callable[[int, bool], Page]


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_contain_text(re.compile(words, re.IGNORECASE))


def press(page: Page, words: str) -> None:
    button = page.locator("main").get_by_role("button", name=re.compile(words, re.IGNORECASE))
    button.first.click()


def fill(page: Page, **fields: str) -> None:
    for name, value in fields.items():
        page.locator(f"main [name='{name}']").first.fill(value)


def put_in_the_cart(page: Page) -> None:
    page.goto("/products?q=lantern")
    page.locator("main a[href^='/products/']").first.click()
    press(page, "put in the cart")
    heading(page, "your cart")


def order(page: Page, email: str) -> str:
    """Go through the checkout; return the order's number."""
    page.goto("/checkout")
    fill(page, email=email)
    for name, value in BILLING.items():
        page.locator(f"[id='billing_address.{name}']").fill(value)
    page.locator("[id='billing_address.country']").select_option("GB")
    press(page, "review")
    heading(page, "review")
    expect(page.locator("main")).to_contain_text(email)
    press(page, "confirm order")
    expect(page).to_have_url(re.compile("/orders/CT-"))
    found = re.search(r"CT-[0-9A-Z-]+", page.url)
    assert found
    return found[0]


@WAYS
def test_a_guest_searches_orders_with_a_code_and_cancels(walk: Walk, shop, width, scripts):
    page, email = walk(width, scripts), new_email()
    page.goto("/products?q=zeppelin")
    expect(page.locator("main")).to_contain_text(re.compile("nothing|no ", re.IGNORECASE))
    put_in_the_cart(page)
    fill(page, code="WELCOME10")
    page.locator("form[action='/cart/promotion'] button").first.click()
    expect(page.locator("main")).to_contain_text("WELCOME10")
    number = order(page, email)
    assert number in shop.wait_for_mail(email, number)["Subject"]
    page.locator("main summary", has_text="Cancel it").click()
    press(page, "cancel")
    expect(page.locator("main")).to_contain_text(re.compile("cancelled", re.IGNORECASE))


@WAYS
def test_an_empty_form_says_what_is_missing_and_keeps_the_rest(walk: Walk, width, scripts):
    page = walk(width, scripts)
    put_in_the_cart(page)
    page.goto("/checkout")
    fill(page, email="not an address")
    page.locator("[id='billing_address.city']").fill("Exampleton")
    press(page, "review")
    expect(page).to_have_title(re.compile("^Error: "))
    expect(page.locator("[id='billing_address.city']")).to_have_value("Exampleton")
    expect(page.locator("main [name='email']")).to_have_value("not an address")
    page.locator("main a[href='#email']").first.click()
    expect(page.locator("main [name='email']")).to_be_focused()


@WAYS
def test_somebody_registers_logs_in_and_looks_after_the_account(walk: Walk, shop, width, scripts):
    page, email = walk(width, scripts), new_email()
    page.goto("/register")
    fill(page, name="Ada Example", email=email, password=PASSWORD)
    page.locator("main form button").last.click()
    page.goto(f"/verify?token={token_in(shop.wait_for_mail(email))}")
    page.locator("main form button").click()
    page.goto("/login")
    fill(page, email=email, password=PASSWORD)
    press(page, "^log in")
    page.goto("/account?form=address")
    fill(page, **BILLING)
    page.locator("main [name='country']").select_option("GB")
    press(page, "save")
    page.goto("/account")
    expect(page.locator("main")).to_contain_text("1 Sample Street")
    for path, words in (
        ("/sessions", "logged in"),
        ("/account/history", "happened"),
        ("/account/data", "hold"),
        ("/account/erase", "erase"),
        ("/communications", "tell you"),
        ("/preferences", "preferences"),
        ("/orders", "orders"),
    ):
        page.goto(path)
        heading(page, words)
    page.goto("/logout")
    page.locator("main form button").click()
    page.goto("/account")
    heading(page, "log in")


@WAYS
def test_somebody_writes_to_the_shop_and_goes_on_with_it(walk: Walk, width, scripts):
    page = walk(width, scripts)
    page.goto("/contact")
    words = f"Does the lantern float at {width}?"
    fill(page, name="Ada Example", email=new_email(), message=words)
    page.locator("main [name='topic']").select_option("product")
    page.locator("main form button").last.click()
    expect(page.locator("main")).to_contain_text(words)
    fill(page, message="And in salt water?")
    page.locator("main form button").last.click()
    expect(page.locator("main")).to_contain_text("And in salt water?")


@WAYS
def test_somebody_finds_an_order_again_and_withdraws_from_it(walk: Walk, shop, width, scripts):
    page, email = walk(width, scripts), new_email()
    put_in_the_cart(page)
    number = order(page, email)
    page.goto("/orders/find")
    fill(page, number=number, email=email)
    page.locator("main form button").last.click()
    expect(page.locator("main")).to_contain_text(re.compile("mail", re.IGNORECASE))
    page.goto("/withdraw")
    fill(page, name="Ada Example", number=number, email=email)
    page.locator("main form button").last.click()
    heading(page, "confirm")
    page.locator("main form button").last.click()
    expect(page.locator("main")).to_contain_text(number)


@WAYS
def test_somebody_chooses_about_cookies_and_mails(walk: Walk, shop, width, scripts):
    page, email = walk(width, scripts), new_email()
    page.goto("/newsletter")
    fill(page, email=email)
    page.locator("main form button").last.click()
    page.goto(f"/newsletter/confirm?token={token_in(shop.wait_for_mail(email))}")
    page.locator("main form button").last.click()
    expect(page).to_have_url(re.compile("done=confirmed"))
    page.goto("/cookies")
    heading(page, "cookie")
    page.goto("/unsubscribe?token=x")
    page.locator("main form button").last.click()
    heading(page, "unsubscribe")


@WAYS
def test_somebody_forgets_a_password_chooses_and_thinks_again_about_leaving(
    walk: Walk, shop, width, scripts
):
    page, email, new_password = walk(width, scripts), new_email(), "nine green garden gates"
    page.goto("/register")
    fill(page, name="Ada Example", email=email, password=PASSWORD)
    page.locator("main form button").last.click()
    page.goto(f"/verify?token={token_in(shop.wait_for_mail(email))}")
    page.locator("main form button").click()
    page.goto("/password/forgot")
    fill(page, email=email)
    page.locator("main form button").last.click()
    heading(page, "mailbox")
    page.goto(f"/password/reset?token={token_in(shop.wait_for_mail(email, 'assword'))}")
    expect(page.locator("main")).to_contain_text(email)
    fill(page, password=new_password)
    page.locator("main form button").last.click()
    fill(page, email=email, password=new_password)
    press(page, "^log in")
    for path, button in (
        ("/communications", "save"),
        ("/preferences", "save"),
        ("/account?form=details", "save"),
        ("/sessions", "everywhere else"),
        ("/visits", "erase"),
        ("/cookies", "yes, recognise me"),
    ):
        page.goto(path)
        buttons = page.get_by_role("button", name=re.compile(button, re.IGNORECASE))
        if buttons.count():
            buttons.first.click()
            expect(page.locator("main [role=status], main h1").first).to_be_visible()
    page.goto("/account/erase")
    fill(page, password=new_password)
    press(page, "erase my account")
    heading(page, "will be erased")
    page.goto(f"/account/erase/undo?token={token_in(shop.wait_for_mail(email, 'eras'))}")
    press(page, "keep everything")
    heading(page, "nothing is erased")


@WAYS
def test_going_back_keeps_answers_and_loading_again_sends_nothing_twice(
    walk: Walk, shop, width, scripts
):
    page, email = walk(width, scripts), new_email()
    sent: list[str] = []
    page.on("request", lambda asked: sent.append(f"{asked.method} {urlsplit(asked.url).path}"))
    put_in_the_cart(page)
    page.reload()
    expect(page.locator("main [name='quantity']").first).to_have_value("1")
    number = order(page, email)
    page.reload()
    expect(page.locator("main")).to_contain_text(number)
    page.goto("/contact")
    words = f"Is {number} on its way?"
    fill(page, name="Ada Example", email=email, message=words)
    page.locator("main [name='topic']").select_option("order")
    page.locator("main form button").last.click()
    expect(page.locator(".thread")).to_contain_text(words)
    page.reload()
    expect(page.locator(".thread article")).to_have_count(1)
    posts = [one for one in sent if one.startswith("POST")]
    assert posts == ["POST /cart/lines", "POST /checkout", "POST /orders", "POST /contact"]


@WAYS
def test_the_review_leads_back_to_a_checkout_that_knows_the_answers(walk: Walk, width, scripts):
    page, email = walk(width, scripts), new_email()
    put_in_the_cart(page)
    page.goto("/checkout")
    fill(page, email=email, instructions="Please ring twice.")
    for name, value in BILLING.items():
        page.locator(f"[id='billing_address.{name}']").fill(value)
    page.locator("[id='billing_address.country']").select_option("GB")
    press(page, "review")
    heading(page, "review")
    page.go_back()
    heading(page, "your details")
    expect(page.locator("main [name='email']")).to_have_value(email)
    expect(page.locator("main [name='instructions']")).to_have_value("Please ring twice.")
    expect(page.locator("[id='billing_address.line1']")).to_have_value("1 Sample Street")
