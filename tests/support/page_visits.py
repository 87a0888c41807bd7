"""What a browser finds on a page: looked at once, in every width and colour scheme that matters.

The page is loaded once as it is, its policy in force. The checks are let in by the developer
tools' own interface, which that policy does not bind.
"""

import gzip
import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from playwright.sync_api import (
    Browser,
    BrowserContext,
    CDPSession,
    ConsoleMessage,
    Page,
    Request,
    Response,
)

from shop.web.api import Api
from shop.web.requests import Request as ShopRequest
from tests.support.gateway import make_event
from tests.support.site_pages import PAGES, SitePage
from tests.support.stage import Stage
from tests.support.template import ROOT

AXE = ROOT / "node_modules/axe-core/axe.min.js"
RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22a", "wcag22aa", "best-practice")
# Colours depend on the scheme; everything else is looked at once in each width.
COLOURS = ("color-contrast", "link-in-text-block")
# The last is a window of 1280 px at 200 % (WCAG 1.4.4).
NARROW, TELEPHONE, DESKTOP, ZOOMED = 320, 390, 1280, 640
HEIGHT = 800
TIMEOUT_MILLISECONDS = 30_000
SCRIPTS = Path(__file__).parent / "in_page.js"
# What the first picture on the screen waits for.
BLOCKING = ("document", "stylesheet", "script", "font")


@dataclass
class Seen:
    """What was found on a page; empty lists are what is wanted."""

    name: str
    status: int = 0
    url: str = ""
    title: str = ""
    language: str = ""
    headings: list[int] = field(default_factory=list)
    bytes_by_kind: dict[str, int] = field(default_factory=dict)
    blocking_requests: list[str] = field(default_factory=list)
    other_hosts: list[str] = field(default_factory=list)
    console: list[str] = field(default_factory=list)
    violations: list[str] = field(default_factory=list)
    too_wide: list[str] = field(default_factory=list)
    clipped: list[str] = field(default_factory=list)
    moving: list[str] = field(default_factory=list)
    fields: list[dict[str, Any]] = field(default_factory=list)
    lost: list[str] = field(default_factory=list)
    posts: list[str] = field(default_factory=list)
    is_told_first: bool = False

    @property
    def weight(self) -> int:
        """HTML, CSS and JavaScript in bytes, compressed."""
        return sum(self.bytes_by_kind.values())


def fault_response() -> dict[str, Any]:
    """Return what the shop answers a browser when its own code fails, which no visitor can ask."""
    api = Api("contact")

    @api.route("GET /contact")
    def get_contact(request: ShopRequest) -> Any:
        message = "made to fail"
        raise RuntimeError(message)

    event = make_event("GET", "/contact", headers={"accept": "text/html"})
    return dict(api.lambda_handler(event, None))


def new_context(browser: Browser, stage: Stage, who: str, **options: Any) -> BrowserContext:
    """Return a browser of its own with the cookies of somebody on the stage."""
    context = browser.new_context(
        base_url=stage.shop.site_url,
        locale="en-GB",
        viewport={"width": DESKTOP, "height": HEIGHT},
        **options,
    )
    context.set_default_timeout(TIMEOUT_MILLISECONDS)
    context.add_cookies(
        [
            {
                "name": name,
                "value": value,
                "domain": urlsplit(stage.shop.site_url).hostname or "",
                "path": "/",
                "secure": True,
                "httpOnly": True,
                "sameSite": "Lax",
            }
            for name, value in stage.cookies.get(who, {}).items()
        ]
    )
    return context


def open_page(page: Page, stage: Stage, wanted: SitePage) -> Response:
    """Go to a page of the shop as its visitor does, by its address or by sending a form."""
    path = stage.fill_path(wanted.path)
    if wanted.name == "fault":
        fault = fault_response()
        page.route(
            "**/fault",
            lambda route: route.fulfill(status=500, headers=fault["headers"], body=fault["body"]),
        )
    if wanted.fields is None:
        response = page.goto(path, wait_until="load")
    else:
        page.goto(wanted.sent_from)
        fields = {name: stage.fill(value) for name, value in wanted.fields.items()}
        with page.expect_navigation(wait_until="load") as navigation:
            page.evaluate(SEND_FORM, [stage.shop.site_url + path, fields])
        response = navigation.value
    assert response is not None, wanted.name
    return response


SEND_FORM = """([action, fields]) => {
  const form = document.createElement('form');
  Object.assign(form, {action, method: 'post'});
  for (const [name, value] of Object.entries(fields)) {
    const input = document.createElement('input');
    Object.assign(input, {name, value, type: 'hidden'});
    form.append(input);
  }
  document.documentElement.append(form);
  setTimeout(() => form.submit(), 0);
}"""


def note_down(page: Page, seen: Seen, site_url: str) -> list[Request]:
    """Note what a page asks for and what the console says."""
    asked: list[Request] = []

    def note(request: Request) -> None:
        asked.append(request)
        if not request.url.startswith((site_url + "/", "data:", "about:")):
            seen.other_hosts.append(request.url)

    page.on("request", note)

    page.on("response", lambda response: seen.console.extend(missing(response)))

    def hear(message: ConsoleMessage) -> None:
        # A status that was asked for is told there as well.
        if message.type in ("error", "warning") and "Failed to load" not in message.text:
            seen.console.append(f"{message.type}: {message.text}")

    page.on("console", hear)
    page.on("pageerror", lambda error: seen.console.append(f"uncaught: {error.message}"))
    return asked


def missing(response: Response) -> list[str]:
    """Return the address of a part of a page that could not be had; the page has its own status."""
    is_part = not response.request.is_navigation_request()
    return [f"status {response.status}: {response.url}"] if is_part and not response.ok else []


def look_at_all(browser: Browser, stage: Stage) -> dict[str, Seen]:
    """Look at every page of the shop, each of its visitors in a browser of their own."""
    contexts: dict[str, BrowserContext] = {}
    found = {}
    for wanted in PAGES:
        if wanted.who not in contexts:
            contexts[wanted.who] = new_context(browser, stage, wanted.who)
        page = contexts[wanted.who].new_page()
        found[wanted.name] = look_at(page, stage, wanted)
        page.close()
    for context in contexts.values():
        context.close()
    return found


def look_at(page: Page, stage: Stage, wanted: SitePage) -> Seen:
    """Open a page and find out everything about it."""
    seen = Seen(wanted.name)
    tools = page.context.new_cdp_session(page)
    tools.send("Network.enable")
    tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    page.emulate_media(color_scheme="light")
    asked = note_down(page, seen, stage.shop.site_url)
    response = open_page(page, stage, wanted)
    seen.status, seen.url = response.status, page.url
    weigh(asked, response, seen)
    _run(tools, SCRIPTS.read_text(encoding="utf-8"))
    for name, value in _run(tools, "shopChecks.outline()").items():
        setattr(seen, name, value)
    seen.fields, seen.lost = _run(tools, "[shopChecks.fields(), shopChecks.lost()]")
    seen.posts = _run(tools, "shopChecks.posts()")
    seen.is_told_first = _run(tools, "shopChecks.isToldFirst()")
    _look_in_widths(page, tools, seen)
    if AXE.exists():
        _run(tools, AXE.read_text(encoding="utf-8"))
        _look_with_axe(page, tools, seen)
    return seen


def weigh(asked: list[Request], response: Response, seen: Seen) -> None:
    """Note what was asked for since the page itself, and the bytes of what shows it."""
    own = asked[asked.index(response.request) :] if response.request in asked else asked
    for request in own:
        if request.resource_type not in BLOCKING:
            continue
        answer = request.response()
        if answer is None:
            continue
        seen.blocking_requests.append(urlsplit(request.url).path)
        body = answer.body()
        packed = answer.headers.get("content-encoding")
        size = request.sizes()["responseBodySize"] if packed else len(gzip.compress(body))
        kind = request.resource_type
        seen.bytes_by_kind[kind] = seen.bytes_by_kind.get(kind, 0) + size


def _look_in_widths(page: Page, tools: CDPSession, seen: Seen) -> None:
    for width in (DESKTOP, ZOOMED, TELEPHONE, NARROW):
        page.set_viewport_size({"width": width, "height": HEIGHT})
        seen.too_wide += [f"{width} px: {what}" for what in _run(tools, "shopChecks.tooWide()")]
    page.emulate_media(reduced_motion="reduce")
    seen.moving = _run(tools, "shopChecks.moving()")
    seen.clipped = _run(tools, "shopChecks.clippedWhenSpaced()")


def _look_with_axe(page: Page, tools: CDPSession, seen: Seen) -> None:
    # Still without motion: a colour on its way from one scheme to the other is in neither.
    everything = {"runOnly": {"type": "tag", "values": RULES}}
    colours = {"runOnly": {"type": "rule", "values": COLOURS}}
    looks = (
        (TELEPHONE, "light", everything),
        (TELEPHONE, "dark", colours),
        (DESKTOP, "dark", everything),
        (DESKTOP, "light", colours),
    )
    for width, scheme, rules in looks:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        page.emulate_media(color_scheme=scheme)
        for found in _run(tools, f"shopChecks.axe({json.dumps(rules)})"):
            seen.violations.append(f"{width} px, {scheme}: {found}")


def _run(tools: CDPSession, script: str) -> Any:
    answer = tools.send(
        "Runtime.evaluate",
        {"expression": script, "awaitPromise": True, "returnByValue": True},
    )
    assert "exceptionDetails" not in answer, answer["exceptionDetails"]
    return answer["result"].get("value")
