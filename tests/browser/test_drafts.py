"""What is typed into a long form is kept in the tab, and nowhere else, until it is sent."""

from playwright.sync_api import Page, expect

WORDS = "Does the lantern float?"
RESTORED = "This tab kept what you wrote"


def fill_in(page: Page) -> None:
    page.goto("/contact")
    page.locator("#name").fill("Ada Example")
    page.locator("#email").fill("ada@example.com")
    page.locator("#topic").select_option("product")
    page.locator("#message").fill(WORDS)


def kept(page: Page) -> str:
    return str(page.evaluate("JSON.stringify([sessionStorage, localStorage])"))


def test_a_draft_stays_in_its_tab_until_it_is_sent(page: Page):
    fill_in(page)
    page.goto("/policies")
    page.goto("/contact")
    expect(page.locator("#message")).to_have_value(WORDS)
    expect(page.locator("#topic")).to_have_value("product")
    expect(page.locator("main form")).to_contain_text(RESTORED)
    assert page.evaluate("localStorage.length") == 0

    page.get_by_role("button", name="Send the message").click()
    expect(page.locator(".thread")).to_contain_text(WORDS)
    assert WORDS not in kept(page)
    page.goto("/contact")
    expect(page.locator("#message")).to_have_value("")


def test_another_tab_knows_nothing_of_it(page: Page):
    fill_in(page)
    other = page.context.new_page()
    other.goto("/contact")
    expect(other.locator("#message")).to_have_value("")


def test_a_refused_form_shows_what_was_sent_and_keeps_the_draft(page: Page):
    fill_in(page)
    page.locator("#email").fill("nonsense")
    page.locator("main form").evaluate("form => { form.noValidate = true; }")
    page.get_by_role("button", name="Send the message").click()
    expect(page.locator(".error-summary")).to_be_focused()
    expect(page.locator("#message")).to_have_value(WORDS)
    assert WORDS in kept(page)


def test_a_draft_can_be_dropped(page: Page):
    fill_in(page)
    page.reload()
    page.get_by_role("button", name="Begin anew").click()
    expect(page.locator("#message")).to_have_value("")
    assert WORDS not in kept(page)


def test_a_password_is_never_kept(page: Page):
    for path in ("/login", "/register"):
        page.goto(path)
        page.locator("input[type=password]").fill("three brave lanterns")
        page.goto("/policies")
        assert "lanterns" not in kept(page)


def test_without_storage_the_form_works_all_the_same(page: Page):
    page.add_init_script(
        "Object.defineProperty(window, 'sessionStorage', {get() { throw new Error('off'); }})"
    )
    problems: list[str] = []
    page.on("pageerror", lambda error: problems.append(str(error)))
    fill_in(page)
    page.get_by_role("button", name="Send the message").click()
    expect(page.locator(".thread")).to_contain_text(WORDS)
    assert problems == []
