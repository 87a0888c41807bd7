"""Pictures of every page of the order desk, light and dark: a part of `make screenshots`.

They go to .local/screenshots/desk: each page whole at 1280 px, each widget at the size that its
dashboard gives it, and the dashboard of this machine with what opens above it.
"""

import html
import re
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.support.desk_pages import (
    PAGE_PIXELS,
    PAGES,
    DeskPage,
    dashboard_sizes,
    widget_html,
)
from tests.support.desk_stage import set_desk_stage
from tests.support.stage import Stage
from tests.support.template import ROOT

FOLDER = ROOT / ".local/screenshots/desk"
THEMES = {"light": "#ffffff", "dark": "#161d26"}
STYLE = "body{font:14px sans-serif}figure{display:inline-block;margin:8px;vertical-align:top}"
# As a dashboard does, which takes its own elements out of what is shown.
FRAME = (
    "<!doctype html><meta charset=utf-8><style>cwdb-action{{display:none}}</style>"
    "<body style='margin:0;background:{0}'>{1}"
)
BOX = "<div id=box style='width:{0}px;height:{1}px;overflow:auto'>{2}</div>"
READY_MILLISECONDS = 60_000


@pytest.fixture(scope="module")
def busy_stage(stage: Stage) -> Stage:
    """The stage with a busy week at the desk."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    return set_desk_stage(stage)


@pytest.mark.parametrize("wanted", PAGES, ids=lambda wanted: wanted.name)
def test_takes_a_picture_of_every_page(page: Page, busy_stage: Stage, wanted: DeskPage):
    page.set_viewport_size({"width": PAGE_PIXELS, "height": 400})
    for theme, back in THEMES.items():
        shown = widget_html(busy_stage, wanted, theme=theme)
        page.set_content(FRAME.format(back, shown))
        page.screenshot(path=picture_of(wanted.name, theme), full_page=True)


def test_takes_a_picture_of_every_widget_in_its_size(page: Page, busy_stage: Stage):
    for title, params, width, height in dashboard_sizes():
        page.set_viewport_size({"width": width, "height": height})
        name = f"widget-{title.lower().replace(' ', '-')}"
        for theme, back in THEMES.items():
            asked = DeskPage(name, params)
            shown = widget_html(busy_stage, asked, theme=theme, width=width, height=height)
            page.set_content(FRAME.format(back, BOX.format(width, height, shown)))
            page.screenshot(path=picture_of(name, theme))


def test_takes_pictures_of_the_dashboard_and_what_opens_above_it(page: Page, busy_stage: Stage):
    page.set_viewport_size({"width": PAGE_PIXELS, "height": 1000})
    page.goto(busy_stage.shop.place.desk_url)
    for theme in THEMES:
        page.locator("#theme").select_option(theme)
        expect(page.locator("html[data-ready]")).to_be_attached(timeout=READY_MILLISECONDS)
        first = page.locator(".widget .body").first
        expect(first.locator(f".desk-{theme}")).to_be_visible()
        page.screenshot(path=picture_of("dashboard", theme), full_page=True)
        press(page, first, busy_stage.names["desk_1"])
        first.get_by_role("button", name="Cancel the order").click()
        page.screenshot(path=picture_of("dashboard-confirmation", theme))
        page.locator("#confirmation").get_by_role("button", name="Cancel").click()
        press(page, first, "Orders")
        press(page, first, busy_stage.names["desk_1"])
        press(page, first, re.compile("^(Your|We have)"))
        expect(page.locator("#popup")).to_be_visible()
        page.screenshot(path=picture_of("dashboard-mail", theme))
        page.locator("#popup .bar button").click()
        press(page, first, "Orders")


def test_puts_them_on_a_contact_sheet():
    figures = []
    for path in sorted(FOLDER.glob("*.png")):
        shown = f'<img src="{path.name}" alt="" loading="lazy" width="420">'
        name = html.escape(path.stem)
        figures.append(
            f'<figure><a href="{path.name}">{shown}</a><figcaption>{name}</figcaption></figure>'
        )
    head = f"<!doctype html><title>The order desk</title><style>{STYLE}</style>"
    (FOLDER / "index.html").write_text("\n".join((head, *figures)), encoding="utf-8")
    assert len(figures) > 2 * len(PAGES)


def press(page: Page, body: Locator, label: str | re.Pattern[str]) -> None:
    """Press a button of a widget and wait for its answer."""
    with page.expect_response(re.compile("/invoke$")):
        body.get_by_role("button", name=label, exact=isinstance(label, str)).first.click()
    expect(body).not_to_have_class(re.compile("busy"))


def picture_of(name: str, theme: str) -> Path:
    return FOLDER / f"{name}-{theme}.png"
