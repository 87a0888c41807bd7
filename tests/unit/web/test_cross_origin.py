import itertools

import pytest

from shop.web.cross_origin import refuse_cross_origin
from shop.web.problems import CrossOrigin

SITE = "https://shop.example.com"
HOST = "shop.example.com"

SAFE = ("GET", "HEAD", "OPTIONS")
UNSAFE = ("POST", "PUT", "PATCH", "DELETE", "TRACE", "CONNECT", "get", "ANYTHING", "")
FETCH_SITES = (None, "same-origin", "none", "same-site", "cross-site", "", "Same-Origin", "other")
ORIGINS = (
    None,
    SITE,
    "http://shop.example.com",
    "https://shop.example.com:8443",
    "https://evil.example.com",
    "https://shop.example.com.evil.example.com",
    "https://shop.example.com@evil.example.com",
    "ftp://shop.example.com",
    "shop.example.com",
    "null",
    "",
    "https://",
    "https://SHOP.example.com",
)
BODIES = (
    (None, False),
    (None, True),
    ("application/json", True),
    ("application/json; charset=utf-8", True),
    ("Application/JSON", False),
    ("application/x-www-form-urlencoded", True),
    ("application/x-www-form-urlencoded", False),
    ("multipart/form-data; boundary=x", True),
    ("text/plain", True),
    ("text/plain; application/json", True),
    ("application/json, text/plain", True),
    ("", True),
    ("", False),
)


def passes(method, fetch_site, origin, body, *, host=HOST) -> bool:
    content_type, has_body = body
    given = {
        "sec-fetch-site": fetch_site,
        "origin": origin,
        "content-type": content_type,
        "host": host,
    }
    headers = {name: value for name, value in given.items() if value is not None}
    try:
        refuse_cross_origin(method, headers, has_body=has_body, site_origin=SITE)
    except CrossOrigin:
        return False
    return True


def may_pass(method, fetch_site, origin, body) -> bool:
    """Say the rule in other words than the code does."""
    if method in SAFE:
        return True
    if fetch_site is not None:
        return fetch_site in {"same-origin", "none"}
    if origin is not None:
        return origin in {"https://shop.example.com", "http://shop.example.com"}
    return body in {
        (None, False),
        ("application/json", True),
        ("application/json; charset=utf-8", True),
        ("Application/JSON", False),
    }


def test_the_whole_matrix_of_methods_origins_and_bodies():
    matrix = list(itertools.product(SAFE + UNSAFE, FETCH_SITES, ORIGINS, BODIES))
    wrong = [case for case in matrix if passes(*case) != may_pass(*case)]
    assert (wrong, len(matrix)) == ([], 12 * 8 * 13 * 13)


def test_what_the_browser_says_of_the_site_outweighs_the_origin():
    assert not passes("POST", "cross-site", SITE, BODIES[2])
    assert passes("POST", "same-origin", "https://evil.example.com", BODIES[5])


def test_a_sibling_site_is_another_site():
    assert not passes("POST", "same-site", None, BODIES[2])


def test_an_origin_counts_for_the_host_it_was_sent_to():
    assert passes("POST", None, "http://localhost:3000", BODIES[5], host="localhost:3000")
    assert not passes("POST", None, "http://localhost:3001", BODIES[5], host="localhost:3000")


@pytest.mark.parametrize("host", ["", None])
def test_an_empty_origin_is_not_an_empty_host(host):
    assert not passes("POST", None, "https://", BODIES[5], host=host)


def test_tells_the_person_that_nothing_was_done():
    with pytest.raises(CrossOrigin, match="not carried out"):
        refuse_cross_origin(
            "POST", {"sec-fetch-site": "cross-site"}, has_body=False, site_origin=SITE
        )
