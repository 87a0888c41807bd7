import json

import pytest

from shop.storage import data_requests
from tests.support.accounts import EMAIL, PASSWORD, add_customer, logged_in
from tests.support.data_requests import add_request
from tests.support.gateway import Client
from tests.support.mailbox import mails_to, token_in
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")


@pytest.mark.parametrize("path", ["/account/data", "/account/erase"])
def test_an_account_s_data_needs_its_login(path):
    assert Client().get(path).status == 401
    assert Client().post("/account/erase", {"password": PASSWORD}).status == 401


def test_hands_a_customer_everything_as_a_file_or_on_a_page():
    add_customer()
    client = logged_in()
    answer = client.get("/account/data")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert {s["name"] for s in answer.json["sections"]} >= {"Customers", "Sessions"}
    assert PASSWORD not in answer.text
    page = Client(page=True, cookies=client.cookies).get("/account/data")
    assert "<h1>What we hold about you</h1>" in page.text
    file = Client(page=True, cookies=client.cookies).get("/account/data?format=json")
    assert json.loads(file.text)["email"] == EMAIL


def test_reads_each_table_once_for_it():
    add_customer()
    client = logged_in()
    CALLS.clear()
    client.get("/account/data")
    assert len(CALLS) <= 21
    assert set(CALLS) <= {"GetItem", "Query", "BatchGetItem"}


def test_shows_what_an_erasure_does_before_it_is_asked_for():
    add_customer()
    client = logged_in()
    assert client.get("/account/erase").json["undo_for"] == "60 minutes"
    page = Client(page=True, cookies=client.cookies).get("/account/erase")
    assert "What the books keep, and why" in page.text
    assert 'autocomplete="current-password"' in page.text
    # Whose password it is, for password managers; it is not sent.
    assert f'<input id="username" type="text" value="{EMAIL}" autocomplete="username"' in page.text


def test_a_person_erases_the_account_with_the_password_and_takes_it_back():
    add_customer()
    person = Client(page=True, cookies=logged_in().cookies)
    refused = person.post("/account/erase", {"password": "not the password"})
    assert refused.status == 422
    assert "This is not your password." in refused.text
    done = person.post("/account/erase", {"password": PASSWORD})
    assert (done.status, done.headers["location"]) == (303, "/account/erase/undo")
    assert "__Host-session" not in person.cookies
    assert "We have sent you a mail" in person.get("/account/erase/undo").text
    token = token_in(mails_to(EMAIL)[-1])
    assert "Yes, keep everything" in person.get(f"/account/erase/undo?token={token}").text
    assert "Nothing is erased" in person.post("/account/erase/undo", {"token": token}).text
    late = person.post("/account/erase/undo", {"token": token})
    assert late.status == 409
    assert "over, or it was undone already" in late.text


def test_a_program_is_told_when_it_is_erased():
    add_customer()
    answer = logged_in().post("/account/erase", {"password": PASSWORD})
    assert answer.status == 202
    assert answer.json == {"status": "waiting", "erased_at": "2026-11-23T11:00:00Z"}


def test_following_a_link_changes_nothing():
    add_request(request_id="example-request", kind="erase", who="guest", state="asked")
    for path in ("/account/erase/undo?token=x", "/privacy/request/confirm?token=x"):
        assert Client(page=True).get(path).status == 200
    assert data_requests.find("example-request").state == "asked"


def test_answers_every_address_alike():
    add_customer()
    answers = []
    # The first of an hour opens the network's count.
    Client().post("/privacy/request", {"email": "first@example.com", "kind": "export"})
    for email in (EMAIL, "nobody@example.com"):
        CALLS.clear()
        answer = Client().post("/privacy/request", {"email": email, "kind": "export"})
        answers.append((answer.status, answer.text, list(CALLS)))
    assert answers[0] == answers[1]
    assert answers[0][0] == 202


def test_a_person_without_account_sees_and_erases_what_is_held():
    person = Client(page=True)
    assert "See what you hold about me" in person.get("/privacy/request").text
    sent = person.post("/privacy/request", {"email": "guest@example.com", "kind": "export"})
    assert "We have sent a link" in person.get(sent.headers["location"]).text
    token = token_in(mails_to("guest@example.com")[-1])
    assert "Show it" in person.get(f"/privacy/request/confirm?token={token}").text
    shown = person.post("/privacy/request/confirm", {"token": token})
    assert "Everything about guest@example.com" in shown.text
    assert "is too old" in person.get(f"/privacy/request/confirm?token={token}").text

    person.post("/privacy/request", {"email": "guest@example.com", "kind": "erase"})
    mails = [m for m in mails_to("guest@example.com") if m["values"].get("kind") == "erase"]
    token = token_in(mails[0])
    assert "Erase my data" in person.get(f"/privacy/request/confirm?token={token}").text
    done = person.post("/privacy/request/confirm", {"token": token})
    assert (done.status, done.headers["location"]) == (303, "/account/erase/undo")


def test_shows_what_was_asked_about_one_s_data_before():
    add_customer()
    person = Client(page=True, cookies=logged_in().cookies)
    person.post("/account/erase", {"password": PASSWORD})
    (mail,) = [m for m in mails_to(EMAIL) if m["template"] == "erasure"]
    person.post("/account/erase/undo", {"token": token_in(mail)})
    Client().post("/privacy/request", {"email": EMAIL, "kind": "export"})
    shown = logged_in().get("/account/data").json["sections"]
    (requests,) = [section for section in shown if section["name"] == "DataRequests"]
    kinds = {(r["kind"], r["who"], r["state"], r["due_at"]) for r in requests["records"]}
    assert kinds == {
        ("erase", "account", "undone", "2026-12-23T10:00:00Z"),
        ("export", "guest", "asked", "2026-12-23T10:00:00Z"),
    }


def test_a_person_who_was_remembered_is_asked_to_log_in_before_erasing():
    add_customer()
    person = Client(page=True, cookies=logged_in(remember=True).cookies)
    person.cookies.pop("__Host-session")
    shown = person.get("/account/erase")
    assert "your password must be typed" in shown.text
    assert '<form action="/account/erase"' not in shown.text
    assert 'href="/login?next=/account/erase"' in shown.text
    refused = person.post("/account/erase", {"password": PASSWORD})
    assert refused.status == 403
    assert "your password must be typed" in refused.text
