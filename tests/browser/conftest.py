"""Tests here use the shop as it is deployed in Chromium."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.support.local_shop import (
    LocalShop,
    base_url,
    pytest_collection_modifyitems,
    pytest_sessionfinish,
    shop,
)
from tests.support.page_visits import Seen, look_at_all
from tests.support.stage import Stage, set_stage

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
def pages_seen(chromium: Browser, stage: Stage) -> dict[str, Seen]:
    """Every page of the shop, looked at once."""
    SEEN.update(look_at_all(chromium, stage))
    return SEEN


SEEN: dict[str, Seen] = {}


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print how heavy the pages are."""
    if SEEN:
        terminalreporter.section("HTML, CSS and JavaScript of each page, compressed")
        for seen in sorted(SEEN.values(), key=lambda seen: -seen.weight):
            parts = ", ".join(f"{kind} {size}" for kind, size in seen.bytes_by_kind.items())
            terminalreporter.line(f"{seen.weight:6} bytes  {seen.name:24} {parts}")
