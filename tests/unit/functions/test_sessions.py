"""Logging out through the front door, and the list of where a customer is logged in."""

from datetime import timedelta

import pytest

from shop.domain.sessions import handle_of
from tests.support.accounts import add_customer, copied, log_in, logged_in
from tests.support.gateway import Client
from tests.support.tables import CALLS, Tables

SESSION = "__Host-session"
REMEMBER = "__Host-remember"
MINUTE = timedelta(minutes=1)
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def _customer(tables: Tables) -> None:
    add_customer()


def listed(client: Client) -> list[dict[str, object]]:
    sessions: list[dict[str, object]] = client.get("/sessions").json["sessions"]
    return sessions


def test_logging_out_ends_the_session_and_forgets_the_login(tables: Tables):
    client = logged_in(remember=True)
    copy = copied(client)
    CALLS.clear()

    answer = client.post("/logout")

    assert answer.status == 204
    assert CALLS == ["GetItem", "DeleteItem", "DeleteItem", "DeleteItem"]
    assert client.cookies == {}
    assert answer.headers["clear-site-data"] == '"cache", "storage"'
    assert [c.partition("=")[0] for c in answer.set_cookies] == [SESSION, REMEMBER, "__Host-cart"]
    assert tables.items("SessionsTable") == tables.items("RememberedLoginsTable") == []
    assert copy.get("/sessions").status == 401


def test_logging_out_without_a_login_changes_nothing_and_is_no_mistake():
    client = Client()
    CALLS.clear()

    assert client.post("/logout").status == 204
    assert CALLS == []


def test_a_wrong_secret_logs_nobody_out():
    client = logged_in(remember=True)
    thief = Client(
        cookies={name: f"{value[:22]}.{'w' * 43}" for name, value in client.cookies.items()}
    )

    assert thief.post("/logout").status == 204
    assert client.get("/sessions").status == 200
    client.now += timedelta(hours=2)
    assert client.get("/sessions").status == 200


def test_a_link_logs_nobody_out_but_shows_a_button():
    client = logged_in()
    person = copied(client, page=True)

    assert 'action="/logout" method="post"' in person.get("/logout").text
    assert client.get("/sessions").status == 200
    answer = person.post("/logout")
    assert (answer.status, answer.headers["location"]) == (303, "/")
    assert client.get("/sessions").status == 401


# --- Where a customer is logged in ---


def test_lists_sessions_without_anything_of_a_cookie():
    client = logged_in(remember=True)
    other = Client(headers={"user-agent": FIREFOX}, address="198.51.100.77")
    other.now += MINUTE
    log_in(other)
    client.now = other.now
    CALLS.clear()

    answer = client.get("/sessions")

    assert CALLS == ["GetItem", "GetItem", "Query"]
    newest, own = answer.json["sessions"]
    assert own | {"id": ""} == {
        "id": "",
        "created_at": "2026-11-23T10:00:00Z",
        "last_seen_at": "2026-11-23T10:00:00Z",
        "device": "Unknown device",
        "network": "192.0.2.0/24",
        "current": True,
        "remembered": True,
    }
    assert (newest["device"], newest["network"]) == ("Firefox on Linux", "198.51.100.0/24")
    assert (newest["current"], newest["remembered"]) == (False, False)
    for cookie in (*client.cookies.values(), *other.cookies.values()):
        assert not any(half in answer.text for half in cookie.split("."))


def test_leaves_out_sessions_that_are_over_and_other_customers():
    logged_in()
    add_customer("other@example.com")
    client = logged_in("other@example.com")
    client.now += 50 * MINUTE
    assert len(listed(client)) == 1
    client.now += 20 * MINUTE
    fresh = logged_in("other@example.com", now=client.now)

    assert len(listed(fresh)) == 2


def test_a_person_sees_where_they_are_logged_in():
    page = copied(logged_in(), page=True).get("/sessions").text

    assert "This browser" in page
    assert "/revoke" in page


def test_the_list_is_for_customers_who_are_logged_in():
    assert Client().get("/sessions").status == 401
    assert Client(page=True).get("/sessions").status == 401
    assert Client().post("/sessions/revoke-others").status == 401
    assert Client().post("/sessions/x/revoke").status == 401


def test_revokes_a_session_together_with_the_login_that_would_restore_it():
    lost = logged_in(remember=True)
    client = logged_in()
    handle = handle_of(lost.cookies[SESSION].partition(".")[0])
    CALLS.clear()

    answer = client.post(f"/sessions/{handle}/revoke")

    assert answer.status == 204
    assert CALLS == ["GetItem", "GetItem", "Query", "DeleteItem", "DeleteItem", "PutItem"]
    assert lost.get("/sessions").status == 401
    assert len(listed(client)) == 1


def test_revoking_the_current_session_logs_out():
    client = logged_in(remember=True)

    assert client.post(f"/sessions/{listed(client)[0]['id']}/revoke").status == 204
    assert client.cookies == {}


def test_somebody_elses_session_and_no_session_answer_alike():
    victim = logged_in()
    add_customer("thief@example.com")
    thief = logged_in("thief@example.com")
    handle = handle_of(victim.cookies[SESSION].partition(".")[0])

    foreign = thief.post(f"/sessions/{handle}/revoke")
    missing = thief.post(f"/sessions/{'0' * 16}/revoke")

    assert foreign.status == missing.status == 404
    assert foreign.text.replace(handle, "") == missing.text.replace("0" * 16, "")
    assert victim.get("/sessions").status == 200


def test_a_cookie_identifier_revokes_nothing():
    client = logged_in()
    session_id = client.cookies[SESSION].partition(".")[0]

    assert client.post(f"/sessions/{session_id}/revoke").status == 404


def test_revoking_the_others_keeps_this_one_and_what_its_browser_remembers():
    client = logged_in(remember=True)
    others = [logged_in(), logged_in(remember=True)]
    CALLS.clear()

    answer = client.post("/sessions/revoke-others")

    assert answer.status == 204
    assert CALLS == ["GetItem", "GetItem", "GetItem", "TransactWriteItems"]
    assert len(listed(client)) == 1
    for other in others:
        assert other.get("/sessions").status == 401
        other.now += timedelta(hours=2)
        assert other.get("/sessions").status == 401
    client.now += timedelta(hours=2)
    assert client.get("/sessions").status == 200


def test_revoking_the_others_works_although_the_remembered_login_is_gone(tables: Tables):
    client = logged_in(remember=True)
    copy = copied(client)
    del copy.cookies[SESSION]
    copy.post("/logout")

    assert tables.items("RememberedLoginsTable") == []
    assert client.post("/sessions/revoke-others").status == 204
    assert client.get("/sessions").status == 200


def test_a_person_goes_back_to_the_list_after_revoking():
    person = copied(logged_in(), page=True)
    other = logged_in()
    handle = handle_of(other.cookies[SESSION].partition(".")[0])

    one = person.post(f"/sessions/{handle}/revoke")
    rest = person.post("/sessions/revoke-others")

    assert (one.status, one.headers["location"]) == (303, "/sessions")
    assert (rest.status, rest.headers["location"]) == (303, "/sessions")
