"""What a first visit to a page costs: the page, the style sheet and the script, compressed."""

import base64
import re

import pytest

from shop.domain.policies import POLICY_NAMES
from shop.web.assets import asset_url
from tests.support.factories import make_product, stock
from tests.support.gateway import Answer, Client

pytestmark = pytest.mark.usefixtures("tables")
MOST_BYTES = 30_000
PAGES = (
    *("/", "/products", "/products/LAMP-1", "/products?q=nothing", "/links", "/cart", "/login"),
    *("/register", "/contact", "/cookies", "/policies", "/orders/find", "/withdraw", "/no-such"),
    *(f"/policies/{name}" for name in POLICY_NAMES),
)


def fetched(path: str) -> Answer:
    return Client(page=True).get(path, accept_encoding="gzip, deflate, br")


def weight(path: str) -> int:
    response = fetched(path).response
    body = response["body"]
    return len(base64.b64decode(body) if response["isBase64Encoded"] else body.encode())


@pytest.mark.parametrize("path", PAGES)
def test_a_first_visit_weighs_little(path):
    stock(*(make_product(f"LAMP-{n}", description="A lamp. " * 20) for n in range(24)))
    assets = sum(weight(asset_url(name)) for name in ("shop.css", "shop.js"))
    assert weight(path) + assets <= MOST_BYTES


@pytest.mark.parametrize("path", PAGES)
def test_nothing_but_the_page_and_its_style_sheet_holds_up_the_first_view(path):
    head = Client(page=True).get(path).text.partition("</head>")[0]
    assert re.findall(r'<link rel="stylesheet" href="([^"]+)"', head) == [asset_url("shop.css")]
    # Data for search engines run nothing.
    assert re.findall(r"<script (?!type=.application/ld)[^>]*>", head) == [
        f'<script type="module" src="{asset_url("shop.js")}">'
    ]
    assert "<style" not in head


@pytest.mark.parametrize("name", ["shop.css", "shop.js", "logo.svg"])
def test_an_asset_is_compressed_and_kept_for_a_year(name):
    answer = fetched(asset_url(name))
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert "accept-encoding" in answer.headers["vary"].lower() or name == "logo.svg"
