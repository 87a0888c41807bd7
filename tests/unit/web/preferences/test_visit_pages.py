import base64
import html
import re
from datetime import timedelta
from itertools import chain

import pytest

from shop.domain.visits import records_of
from shop.storage import visits
from shop.web.requests import Request
from tests.support.gateway import NOW, Client, make_event
from tests.support.tables import CALLS
from tests.support.visits import make_visit

pytestmark = pytest.mark.usefixtures("tables")
OLDER = re.compile(r'href="(/visits\?cursor=[^"]+)">Older visits')
PATH = re.compile(r"GET (/page-\d+)<")


def some_visits(paths: range, **changes: object) -> None:
    visits.insert_all(
        record
        for n in paths
        for record in records_of(
            make_visit(
                **{
                    "at": NOW - timedelta(minutes=n),
                    "path": f"/page-{n}",
                    "request_id": f"request-{n}",
                }
                | changes
            )
        )
    )


def page_of(person: Client, path: str = "/visits") -> str:
    return html.unescape(person.get(path).text)


def walked(person: Client) -> list[list[str]]:
    found, path = [], "/visits"
    while path:
        page = page_of(person, path)
        found.append(PATH.findall(page))
        link = OLDER.search(page)
        path = link[1] if link else ""
    return found


def test_leads_back_to_the_oldest_visit():
    some_visits(range(250))
    pages = walked(Client(page=True))
    assert list(chain(*pages)) == [f"/page-{n}" for n in range(250)]
    assert len(pages) >= 5


def test_one_page_is_enough_for_a_few_and_leads_nowhere():
    some_visits(range(3))
    page = page_of(Client(page=True))
    assert "Older visits" not in page
    assert "The newest visits" not in page


def test_a_later_page_leads_back_to_the_newest():
    some_visits(range(100))
    person = Client(page=True)
    link = OLDER.search(page_of(person))
    assert link
    assert '<a class="button" href="/visits">The newest visits</a>' in page_of(person, link[1])


def test_finds_one_s_own_behind_many_of_others_and_tells_nothing_of_theirs():
    some_visits(range(130), session="of-somebody-else")
    some_visits(range(130, 133))
    person = Client(page=True)
    first = page_of(person)
    assert "Of the newest visits from your address none are yours." in first
    link = OLDER.search(first)
    assert link
    position = base64.b64decode(link[1].partition("=")[2].partition(".")[0] + "==")
    assert position == b"2026-11-23T08:21:00Z$"
    assert "/page-" not in first
    assert walked(person) == [[], ["/page-130", "/page-131", "/page-132"]]


def test_leaves_nothing_out_where_one_log_was_read_further_back_than_the_other():
    person = Client(page=True, cookies={"__Host-cart": "a-cart"})
    own = Request(make_event("GET", "/visits", cookies=person.cookies)).session_hash
    some_visits(range(100), session="of-somebody-else")
    some_visits(range(100, 130))
    some_visits(range(130, 190), session=own, ip="192.0.2.99")
    assert list(chain(*walked(person))) == [f"/page-{n}" for n in range(100, 190)]


def test_passes_over_a_second_that_is_full_of_others():
    visits.insert_all(
        record
        for n in range(220)
        for record in records_of(
            make_visit(at=NOW, request_id=f"request-{n:03}", session="of-somebody-else")
        )
    )
    some_visits(range(1, 3))
    assert list(chain(*walked(Client(page=True)))) == ["/page-1", "/page-2"]


def test_programs_get_the_newest_of_each_as_before():
    some_visits(range(150))
    assert len(Client().get("/visits").json["visits"]) == 100


def test_each_page_costs_one_query_for_each_subject():
    some_visits(range(120))
    person = Client(page=True, cookies={"__Host-cart": "a-cart"})
    link = OLDER.search(page_of(person))
    assert link
    CALLS.clear()
    person.get(link[1])
    assert CALLS == ["Query", "Query"]


def test_refuses_a_cursor_that_is_not_ours():
    assert Client(page=True).get("/visits?cursor=abc").status == 400
