"""What a page weighs whose lists are as long as they can get, and that all of it can be reached."""

import base64
import html
import re
import zlib

import pytest

from shop.domain.display import Preferences
from shop.storage.batches import put_all
from shop.web.assets import asset_url
from tests.support.accounts import add_customer, logged_in
from tests.support.gateway import Answer, Client
from tests.support.much_data import (
    ANSWERS,
    CORRECTIONS,
    EVENTS,
    LONG_ORDER,
    MESSAGES,
    RETURNS,
    VISITS,
    add_much,
    some_orders,
)

pytestmark = pytest.mark.usefixtures("tables")
MOST_BYTES = 30_000
ORDER = f"/orders/{LONG_ORDER}"
DATA = "/account/data?section="
# What leads on in each long list.
ONWARDS = {
    "/communications": "Earlier answers",
    "/visits": "Older visits",
    f"{ORDER}/corrections": "What you asked before that",
    f"{ORDER}?": "What happened before that",
    f"{ORDER}?returns=": "Earlier returns",
    f"{DATA}Visits": "Older records",
    f"{DATA}Tickets": "Older records",
}
VISITED = re.compile(r"/products/[a-z-]{80}")


def opened(answer: Answer) -> tuple[str, int]:
    """Return a page, and what it weighs compressed."""
    assert answer.status == 200, answer.text
    if not answer.response["isBase64Encoded"]:
        return answer.text, len(answer.text.encode())
    packed = base64.b64decode(answer.response["body"])
    return zlib.decompress(packed, zlib.MAX_WBITS | 16).decode(), len(packed)


def walked(client: Client, path: str, words: str) -> dict[str, tuple[str, int]]:
    """Follow a link from page to page to the end; return each page and its weight."""
    found = {}
    while path not in found:
        found[path] = opened(client.get(path, accept_encoding="gzip"))
        link = re.search(rf'href="([^"]+)">{words}<', found[path][0])
        path = html.unescape(link[1]).partition("#")[0] if link else path
    return found


def assets_of(client: Client) -> int:
    """Return what the style sheet and the script weigh, compressed."""
    return sum(
        opened(client.get(asset_url(name), accept_encoding="gzip"))[1]
        for name in ("shop.css", "shop.js")
    )


def test_a_long_list_of_orders_is_light_and_goes_on():
    add_customer(preferences=Preferences(list_size=100))
    put_all(some_orders(120))
    person = Client(page=True, cookies=logged_in().cookies)
    found = walked(person, "/orders", "Older orders")
    assert max(size for _, size in found.values()) + assets_of(person) <= MOST_BYTES
    numbers = re.findall(r"/orders/(CT-[-\w]+)", "".join(text for text, _ in found.values()))
    assert (len(numbers), len(set(numbers))) == (120, 120)
    # A program gets as many as it asks for.
    assert len(logged_in().get("/orders?limit=100").json["orders"]) == 100


def test_no_page_is_heavy_however_much_is_kept_and_all_of_it_is_reached():
    ticket = add_much()
    person = Client(page=True, cookies=logged_in().cookies)
    lists = {path: walked(person, path, words) for path, words in ONWARDS.items()}
    lists["ticket"] = walked(person, ticket, "Earlier messages")
    others = (
        *("/account", "/account/data", "/account/erase", "/account/history?limit=100"),
        *(f"{ORDER}/mails", "/sessions", "/checkout", "/orders/claim"),
        *(f"{DATA}Customers", f"{DATA}Communications", f"{DATA}Orders"),
    )
    pages = {path: opened(person.get(path, accept_encoding="gzip")) for path in others}
    for found in lists.values():
        pages |= found

    assets = assets_of(person)
    heavy = {path: size + assets for path, (_, size) in pages.items()}
    assert {path: size for path, size in heavy.items() if size > MOST_BYTES} == {}
    texts = {
        path: html.unescape("".join(text for text, _ in found.values()))
        for path, found in lists.items()
    }
    assert texts["/communications"].count("<time ") == ANSWERS
    assert texts[f"{ORDER}/corrections"].count("Our answer: ") == CORRECTIONS
    assert texts[f"{ORDER}?"].count("</time> ") == EVENTS
    assert texts[f"{ORDER}?returns="].count("We answered: ") == RETURNS
    assert len(set(VISITED.findall(texts[f"{DATA}Visits"]))) == VISITS
    assert len(VISITED.findall(texts["/visits"])) == VISITS // 2
    for path in ("ticket", f"{DATA}Tickets"):
        told = re.findall(r"Message (\d+)\. ", texts[path])
        assert {int(number) for number in told} == set(range(MESSAGES))
