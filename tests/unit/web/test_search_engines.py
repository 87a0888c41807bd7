import base64
import re
import struct
from urllib.robotparser import RobotFileParser

import pytest

from shop.gateways.settings import SITE_URL
from shop.web.assets import asset_url
from shop.web.requests import Request
from shop.web.routes import ROUTES
from shop.web.search_engines import LISTED, canonical_url, robots_txt
from tests.support.factories import make_product, stock
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


@pytest.mark.parametrize("path", ["/", "/contact", "/products/LAMP-1", "/policies/privacy"])
def test_a_public_page_names_a_picture_that_previews_of_links_can_show(path, tables):
    stock(make_product())
    page = Client(page=True).get(path).text
    named = dict(re.findall(r'<meta property="og:image(:\w+|)" content="([^"]*)">', page))
    assert named[""] == SITE_URL + asset_url("share.png")
    size = (int(named[":width"]), int(named[":height"]))
    assert named[":type"] == "image/png"
    assert named[":alt"].endswith("a lantern with a ghost for a flame")
    answer = Client().get(asset_url("share.png"), accept_encoding="gzip")
    assert answer.headers["content-type"] == "image/png"
    content = base64.b64decode(answer.response["body"])
    # PNG, 5.2 and 11.2.2: its signature, then width and height in the header's chunk.
    assert content[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", content[16:24]) == size == (1200, 630)
    assert len(content) <= 30_000
