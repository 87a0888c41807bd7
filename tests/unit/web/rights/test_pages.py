import html
import re
from datetime import timedelta

import pytest

from shop.domain.data_requests import Subject
from shop.domain.errors import InvalidRequest, NotFound
from shop.domain.visits import records_of
from shop.storage import visits
from shop.web.replies import Reply
from shop.web.requests import Request
from shop.web.responses import to_response
from shop.web.rights import pages as data_pages
from shop.web.rights.views import DataPart
from tests.support.accounts import EMAIL, add_customer, logged_in
from tests.support.gateway import HTML, NOW, Client, make_event
from tests.support.mailbox import mails_to, token_in
from tests.support.visits import make_visit

pytestmark = pytest.mark.usefixtures("tables")
CUSTOMER = "id-of-customer"
HERS = Subject(CUSTOMER, EMAIL, NOW)
GUEST = "guest@example.com"


def a_request(accept: str = HTML) -> Request:
    return Request(make_event("GET", "/account/data", headers={"accept": accept}))


def answered(**asked: str) -> Reply:
    return data_pages.data_reply(a_request(), HERS, DataPart(**asked))


def some_visits(number_of_them: int) -> None:
    visits.insert_all(
        record
        for minute in range(number_of_them)
        for record in records_of(
            make_visit(
                at=NOW - timedelta(minutes=minute),
                path=f"/page-{minute}",
                request_id=f"request-{minute}",
                customer_id=CUSTOMER,
            )
        )
    )


def test_people_get_a_page_of_all_of_it_escaped():
    add_customer(name="<b>Casey</b>")
    page = to_response(a_request(), answered())
    assert "&lt;b&gt;Casey&lt;" in page["body"]
    assert "Your account" in page["body"]
    assert "Content-Disposition" not in page["headers"]


def test_programs_and_who_asks_get_everything_as_a_file():
    some_visits(200)
    for accept, asked in (
        ("application/json", DataPart(section="Visits")),
        (HTML, DataPart(format="json")),
    ):
        reply = data_pages.data_reply(a_request(accept), HERS, asked)
        assert reply.media is not None
        assert reply.media[1].count("/page-") == 200


def test_a_little_is_shown_whole_on_one_page():
    add_customer()
    some_visits(20)
    page = answered().data
    assert page.section == ""
    assert {s.name: len(s.part.shown) for s in page.sections} == {
        "Customers": 1,
        "CustomerEmails": 1,
        "Visits": 20,
    }


def test_of_much_the_newest_of_each_list_are_shown_and_the_way_to_the_others():
    add_customer()
    some_visits(60)
    page = html.unescape(to_response(a_request(), answered())["body"])
    assert "The newest 2 of 60 records" in page
    assert "/page-1<" in page
    assert "/page-2<" not in page
    assert '<a class="button" href="/account/data?section=Visits">All 60 records' in page


def test_each_list_goes_on_from_page_to_page_the_newest_first():
    some_visits(120)
    shown: list[str] = []
    firsts: list[int] = []
    cursor = ""
    while cursor or not shown:
        (section,) = answered(section="Visits", cursor=cursor).data.sections
        shown += [record["path"] for record in section.part.shown]
        firsts.append(section.part.first)
        cursor = section.part.cursor
    assert shown == [f"/page-{minute}" for minute in range(120)]
    assert firsts[0] == 1
    assert len(firsts) >= 3


def test_reads_one_table_for_one_list(tables):
    add_customer()
    page = to_response(a_request(), answered(section="Customers"))["body"]
    assert "<h1>Your account</h1>" in page
    assert "One record about" in page
    assert "What happened" not in page.partition("<nav class")[0]


def test_says_where_nothing_of_a_kind_is_kept():
    assert (
        "We keep nothing of this kind"
        in to_response(a_request(), answered(section="Carts"))["body"]
    )


def test_refuses_a_list_that_there_is_not_and_a_cursor_of_somebody_else():
    with pytest.raises(NotFound):
        answered(section="Products")
    some_visits(80)
    (section,) = answered(section="Visits").data.sections
    asked = DataPart(section="Visits", cursor=section.part.cursor)
    other = Subject("id-of-other", "other@example.com", NOW)
    with pytest.raises(InvalidRequest):
        data_pages.data_reply(a_request(), other, asked)


def test_sorts_records_by_when_they_came_to_be_and_what_has_no_time_last():
    records = [{"name": "none"}, {"at": "2026-01-01"}, {"created_at": "2026-02-01", "at": ""}]
    records += [{"placed_at": "2026-03-01"}, {"at": "2026-01-01", "name": "later"}]
    places, found = zip(*data_pages.in_time(records), strict=True)
    assert found[0] == {"placed_at": "2026-03-01"}
    assert found[1] == {"at": "2026-01-01", "name": "later"}
    assert len(set(places)) == len(records)


def test_a_long_list_inside_a_record_is_cut_and_says_so():
    part = [{"answers": [f"answer {n}" for n in range(60)]}]
    page = data_pages.DataPage(
        made_at="2026-11-23T10:00:00Z",
        email=EMAIL,
        explanation="",
        section="",
        sections=[data_pages.beginning("CommunicationsTable", part, 3, 9_000)],
    )
    shown = to_response(a_request(), Reply(data=page, page="data.html", context={"token": ""}))
    assert "answer 49" in shown["body"]
    assert "answer 50" not in shown["body"]
    assert "and 10 more, which the file has" in shown["body"]


def read_on(page: str) -> dict[str, str]:
    """Return what the button to a list's own page sends."""
    form = next(f for f in page.split("<form") if 'name="section" value="Mails"' in f)
    return dict(re.findall(r'name="(\w+)" value="([^"]*)"', form))


def first_page(person: Client) -> str:
    for _ in range(3):
        person.post("/privacy/request", {"email": GUEST, "kind": "export"})
    token = token_in(mails_to(GUEST)[-1])
    return person.post("/privacy/request/confirm", {"token": token}).text


def test_without_an_account_one_reads_on_for_half_an_hour_and_downloads_it():
    person = Client(page=True)
    page = first_page(person)
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token
    fields = {"token": token[1], "section": "Mails", "cursor": ""}
    shown = person.post("/privacy/request/confirm", fields)
    assert "<h1>Mails to you</h1>" in shown.text
    file = person.post("/privacy/request/confirm", {"token": token[1], "format": "json"})
    assert file.json["email"] == GUEST
    # Reading on makes it no longer.
    person.now += timedelta(minutes=29)
    again = person.post("/privacy/request/confirm", fields)
    later = re.search(r'name="token" value="([^"]+)"', again.text)
    assert later
    person.now += timedelta(minutes=1)
    late = person.post("/privacy/request/confirm", fields | {"token": later[1]})
    assert late.status == 422
    assert "is too old" in late.text


def test_what_a_page_carries_is_good_for_nothing_else():
    person = Client(page=True)
    token = re.search(r'name="token" value="([^"]+)"', first_page(person))
    assert token
    assert data_pages.reading_subject(a_request(), token[1]) is not None
    assert data_pages.reading_subject(a_request(), token[1][:-2]) is None
    assert data_pages.reading_subject(a_request(), "") is None
    assert person.post("/account/erase/undo", {"token": token[1]}).status == 422
    assert "too old" in person.get(f"/privacy/request/confirm?token={token[1]}").text


def test_reading_on_shows_nothing_of_an_account():
    add_customer(GUEST, name="Secret Name")
    page = first_page(Client(page=True))
    assert "Secret Name" not in page
    assert logged_in(GUEST).get("/account/data").text.count("Secret Name") == 1
