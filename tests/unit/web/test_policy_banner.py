"""The banner of coming changes on every page, and that it keeps pages public."""

from datetime import UTC, date, datetime

import pytest

from shop.web.pages import render
from shop.web.policy_banner import banner
from tests.support.gateway import NOW, Client

pytestmark = pytest.mark.usefixtures("tables")
# The second version of the privacy policy took effect on 22 November 2026.
DAY_BEFORE = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


def test_tells_of_a_material_change_until_it_takes_effect():
    told = [(change["policy"], change["version"]) for change in banner(DAY_BEFORE.date())]
    assert ("privacy", "2026-11-22.2") in told
    assert all(later["policy"] != "privacy" for later in banner(date(2026, 11, 22)))


@pytest.mark.parametrize("path", ["/", "/cart", "/cookies", "/policies", "/login", "/nowhere"])
def test_every_page_tells_of_a_coming_change_and_no_page_afterwards(path: str):
    words = "<strong>Privacy policy</strong> changes on 22 November 2026:"
    assert words in Client(page=True, now=DAY_BEFORE).get(path).text
    assert words not in Client(page=True, now=NOW).get(path).text


def test_a_page_with_the_banner_is_the_same_for_everybody_and_may_be_kept():
    some = Client(page=True, now=DAY_BEFORE)
    other = Client(page=True, now=DAY_BEFORE, cookies={"__Host-cart": "A" * 22})
    first, second = some.get("/policies"), other.get("/policies")
    assert first.headers["cache-control"] == "public, max-age=300"
    assert first.headers["etag"] == second.headers["etag"]


def test_what_a_change_says_is_escaped():
    change = {
        "policy": "terms",
        "title": "<b>",
        "version": "2",
        "effective_from": "2026-12-24T00:00:00Z",
        "summary": "<script>",
    }
    page = render(
        "links.html",
        data={"links": [], "notice": ""},
        policy_banner=[change],
        path="/",
        problem=None,
    )
    assert "<script>" not in page
    assert "&lt;script&gt;" in page
