"""What visitors rule over, in Chromium without JavaScript: their account, cookies and logins."""

import json
import re
import uuid
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from playwright._impl._api_structures import SetCookieParam
from playwright.sync_api import Browser, BrowserContext, Page, expect

from shop.domain.cookie_choices import Choices
from shop.domain.instants import rfc3339
from shop.web.cookies import COOKIES, REMEMBER, SESSION, VISITOR, settable
from tests.support.local_shop import LocalShop
from tests.support.stage import forget_attempts
from tools.local_cloud.invoking import invoke

PASSWORD = "three brave lanterns"


@pytest.fixture
def context(chromium: Browser, base_url: str):
    made = chromium.new_context(base_url=base_url, locale="en-GB", java_script_enabled=False)
    made.set_default_timeout(30_000)
    yield made
    made.close()


@pytest.fixture
def email(shop: LocalShop) -> str:
    # All tests come from one address, which may register a few times an hour.
    forget_attempts(shop)
    return f"{uuid.uuid4().hex[:12]}@example.com"


def send(page: Page, button: str) -> None:
    page.locator("main").get_by_role("button", name=button).first.click()


def link_in(mail: Any, path: str) -> str:
    match = re.search(rf"https?://[^/\s]+({path}\S+)", mail["BodyText"])
    assert match, mail["BodyText"]
    return match[1]


def mark_of(email: str) -> str:
    """Return a word that is in nobody else's data, nor in that of an earlier run."""
    return email.partition("@")[0]


def register(page: Page, shop: LocalShop, email: str) -> None:
    page.goto("/register")
    page.get_by_label("name").fill(f"Perdita {mark_of(email)}")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.locator("main form button").click()
    page.goto(link_in(shop.wait_for_mail(email), "/verify"))
    page.locator("main form button").click()


def log_in(page: Page, email: str, *, remember: bool = False) -> None:
    page.goto("/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    if remember:
        page.get_by_label("Remember me").check()
    page.locator("main form button").click()


def order(page: Page, email: str) -> str:
    page.goto("/products?q=lantern")
    page.locator(".card a").first.click()
    send(page, "Put in the cart")
    page.goto("/checkout")
    for name, text in (
        ("name", f"Perdita {mark_of(email)}"),
        ("line1", f"1 {mark_of(email)} Street"),
        ("city", "Exampleton"),
        ("postal_code", "EX1 2MP"),
    ):
        page.locator(f"[id='billing_address.{name}']").fill(text)
    page.locator("[id='billing_address.country']").select_option("GB")
    page.locator("main form button").last.click()
    page.get_by_role("button", name=re.compile("confirm", re.IGNORECASE)).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Thank you for your order")
    found = re.search(r"CT-[0-9A-Z-]+", page.locator("main").inner_text())
    assert found
    return found[0]


def names(context: BrowserContext) -> set[str]:
    return {cookie["name"] for cookie in context.cookies()}


def rows(shop: LocalShop, table: str) -> list[dict[str, Any]]:
    pages = shop.aws("dynamodb").get_paginator("scan").paginate(TableName=shop.outputs()[table])
    return [row for page in pages for row in page["Items"]]


def tables_that_hold(shop: LocalShop, words: tuple[str, ...]) -> list[str]:
    tables = sorted(name for name in shop.outputs() if name.endswith("Table"))
    return [
        table
        for table in tables
        if any(word in json.dumps(row).lower() for row in rows(shop, table) for word in words)
    ]


def set_time(shop: LocalShop, table: str, key: str, row: dict[str, Any], at: datetime) -> None:
    """Put an instant of a row to another time, since nobody waits for an hour here."""
    name = {"DataRequestsTable": "run_at", "RememberedLoginsTable": "rotated_at"}[table]
    shop.aws("dynamodb").update_item(
        TableName=shop.outputs()[table],
        Key={key: row[key]},
        UpdateExpression="SET #name = :at",
        ExpressionAttributeNames={"#name": name},
        ExpressionAttributeValues={":at": {"S": rfc3339(at)}},
    )


def test_from_register_to_erased(context: BrowserContext, shop: LocalShop, email: str):
    page = context.new_page()
    register(page, shop, email)
    log_in(page, email)
    number = order(page, email)
    page.goto(f"/orders/{number}")
    page.locator("summary", has_text="Cancel it").click()
    send(page, "Cancel this order")
    expect(page.locator("main")).to_contain_text("cancelled")

    page.goto("/account/data")
    expect(page.locator("main")).to_contain_text(email)
    expect(page.locator("main")).to_contain_text(number)
    with page.expect_download() as download:
        page.get_by_role("link", name="Download it as a file").click()
    exported = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    assert exported["email"] == email
    assert {"Customers", "Orders", "Mails"} <= {part["name"] for part in exported["sections"]}

    page.goto("/account/erase")
    expect(page.get_by_role("heading", name="What the books keep, and why")).to_be_visible()
    page.get_by_label("Your password").fill(PASSWORD)
    send(page, "Erase my account")
    expect(page.get_by_role("heading", level=1)).to_have_text("It will be erased")
    assert SESSION.name not in names(context)
    assert shop.wait_for_mail(email, "Your account will be erased")

    waiting = [row for row in rows(shop, "DataRequestsTable") if row.get("email") == {"S": email}]
    assert [row["state"] for row in waiting] == [{"S": "waiting"}]
    assert "CustomersTable" in tables_that_hold(shop, (email,))
    set_time(shop, "DataRequestsTable", "request_id", waiting[0], datetime.now(UTC))
    done = invoke(shop.place, "housekeeping", {"task": "erase-due"})["Payload"]
    assert done["erased"] >= 1

    log_in(page, email)
    expect(page.get_by_role("alert")).to_be_visible()
    assert SESSION.name not in names(context)
    assert tables_that_hold(shop, (email, mark_of(email))) == []
    (kept,) = [
        row
        for row in rows(shop, "DataRequestsTable")
        if row["request_id"] == waiting[0]["request_id"]
    ]
    assert kept["state"] == {"S": "done"}
    assert kept["customer_mark"] == waiting[0]["customer_mark"]
    left = [row for row in rows(shop, "OrdersTable") if row["number"] == {"S": number}]
    assert any("subtotal_pence" in row for row in left)
    ledger = invoke(shop.place, "housekeeping", {"task": "reconcile-stock"})["Payload"]
    assert ledger == {"differences": []}


def test_a_yes_to_cookies_then_a_no(context: BrowserContext):
    necessary = {cookie.name for cookie in COOKIES if cookie.category == "necessary"}
    page = context.new_page()
    page.goto("/")
    page.goto("/products")
    page.goto("/cookies")
    assert names(context) == set()

    being_recognised = page.locator("section", has_text="Being recognised")
    being_recognised.locator("button[value=true]").click()
    expect(page.get_by_role("status")).to_contain_text("Your choice is saved")
    yes = settable(Choices(recognition=True, statistics=True))
    assert names(context) == yes - {SESSION.name, REMEMBER.name, "__Host-cart"}
    assert yes - necessary == {VISITOR.name}
    page.goto("/preferences")
    page.get_by_label("Size of text").select_option("larger")
    send(page, "Save")
    page.goto("/")
    expect(page.locator("html")).to_have_class("text-larger")
    expect(page.locator(".welcome")).to_contain_text("Welcome back")

    page.goto("/cookies")
    with page.expect_response(lambda reply: reply.request.method == "POST") as answered:
        being_recognised.locator("button[value=false]").click()
    erased = answered.value.header_values("set-cookie")
    assert any(line.startswith(f"{VISITOR.name}=; Max-Age=0") for line in erased), erased
    assert names(context) == {"__Host-cookies"}
    expect(page.locator("html")).not_to_have_class("text-larger")
    page.goto("/preferences")
    expect(page.locator("main")).to_contain_text("only after you say yes")


def in_both(tabs: tuple[Page, Page], words: str) -> None:
    for tab in tabs:
        expect(tab.locator("main")).to_contain_text(words)


def used_by_a_thief(chromium: Browser, shop: LocalShop, stolen: SetCookieParam) -> None:
    """Show a copied cookie in another browser, after the minute that two tabs may take."""
    long_ago = datetime.now(UTC) - timedelta(minutes=5)
    for row in rows(shop, "RememberedLoginsTable"):
        if "rotated_at" in row:
            set_time(shop, "RememberedLoginsTable", "family_id", row, long_ago)
    thief = chromium.new_context(base_url=shop.site_url, java_script_enabled=False)
    thief.add_cookies([stolen])
    page = thief.new_page()
    page.goto("/account")
    expect(page.get_by_role("heading", level=1)).to_have_text("Please log in")
    thief.close()


def test_two_tabs_are_remembered_and_a_stolen_cookie_ends_it(
    context: BrowserContext, chromium: Browser, shop: LocalShop, email: str
):
    tabs = first, second = context.new_page(), context.new_page()
    register(first, shop, email)
    log_in(first, email, remember=True)
    first.goto("/products")
    second.goto("/products")
    stolen = next(
        SetCookieParam(name=c["name"], value=c["value"], domain=c["domain"], path="/", secure=True)
        for c in context.cookies()
        if c["name"] == REMEMBER.name
    )
    context.clear_cookies(name=SESSION.name)

    # Both requests are on their way before either is answered.
    for tab in tabs:
        tab.locator("a[href='/account']").first.click(no_wait_after=True)
    in_both(tabs, email)
    assert {SESSION.name, REMEMBER.name} <= names(context)
    for tab in tabs:
        tab.reload()
    in_both(tabs, email)

    context.clear_cookies(name=SESSION.name)
    first.goto("/account")
    in_both(tabs, email)
    used_by_a_thief(chromium, shop, stolen)
    assert shop.wait_for_mail(email, "Somebody may have copied a login of yours")
    for tab in tabs:
        tab.goto("/account")
    in_both(tabs, "Please log in")
