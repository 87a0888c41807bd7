"""Whether links still lead somewhere, against a site on this machine."""

import pytest

from shop.domain.links import LINKS, CheckedLink, Link
from shop.domain.orders import By
from shop.domain.visitor_counts import Counts
from shop.storage import visitor_counts
from shop.web.desk import link_checks
from tests.support.gateway import NOW
from tests.support.link_stand_in import opened_site
from tests.support.logs import counted, logged


def a_link(name: str, url: str) -> Link:
    return Link(name, name, url, "")


@pytest.mark.enable_socket
def test_asks_for_each_link_and_for_nothing_else():
    with opened_site() as site:
        links = [a_link(name, f"{site.url}/{name}") for name in ("200", "301", "403", "404")]
        found = link_checks.checked(links)
    assert [(f.link.id, f.state, f.status) for f in found] == [
        ("200", "alive", 200),
        ("301", "moved", 301),
        ("403", "unclear", 403),
        ("404", "dead", 404),
    ]
    assert {path for _, path in site.asked} == {"/200", "/301", "/403", "/404"}


def test_logs_and_counts_the_dead(capsys):
    link = a_link("gone", "https://www.example.com/gone")
    with logged() as log:
        answer = link_checks.told([CheckedLink(link, "dead", 404), CheckedLink(link, "moved", 301)])
    assert answer == {"dead": ["gone"]}
    assert [(line["message"], line["link"], line["status"]) for line in log] == [
        ("dead-link", "gone", 404)
    ]
    assert counted(capsys.readouterr().out) == {"DeadLinks": 1}


@pytest.mark.usefixtures("tables")
def test_lists_the_links_with_how_often_people_followed_them():
    clicks = {("link", LINKS[0].id): 3}
    visitor_counts.add_counts(NOW.date(), "1", Counts(), clicks, seconds_left=10)
    shown = link_checks.list_links(link_checks.ListingLinks(), By("ada", "request-1"), NOW)
    assert [(link["id"], link["clicks_in_30_days"]) for link in shown["links"]] == [
        (link.id, 3 if link is LINKS[0] else 0) for link in LINKS
    ]
    assert {link["state"] for link in shown["links"]} == {"not checked"}
