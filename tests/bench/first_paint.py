"""When home, product and checkout first show something over a slow telephone, and what they weigh.

    .venv/bin/python -m pytest -q -s tests/bench/first_paint.py
    OTHER_SHOP=http://127.0.0.1:8001 .venv/bin/python -m pytest -q -s tests/bench/first_paint.py

The line is Chromium's "Fast 3G": 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back, which the
developer tools apply as 562.5 ms to each request and nine tenths of the rates (Lighthouse's
core/config/constants.js, mobileSlow4G: DEVTOOLS_RTT_ADJUSTMENT_FACTOR 3.75). Each visit is a first
one, with nothing kept. With OTHER_SHOP, a stock Oscar as `stock_oscar.py` beside this file serves,
the two take turns, visit by visit, so that whatever else the machine does befalls both. Printed are
median, least and most of nine visits each.
"""

import os
import statistics

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import chromium
from tests.support.page_visits import TELEPHONE, new_context
from tests.support.stage import set_stage

__all__ = ["chromium"]

pytestmark = pytest.mark.enable_socket
ROUNDS = 9
BITS = 8
OURS = {"home": "/", "product": "/products/{sku}", "checkout": "/checkout"}
# Its first page leads on to its catalogue, which is spared it here; its checkout leads on without
# goods, so its empty basket stands for it.
OSCARS = {
    "home": "/catalogue/",
    "product": "/catalogue/lantern-3_4/",
    "checkout": "/basket/",
}
FAST_3G = {
    "offline": False,
    "latency": 150 * 3.75,
    "downloadThroughput": 1.6 * 1024 * 1024 / BITS * 0.9,
    "uploadThroughput": 750 * 1024 / BITS * 0.9,
}
FIRST_PAINT = """new Promise((resolve) => new PerformanceObserver((list) => {
  const entry = list.getEntries().find((one) => one.name === "first-contentful-paint");
  if (entry) resolve(entry.startTime);
}).observe({ type: "paint", buffered: true }))"""


def visit(context: BrowserContext, address: str) -> tuple[float, int, int]:
    """Return (milliseconds to the first contentful paint, bytes, requests) of a first visit."""
    page = context.new_page()
    page.set_viewport_size({"width": TELEPHONE, "height": 800})
    tools = context.new_cdp_session(page)
    sizes: list[float] = []
    tools.on("Network.loadingFinished", lambda event: sizes.append(event["encodedDataLength"]))
    tools.send("Network.enable")
    tools.send("Network.setCacheDisabled", {"cacheDisabled": True})
    tools.send("Network.emulateNetworkConditions", FAST_3G)
    page.goto(address, wait_until="networkidle")
    painted = page.evaluate(FIRST_PAINT)
    page.close()
    return painted, round(sum(sizes)), len(sizes)


def visits_in_turn(
    context: BrowserContext, addresses: dict[str, str]
) -> dict[str, list[tuple[float, int, int]]]:
    """Visit each address in turn, over and over; the first visit of each is not counted."""
    found: dict[str, list[tuple[float, int, int]]] = {name: [] for name in addresses}
    for _ in range(ROUNDS + 1):
        for name, address in addresses.items():
            found[name].append(visit(context, address))
    # A function's first call is a cold start, which is measured elsewhere.
    return {name: each[1:] for name, each in found.items()}


def report(page: str, whose: str, found: list[tuple[float, int, int]]) -> None:
    painted = sorted(one[0] for one in found)
    size, requests = found[-1][1:]
    print(
        f"| {page} | {whose} | {statistics.median(painted):,.0f} ms"
        f" | {painted[0]:,.0f} to {painted[-1]:,.0f} ms | {size / 1000:.1f} KB | {requests} |"
    )


def test_prints_first_paint_and_bytes(chromium: Browser, shop):
    print("\n| page | shop | first contentful paint | least to most | bytes | requests |")
    print("|---|---|--:|--:|--:|--:|")
    stage = set_stage(shop)
    context = new_context(chromium, stage, "cart")
    other = os.environ.get("OTHER_SHOP", "").rstrip("/")
    for page, path in OURS.items():
        addresses = {"ours": stage.fill(path)}
        if other:
            addresses["Oscar"] = other + OSCARS[page]
        for whose, found in visits_in_turn(context, addresses).items():
            report(page, whose, found)
