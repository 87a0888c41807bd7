from datetime import date
from xml.etree import ElementTree as ET

import pytest

from shop.domain.catalogue import CATEGORIES
from shop.gateways.settings import SITE_URL
from shop.storage import product_terms
from shop.web.requests import Request
from shop.web.search_engines import canonical_url
from shop.web.storefront.sitemap import get_sitemap, sitemap
from tests.support.gateway import make_event

LOCATION = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


def locations(text: str) -> list[str]:
    return [found.text or "" for found in ET.fromstring(text).iter(LOCATION)]  # noqa: S314 - our own


def test_lists_every_product_category_and_policy():
    found = locations(sitemap(["LAMP-1", "MUG-2"], {}))
    assert found[0] == f"{SITE_URL}/"
    assert len(found) == len(set(found))
    for category in CATEGORIES:
        assert f"{SITE_URL}/products?category={category}" in found
    for path in ("/products/LAMP-1", "/products/MUG-2", "/policies/privacy", "/contact"):
        assert f"{SITE_URL}{path}" in found


def test_escapes_what_a_product_number_might_hold():
    assert f"{SITE_URL}/products/A%26B%3CC" in locations(sitemap(["A&B<C"], {}))


def test_reads_the_products_from_the_list_of_all_of_them(tables):
    product_terms.insert("LAMP-1", ["all"])
    reply = get_sitemap(Request(make_event("GET", "/sitemap.xml")))
    assert reply.media is not None
    media, text = reply.media
    assert media == "application/xml; charset=utf-8"
    assert f"{SITE_URL}/products/LAMP-1" in locations(text)
    assert text.count("<lastmod>") == 4


def test_tells_when_a_policy_changed_and_guesses_nothing_else():
    text = sitemap(["LAMP-1"], {"terms": date(2026, 11, 22)})
    assert text.count("<lastmod>") == 1
    assert "/policies/terms</loc><lastmod>2026-11-22</lastmod>" in text


@pytest.mark.parametrize("path", ["/", "/products", "/contact", "/newsletter", "/links"])
def test_lists_addresses_only_as_their_pages_name_themselves(path):
    assert canonical_url(Request(make_event("GET", path)), 200) in locations(sitemap([], {}))
