"""Every route with every choice about cookies: what is set is what the registry says, no more."""

import importlib
import json
from dataclasses import replace
from typing import Any

import pytest

from shop.domain.cookie_choices import Choices
from shop.web.cookies import CHOICES, COOKIES, VISITOR, settable
from shop.web.routes import ROUTES
from tests.support.accounts import PASSWORD
from tests.support.examples import EVENTS, add_examples
from tests.support.gateway import HTML, NOW, Client
from tests.support.tables import Tables
from tests.support.waiting_reviews import SKU

# The choice itself is made once, before the crawl; no example may make another.
CRAWLED = [
    path
    for path in EVENTS
    if path.parent.name in ROUTES and json.loads(path.read_text())["routeKey"] != "POST /cookies"
]
ALWAYS = {"__Host-session", "__Host-remember", "__Host-cart", "__Host-cookies"}
CASES: list[tuple[dict[str, bool] | None, dict[str, str], set[str]]] = [
    (None, {}, ALWAYS - {"__Host-cookies"}),
    ({"recognition": False, "statistics": False}, {}, ALWAYS),
    ({"recognition": False, "statistics": True}, {}, ALWAYS),
    ({"recognition": True, "statistics": False}, {}, ALWAYS | {"__Host-visitor"}),
    ({"recognition": True, "statistics": True}, {}, ALWAYS | {"__Host-visitor"}),
    ({"recognition": True, "statistics": True}, {"sec-gpc": "1"}, ALWAYS | {"__Host-visitor"}),
    ({"recognition": False, "statistics": True}, {"dnt": "1"}, ALWAYS),
]


def names_set(lines: list[str]) -> set[str]:
    """Return the cookies that lines set, without those they remove."""
    return {line.partition("=")[0] for line in lines if "; Max-Age=0;" not in line}


def crawl(visitor: Client, accept: str) -> dict[str, set[str]]:
    """Send every example as this visitor, and return the cookies set by route."""
    found: dict[str, set[str]] = {}
    for path in CRAWLED:
        event: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        event["requestContext"]["timeEpoch"] = int(NOW.timestamp() * 1000)
        event["headers"] |= visitor.headers | {"accept": accept}
        own = [
            c for c in event.get("cookies", []) if not c.startswith((CHOICES.name, VISITOR.name))
        ]
        event["cookies"] = own + [f"{name}={value}" for name, value in visitor.cookies.items()]
        handler = importlib.import_module(f"functions.{path.parent.name}.app").lambda_handler
        set_now = names_set(handler(event, None).get("cookies", []))
        found[event["routeKey"]] = found.get(event["routeKey"], set()) | set_now
    return found


def use_everything(visitor: Client) -> set[str]:
    """Do what needs each necessary cookie, and return the cookies set."""
    shopper = replace(visitor, cookies=dict(visitor.cookies))
    lines = shopper.post("/cart/lines", {"sku": SKU, "quantity": 1}).set_cookies
    login = {"email": "customer@example.com", "password": PASSWORD, "remember": True}
    lines = lines + shopper.post("/login", login).set_cookies
    lines = lines + shopper.get("/account", accept=HTML).set_cookies
    return names_set(lines)


@pytest.mark.parametrize(("chosen", "signals", "expected"), CASES)
def test_what_a_crawl_sets_is_what_the_registry_says(
    chosen: dict[str, bool] | None, signals: dict[str, str], expected: set[str], tables: Tables
):
    add_examples()
    visitor = Client(headers=signals)
    answered = visitor.post("/cookies", chosen).set_cookies if chosen else []
    # First, since the examples also change the password.
    sets = names_set(answered) | use_everything(visitor)
    by_route = crawl(visitor, "application/json")
    by_route |= {f"{key} (page)": names for key, names in crawl(visitor, HTML).items()}

    for key, names in by_route.items():
        assert names <= expected, key
        sets |= names
    assert sets == expected
    choices = Choices(**chosen) if chosen else Choices()
    assert sets | {CHOICES.name} == settable(choices)


def test_the_crawl_asks_every_route():
    asked = {json.loads(path.read_text(encoding="utf-8"))["routeKey"] for path in CRAWLED}
    every = {key for keys in ROUTES.values() for key in keys}
    assert every - asked == {"POST /cookies"}


def test_nothing_optional_is_set_on_pages_before_a_choice_and_nothing_at_all_on_public_ones():
    optional = {cookie.name for cookie in COOKIES if cookie.category != "necessary"}
    assert optional == {"__Host-visitor"}
    for path in ("/", "/products", "/links", "/policies", "/cookies", "/contact", "/nowhere"):
        assert Client(page=True).get(path).set_cookies == []
