"""When home, product and checkout first show something over a slow telephone, and what they weigh.

    .venv/bin/python -m pytest -q -s tests/bench/first_paint.py

The line is Chromium's "Fast 3G": 1.6 Mbit/s down, 750 kbit/s up, 150 ms there and back, which the
developer tools apply as 562.5 ms to each request and nine tenths of the rates (Lighthouse's
core/config/constants.js, mobileSlow4G: DEVTOOLS_RTT_ADJUSTMENT_FACTOR 3.75). Each visit is a first
one, with nothing kept. OTHER_PAGES='name=address name=address' measures other sites the same way.
"""

import os
import statistics

import pytest
from playwright.sync_api import Browser, BrowserContext

from tests.browser.conftest import chromium
from tests.support.page_visits import TELEPHONE, new_context
from tests.support.stage import Stage, set_stage

__all__ = ["chromium"]

pytestmark = pytest.mark.enable_socket
ROUNDS = 5
BITS = 8
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


def report(context: BrowserContext, name: str, address: str) -> None:
    visit(context, address)  # A function's first call is a cold start, which is measured elsewhere.
    found = [visit(context, address) for _ in range(ROUNDS)]
    painted = statistics.median(one[0] for one in found)
    size, requests = found[-1][1:]
    print(f"| {name} | {painted:.0f} ms | {size / 1000:.1f} KB | {requests} |")


def test_prints_first_paint_and_bytes(chromium: Browser, shop):
    print("\n| page | first contentful paint | bytes with pictures | requests |\n|---|--:|--:|--:|")
    others = os.environ.get("OTHER_PAGES", "").split()
    if others:
        context = new_context(chromium, Stage(shop), "visitor")
        for name, _, address in (other.partition("=") for other in others):
            report(context, name, address)
        return
    stage = set_stage(shop)
    context = new_context(chromium, stage, "cart")
    for name, path in (("home", "/"), ("product", "/products/{sku}"), ("checkout", "/checkout")):
        report(context, name, stage.fill(path))
