"""Tests here use the shop as it is deployed in Chromium."""

import shutil
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, sync_playwright

from tests.support.local_shop import (
    LocalShop,
    base_url,
    pytest_collection_modifyitems,
    pytest_sessionfinish,
    shop,
)
from tests.support.other_visitors import look_as_others
from tests.support.page_visits import Seen, look_at_all
from tests.support.stage import Stage, forget_attempts, set_stage
from tests.support.workers import tell

__all__ = ["base_url", "pytest_collection_modifyitems", "pytest_sessionfinish", "shop"]

COMMANDS = ("chromium", "chromium-browser", "google-chrome")
# No sandbox: continuous integration runs as root. The rest keeps it from calling the outside.
ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
TIMEOUT_MILLISECONDS = 15_000
WEIGHTS = "HTML, CSS and JavaScript of each page, compressed"


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """The Chromium of this machine."""
    found = [path for path in map(shutil.which, COMMANDS) if path]
    if not found:
        pytest.skip("Chromium is not installed, so nothing was tested in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found[0], args=list(ARGUMENTS))
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Browser, base_url: str) -> Iterator[Page]:
    """A tab of a browser that has never been here."""
    context = chromium.new_context(base_url=base_url, locale="en-GB")
    context.set_default_timeout(TIMEOUT_MILLISECONDS)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def stage(shop: LocalShop) -> Stage:
    """Everything done that some page shows."""
    return set_stage(shop)


@pytest.fixture(scope="session")
def pages_seen(chromium: Browser, stage: Stage, pytestconfig: pytest.Config) -> dict[str, Seen]:
    """Every page of the shop, looked at once; how heavy they are is told in the end."""
    all_seen = look_at_all(chromium, stage)
    heaviest_first = sorted(all_seen.values(), key=lambda seen: -seen.weight)
    tell(pytestconfig, WEIGHTS, [weights_of(seen) for seen in heaviest_first])
    return all_seen


@pytest.fixture(scope="session")
def pages_seen_by_others(
    chromium: Browser, stage: Stage, pages_seen: dict[str, Seen]
) -> dict[str, Seen]:
    """The same as who they are not meant for, after everything else was looked at."""
    return look_as_others(chromium, stage)


def weights_of(seen: Seen) -> str:
    """Return a line with the bytes of a page."""
    parts = ", ".join(f"{kind} {size}" for kind, size in seen.bytes_by_kind.items())
    return f"{seen.weight:6} bytes  {seen.name:24} {parts}"


@pytest.fixture
def walk(chromium: Browser, shop: LocalShop) -> Iterator[Callable[..., Page]]:
    """Open a tab of a given width in a browser that has never been here; watch it all the way."""
    forget_attempts(shop)
    problems: list[str] = []
    opened = []

    def open_tab(width: int, scripts: bool = True) -> Page:  # noqa: FBT002 - parametrized
        size = {"width": width, "height": 800}
        context = chromium.new_context(
            base_url=shop.site_url,
            locale="en-GB",
            viewport=size,
            java_script_enabled=scripts,
        )
        context.set_default_timeout(TIMEOUT_MILLISECONDS)
        opened.append(context)
        page = context.new_page()
        page.on("load", lambda at: problems.extend(too_wide(at)))
        page.on("pageerror", lambda error: problems.append(error.message))
        page.on("request", lambda asked: problems.extend(elsewhere(asked, shop.site_url)))
        page.on("console", lambda said: problems.extend(complaint(said)))
        return page

    yield open_tab
    for context in opened:
        context.close()
    assert problems == []


def too_wide(page: Page) -> list[str]:
    """Return the address of a page that scrolls sideways."""
    width: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return [f"{page.url} is {width} px too wide"] if width > 0 else []


def elsewhere(asked: Request, site_url: str) -> list[str]:
    """Return the address of a request to another host."""
    return [] if asked.url.startswith((f"{site_url}/", "data:")) else [asked.url]


def complaint(said: ConsoleMessage) -> list[str]:
    """Return an error or warning of the console; a refused form's status is told there as well."""
    is_bad = said.type in ("error", "warning") and "Failed to load" not in said.text
    return [said.text] if is_bad else []
