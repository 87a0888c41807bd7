"""Registering and following the mailed link, through the front door."""

from datetime import timedelta
from typing import Any

import pytest

from tests.support.accounts import EMAIL, PASSWORD, add_customer, copied, log_in
from tests.support.gateway import NOW, Answer, Client
from tests.support.interleaving import just_before
from tests.support.logs import counted
from tests.support.mailbox import mails_to, token_in
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
NEW = {"email": "new@example.com", "password": PASSWORD, "name": "Nel New"}


def register(client: Client, **changes: Any) -> Answer:
    return client.post("/register", NEW | changes)


def test_registering_mails_a_link_and_makes_no_account(tables: Tables):
    answer = register(Client())

    assert (answer.status, answer.json) == (202, {"status": "check-your-email"})
    assert tables.items("CustomersTable") == tables.items("CustomerEmailsTable") == []
    (mail,) = mails_to("new@example.com")
    assert mail["template"] == "registration"
    assert mail["values"]["link"].startswith("http://shop.localhost:3000/verify?token=")
    assert token_in(mail) not in str(tables.items("TokensTable"))
    assert PASSWORD not in str(tables.items("TokensTable"))


def test_a_known_address_gets_the_same_answer_from_the_same_work_and_another_mail():
    add_customer()
    answers, calls = [], []
    for number, email in enumerate((EMAIL, "new@example.com")):
        CALLS.clear()
        answers.append(register(Client(address=f"192.0.2.{number}"), email=email))
        calls.append(list(CALLS))

    assert str(answers[0].response) == str(answers[1].response)
    assert calls[0] == calls[1]
    assert calls[0][-2:] == ["GetItem", "TransactWriteItems"]
    (mail,) = mails_to(EMAIL)
    assert mail["template"] == "registration-known"
    assert "token" not in str(mail["values"])


def test_an_account_keeps_the_policies_that_were_shown_at_its_registration():
    client = Client()
    shown = client.get("/register").json["policies"]
    register(client)
    client.now += timedelta(hours=3)
    token = token_in(mails_to("new@example.com")[0])
    assert client.post("/verify", {"token": token}).status == 200

    log_in(client, "new@example.com")
    kept = client.get("/account").json["policies"]
    assert [found["policy"] for found in kept] == ["terms", "privacy"]
    assert kept == [
        found | {"accepted_at": "2026-11-23T10:00:00Z", "surface": "register"} for found in shown
    ]
    page = copied(client, page=True).get("/account").text
    assert f'href="/policies/privacy/versions/{shown[1]["version"]}">Privacy policy</a>' in page
    assert "on 23 November 2026" in page


def test_the_page_to_register_says_what_is_agreed_to():
    page = Client(page=True).get("/register").text
    assert "With “Register” you agree to our" in page
    assert page.count("/policies/terms/versions/") == 1
    assert page.count("/policies/privacy/versions/") == 1


def test_the_link_shows_a_button_and_changes_nothing(tables: Tables):
    register(Client())
    token = token_in(mails_to("new@example.com")[0])
    CALLS.clear()

    page = Client(page=True).get(f"/verify?token={token}")

    assert page.status == 200
    assert f'name="token" value="{token}"' in page.text
    assert CALLS == []
    assert tables.items("CustomersTable") == []
    assert Client().get("/verify").json == {"status": "not-verified-yet"}


def test_following_the_link_makes_the_account_once():
    register(Client())
    token = token_in(mails_to("new@example.com")[0])
    CALLS.clear()

    answer = Client().post("/verify", {"token": token})

    assert (answer.status, answer.json) == (200, {"status": "verified"})
    assert CALLS == ["GetItem", "TransactWriteItems"]
    logged = log_in(Client(), "new@example.com")
    assert logged.json["name"] == "Nel New"
    again = Client().post("/verify", {"token": token})
    assert (again.status, again.json["errors"][0]["field"]) == (422, "token")


@pytest.mark.parametrize(
    ("after", "status"),
    [
        (timedelta(hours=24) - timedelta(seconds=1), 200),
        (timedelta(hours=24), 422),
        (timedelta(hours=24) + timedelta(seconds=1), 422),
    ],
)
def test_the_link_is_good_for_a_day(after: timedelta, status: int):
    client = Client()
    register(client)
    client.now += after

    token = token_in(mails_to("new@example.com")[0])
    assert client.post("/verify", {"token": token}).status == status


@pytest.mark.parametrize("token", ["x", "x" * 43])
def test_an_unknown_token_makes_nothing(token: str):
    assert Client().post("/verify", {"token": token}).status == 422


def test_two_links_for_one_address_make_one_account(tables: Tables):
    register(Client())
    register(Client(), name="Second")
    first, second = (token_in(mail) for mail in mails_to("new@example.com"))

    assert Client().post("/verify", {"token": first}).status == 200
    answer = Client().post("/verify", {"token": second})

    assert (answer.status, answer.json["code"]) == (409, "conflict")
    assert len(tables.items("CustomersTable")) == 1


def test_a_link_followed_twice_at_the_same_instant_counts_once(tables: Tables):
    register(Client())
    token = token_in(mails_to("new@example.com")[0])

    with just_before("TransactWriteItems", lambda: Client().post("/verify", {"token": token})):
        answer = Client().post("/verify", {"token": token})

    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "token")
    assert len(tables.items("CustomersTable")) == 1


def test_a_registration_occupies_no_address(tables: Tables):
    register(Client(), name="Squatter")
    register(Client(now=NOW + timedelta(minutes=1)), name="Owner")

    owner = token_in(mails_to("new@example.com")[1])
    Client().post("/verify", {"token": owner})

    assert [row["name"] for row in tables.items("CustomersTable")] == ["Owner"]


def test_refuses_a_registration_with_every_reason_at_once():
    answer = Client().post("/register", {"email": "x", "password": "short", "name": " "})

    assert answer.status == 422
    assert {e["field"] for e in answer.json["errors"]} == {"email", "password", "name"}


def test_an_account_cannot_be_given_more_than_the_form_asks():
    assert register(Client(), customer_id="chosen").status == 422


def test_five_registrations_an_hour_from_one_network():
    client = Client()
    for number in range(5):
        assert register(client, email=f"new{number}@example.com").status == 202

    assert register(client, email="new5@example.com").status == 429
    client.now += timedelta(hours=1)
    assert register(client, email="new5@example.com").status == 202


def test_five_mails_an_hour_to_one_address():
    for number in range(5):
        assert register(Client(address=f"192.0.2.{number}")).status == 202

    assert register(Client(address="192.0.2.9")).status == 429


def test_a_person_registers_on_pages():
    person = Client(page=True)

    assert 'autocomplete="new-password"' in person.get("/register").text
    wrong = register(person, password="short")
    assert "Use at least 12 characters" in wrong.text
    assert 'value="Nel New"' in wrong.text
    sent = register(person)
    assert (sent.status, sent.headers["location"]) == (303, "/verify")
    assert "Look into your mailbox" in person.get("/verify").text
    token = token_in(mails_to("new@example.com")[0])
    done = person.post("/verify", {"token": token})
    assert (done.status, done.headers["location"]) == (303, "/login?done=verified")
    late = person.post("/verify", {"token": token})
    assert ">register again</a>" in late.text


def test_tells_programs_what_a_password_must_be():
    password = Client().get("/register").json["password"]
    assert password == {"min_length": 12, "max_length": 128}


def test_an_account_is_counted_once_however_often_its_link_is_followed(tables: Tables, capsys):
    register(Client())
    token = token_in(mails_to("new@example.com")[0])
    capsys.readouterr()
    statuses = [Client().post("/verify", {"token": token}).status for _ in range(2)]
    assert statuses == [200, 422]
    assert counted(capsys.readouterr().out)["Registrations"] == 1
