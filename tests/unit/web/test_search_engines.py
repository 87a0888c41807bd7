from urllib.robotparser import RobotFileParser

import pytest

from shop.gateways.settings import SITE_URL
from shop.web.requests import Request
from shop.web.routes import ROUTES
from shop.web.search_engines import LISTED, canonical_url, robots_txt
from tests.support.gateway import Client, make_event


def canonical(path: str, status: int = 200) -> str | None:
    return canonical_url(Request(make_event("GET", path)), status)


def test_lists_only_routes_that_there_are():
    assert {key for keys in ROUTES.values() for key in keys} >= LISTED


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("/", "/"),
        ("/products", "/products"),
        ("/products?limit=5", "/products"),
        ("/products?category=lanterns&limit=5", "/products?category=lanterns"),
        ("/products/LAMP-1?from=mail", "/products/LAMP-1"),
        ("/policies/privacy?format=", "/policies/privacy"),
        ("/contact?topic=order", "/contact"),
    ],
)
def test_a_page_has_one_address(path, expected):
    assert canonical(path) == f"{SITE_URL}{expected}"


@pytest.mark.parametrize(
    "path",
    [
        *("/products?q=lantern", "/products?cursor=abc", "/products?category=none", "/cart"),
        *("/account", "/orders/find", "/login", "/visits", "/policies/terms/changes", "/nowhere"),
    ],
)
def test_what_is_personal_or_a_search_is_not_listed(path):
    assert canonical(path) is None


def test_a_refusal_is_not_listed():
    assert canonical("/products/LAMP-1", 404) is None


def test_crawlers_are_kept_from_what_is_personal_and_from_nothing_that_is_listed():
    parser = RobotFileParser()
    parser.parse(robots_txt().splitlines())
    for path in ("/cart", "/checkout", "/orders/CT-1", "/account", "/visits", "/contact/TK-1"):
        assert not parser.can_fetch("*", path), path
    for path in ("/", "/contact", "/products/LAMP-1", "/policies/privacy", "/newsletter"):
        assert parser.can_fetch("*", path), path
    assert parser.site_maps() == [f"{SITE_URL}/sitemap.xml"]


@pytest.mark.parametrize("path", ["/login", "/cart", "/no/such/page", "/cookies"])
def test_a_personal_page_asks_not_to_be_listed(path, tables):
    page = Client(page=True).get(path)
    assert '<meta name="robots" content="noindex">' in page.text
    assert "canonical" not in page.text


def test_a_public_page_says_what_it_is_about(tables):
    page = Client(page=True).get("/contact").text
    assert "noindex" not in page
    for name in ("title", "description", "url", "image", "type", "site_name"):
        assert f'<meta property="og:{name}" content="' in page
    assert f'<link rel="canonical" href="{SITE_URL}/contact">' in page
