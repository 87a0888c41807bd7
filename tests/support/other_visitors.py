"""Every page as somebody else meets it: a visitor's as a customer does, a customer's as a visitor.

Nothing but what it loads, says and weighs is looked at; everything else is the same for both.
"""

from playwright.sync_api import Browser, Page

from tests.support.page_visits import Seen, new_context, note_down, open_page, weigh
from tests.support.site_pages import PAGES, SitePage
from tests.support.stage import Stage

OTHERS = {"visitor": "customer", "customer": "visitor"}


def look_as_others(browser: Browser, stage: Stage) -> dict[str, Seen]:
    """Open every page that has an address of its own as who it is not meant for."""
    found = {}
    for who, other in OTHERS.items():
        context = new_context(browser, stage, other)
        for wanted in PAGES:
            if wanted.who == who and wanted.fields is None:
                found[wanted.name] = _look(context.new_page(), stage, wanted)
        context.close()
    return found


def _look(page: Page, stage: Stage, wanted: SitePage) -> Seen:
    seen = Seen(wanted.name)
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    asked = note_down(page, seen, stage.shop.site_url)
    response = open_page(page, stage, wanted)
    seen.status, seen.url = response.status, page.url
    weigh(asked, response, seen)
    page.close()
    return seen
