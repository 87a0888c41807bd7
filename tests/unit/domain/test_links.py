"""The registry of links to other sites."""

from urllib.parse import urlsplit

import pytest

from shop.domain.errors import NotFound
from shop.domain.links import LINKS, NOTICE, link_by_id, link_state


def test_every_link_has_an_id_of_its_own_and_leads_out_over_https():
    assert len({link.id for link in LINKS}) == len(LINKS)
    assert {urlsplit(link.url).scheme for link in LINKS} == {"https"}


def test_finds_a_link_by_its_id_only():
    assert link_by_id("cookie-help").title
    with pytest.raises(NotFound):
        link_by_id("https://evil.example.com")


def test_says_that_the_shop_is_not_responsible_for_other_sites():
    assert "not responsible" in NOTICE


@pytest.mark.parametrize(
    ("status", "state"),
    [
        (200, "alive"),
        (302, "alive"),
        (301, "moved"),
        (308, "moved"),
        (401, "unclear"),
        (403, "unclear"),
        (429, "unclear"),
        (404, "dead"),
        (410, "dead"),
        (500, "dead"),
        (None, "dead"),
    ],
)
def test_tells_from_a_status_how_a_link_stands(status, state):
    assert link_state(status) == state
