"""Everything that happens to an account is told to its owner."""

from datetime import timedelta
from html import unescape

import pytest

from tests.support.accounts import EMAIL, PASSWORD, add_customer, copied, log_in, logged_in
from tests.support.gateway import Client
from tests.support.mailbox import mails_to
from tests.support.tables import CALLS, Tables

FIREFOX = {"user-agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"}
OTHER = "eight slow copper spoons"
MINUTE = timedelta(minutes=1)
HOME = {
    "name": "Casey Customer",
    "line1": "1 Sample Street",
    "city": "Exampleton",
    "postal_code": "EX1 2MP",
    "country": "GB",
}


@pytest.fixture(autouse=True)
def _customer(tables: Tables) -> None:
    add_customer()


def types(client: Client) -> list[str]:
    return [event["type"] for event in client.get("/account/history").json["events"]]


def ticking(client: Client) -> Client:
    client.now += MINUTE
    return client


def test_tells_what_was_done_and_from_where():
    client = logged_in()
    CALLS.clear()

    answer = client.get("/account/history")

    assert CALLS == ["GetItem", "GetItem", "Query"]
    assert answer.json == {
        "events": [
            {
                "at": "2026-11-23T10:00:00Z",
                "type": "logged-in-new-device",
                "detail": "A login from a device or network that was new to your account.",
                "device": "Unknown device",
                "network": "192.0.2.0/24",
            }
        ],
        "next_cursor": None,
    }
    assert answer.headers["cache-control"] == "no-store"


def test_every_change_to_an_account_is_in_it():
    client = logged_in()
    added = ticking(client).post("/account/addresses", HOME).json["id"]
    ticking(client).post(f"/account/addresses/{added}", HOME | {"city": "Sampleham"})
    ticking(client).post(f"/account/addresses/{added}/delete")
    log_in(Client(now=ticking(client).now))
    other = next(s for s in client.get("/sessions").json["sessions"] if not s["current"])
    ticking(client).post(f"/sessions/{other['id']}/revoke")
    ticking(client).post("/sessions/revoke-others")
    passwords = {"current_password": PASSWORD, "new_password": OTHER}
    ticking(client).post("/account/password", passwords)

    assert types(client) == [
        "password-changed",
        "other-sessions-ended",
        "session-ended",
        "address-removed",
        "address-changed",
        "address-added",
        "logged-in-new-device",
    ]


def test_what_was_refused_is_not_in_it():
    client = logged_in()
    client.post("/account/addresses", HOME | {"city": ""})
    client.post("/account/password", {"current_password": "x" * 14, "new_password": OTHER})
    client.post("/sessions/nothing/revoke")
    assert types(client) == ["logged-in-new-device"]


def test_a_stolen_login_and_an_erasure_are_in_it(tables: Tables):
    client = logged_in(remember=True)
    thief = copied(client)
    client.now += timedelta(hours=2)
    client.get("/account")
    client.now += timedelta(hours=2)
    client.get("/account")
    thief.now = client.now + timedelta(hours=2)
    thief.get("/account")
    owner = logged_in(now=thief.now)
    owner.now += MINUTE
    assert owner.post("/account/erase", {"password": PASSWORD}).status == 202

    kept = sorted(tables.items("AccountEventsTable"), key=lambda item: str(item["position"]))
    assert [item["type"] for item in kept] == [
        "logged-in-new-device",
        "remembered-login-stolen",
        "erasure-asked",
    ]


def test_is_shown_a_page_at_a_time_to_its_owner_alone():
    client = logged_in()
    for number in range(4):
        ticking(client).post("/account/addresses", HOME | {"line2": f"Flat {number}"})

    first = client.get("/account/history?limit=3").json
    rest = client.get(f"/account/history?limit=3&cursor={first['next_cursor']}").json

    assert len(first["events"]) == 3
    assert [event["type"] for event in rest["events"]] == ["address-added", "logged-in-new-device"]
    assert rest["next_cursor"] is None
    add_customer("other@example.com")
    other = logged_in("other@example.com")
    assert types(other) == ["logged-in-new-device"]
    assert other.get(f"/account/history?cursor={first['next_cursor']}").status == 400
    assert Client().get("/account/history").status == 401


def test_what_is_a_year_old_is_not_shown_although_the_row_is_still_there(tables: Tables):
    old = logged_in()
    client = logged_in(now=old.now + timedelta(days=365))

    assert tables.count("AccountEventsTable") == 2
    assert len(types(client)) == 1
    assert len(mails_to(EMAIL)) == 1


def test_a_person_reads_it_on_a_page():
    person = copied(logged_in(), page=True)
    for number in range(20):
        person.post("/account/addresses", HOME | {"line2": f"Flat {number}"})
    page = person.get("/account/history").text
    assert "An address was added." in page
    assert "192.0.2.0/24" in unescape(page)
    assert "Older events" in page
    assert 'href="/account/history"' in unescape(person.get("/account").text)
