"""Pictures of every page in both widths and colour schemes: `make screenshots`.

They go to .local/screenshots with a contact sheet, and the two of the README to docs/images.
"""

import html
import shutil
from pathlib import Path

from playwright.sync_api import Browser, BrowserContext, Page

from tests.support.page_visits import DESKTOP, HEIGHT, TELEPHONE, new_context, open_page
from tests.support.site_pages import PAGES, SitePage
from tests.support.stage import Stage
from tests.support.template import ROOT

FOLDER = ROOT / ".local/screenshots"
README_PICTURES = {
    ("home", DESKTOP): ROOT / "docs/images/shop-1280.png",
    ("home", TELEPHONE): ROOT / "docs/images/shop-390.png",
}
STYLE = "body{font:14px sans-serif}figure{display:inline-block;margin:8px;vertical-align:top}"


def test_takes_a_picture_of_every_page(chromium: Browser, stage: Stage):
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    contexts: dict[str, BrowserContext] = {}
    for wanted in PAGES:
        if wanted.who not in contexts:
            contexts[wanted.who] = new_context(chromium, stage, wanted.who)
        page = contexts[wanted.who].new_page()
        open_page(page, stage, wanted)
        take(page, wanted)
        page.close()
    for context in contexts.values():
        context.close()
    (FOLDER / "index.html").write_text(contact_sheet(), encoding="utf-8")
    print(f"{len(list(FOLDER.glob('*.png')))} pictures: {FOLDER / 'index.html'}")


def take(page: Page, wanted: SitePage) -> None:
    for width in (TELEPHONE, DESKTOP):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        for scheme in ("light", "dark"):
            # Or the colours would be caught on their way from one scheme to the other.
            page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
            page.screenshot(path=picture_of(wanted, width, scheme), full_page=True)
        renewed = README_PICTURES.get((wanted.name, width))
        if renewed is not None:
            page.emulate_media(color_scheme="light")
            page.screenshot(path=renewed)


def picture_of(page: SitePage, width: int, scheme: str) -> Path:
    return FOLDER / f"{page.name}-{width}-{scheme}.png"


def contact_sheet() -> str:
    """Return a page that shows all pictures, each leading to its full size."""
    figures = []
    for page in PAGES:
        figures.append(f"<h2>{html.escape(page.name)}: {html.escape(page.path)}</h2>")
        for width in (TELEPHONE, DESKTOP):
            for scheme in ("light", "dark"):
                name = picture_of(page, width, scheme).name
                shown = f'<img src="{name}" alt="" loading="lazy" width="{width // 4}">'
                words = f"{width} px, {scheme}"
                figures.append(
                    f'<figure><a href="{name}">{shown}</a><figcaption>{words}</figcaption></figure>'
                )
    head = f"<!doctype html><title>Every page</title><style>{STYLE}</style>"
    return "\n".join((head, *figures))
