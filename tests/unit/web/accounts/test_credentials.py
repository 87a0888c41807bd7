"""Changing what one logs in with, and getting back in without it."""

from datetime import timedelta
from typing import Any

import pytest

from shop.storage import customers
from tests.support.accounts import EMAIL, PASSWORD, add_customer, copied, log_in, logged_in
from tests.support.faults import failing
from tests.support.gateway import NOW, Answer, Client
from tests.support.interleaving import cancelled, just_before
from tests.support.mailbox import mails_to, token_in
from tests.support.tables import CALLS, Tables

OTHER = "eight loud coffee mugs"
SESSION = "__Host-session"
REMEMBER = "__Host-remember"
FIRST_ACTION_REFUSED = cancelled("ConditionalCheckFailed", "None")
SECOND_ACTION_REFUSED = cancelled("None", "ConditionalCheckFailed")


@pytest.fixture(autouse=True)
def _customer(tables: Tables) -> None:
    add_customer()


def forget(client: Client, email: str = EMAIL) -> str:
    """Ask for a reset link and return its token."""
    assert client.post("/password/forgot", {"email": email}).status == 202
    return token_in(mails_to(email)[-1])


def reset(token: str, password: str = OTHER, **client: Any) -> Answer:
    return Client(**client).post("/password/reset", {"token": token, "password": password})


# --- Forgotten passwords ---


def test_an_unknown_address_gets_the_same_answer_from_the_same_work_and_another_mail():
    answers, calls = [], []
    for number, email in enumerate((EMAIL, "nobody@example.com")):
        client = Client(address=f"192.0.2.{number}")
        CALLS.clear()
        answers.append(client.post("/password/forgot", {"email": email}))
        calls.append(list(CALLS))

    assert answers[0].status == 202
    assert answers[0].json == {"status": "check-your-email"}
    assert str(answers[0].response) == str(answers[1].response)
    assert calls[0] == calls[1]
    assert calls[0][-3:] == ["GetItem", "GetItem", "TransactWriteItems"]
    assert [mail["template"] for mail in mails_to(EMAIL)] == ["password-reset"]
    (mail,) = mails_to("nobody@example.com")
    assert mail["template"] == "password-reset-unknown"
    assert "token" not in str(mail["values"])


def test_the_link_names_the_shop_whatever_host_was_asked():
    client = Client(headers={"x-forwarded-host": "evil.example", "forwarded": "host=evil.example"})
    forget(client)

    link = mails_to(EMAIL)[0]["values"]["link"]
    assert link.startswith("http://shop.localhost:3000/password/reset?token=")


def test_a_reset_sets_the_password_ends_every_login_and_tells_the_owner():
    owner, remembered = logged_in(), logged_in(remember=True)
    token = forget(Client())
    CALLS.clear()

    answer = reset(token)

    assert (answer.status, answer.set_cookies) == (204, [])
    assert CALLS == ["GetItem", "GetItem", "TransactWriteItems"]
    assert owner.get("/account").status == remembered.get("/account").status == 401
    del remembered.cookies[SESSION]
    assert remembered.get("/account").status == 401
    assert log_in(Client()).status == 401
    assert log_in(Client(), password=OTHER).status == 200
    assert "password-changed" in [mail["template"] for mail in mails_to(EMAIL)]


def test_a_reset_link_works_once():
    token = forget(Client())
    assert reset(token).status == 204

    answer = reset(token, "nine green garden gates")

    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "token")
    assert log_in(Client(), password=OTHER).status == 200


def test_a_used_link_ends_every_other_one():
    first = forget(Client())
    second = forget(Client(now=NOW + timedelta(minutes=1)))

    assert first != second
    assert reset(second).status == 204
    assert reset(first).status == 422


@pytest.mark.parametrize(
    ("after", "status"),
    [
        (timedelta(minutes=30) - timedelta(seconds=1), 204),
        (timedelta(minutes=30), 422),
        (timedelta(minutes=30) + timedelta(seconds=1), 422),
    ],
)
def test_a_reset_link_is_good_for_half_an_hour(after: timedelta, status: int):
    client = Client()
    token = forget(client)

    assert reset(token, now=client.now + after).status == status


def test_a_link_used_twice_at_the_same_moment_counts_once():
    token = forget(Client())

    with failing("TransactWriteItems", FIRST_ACTION_REFUSED, times=1):
        assert reset(token).status == 422
    with failing("TransactWriteItems", SECOND_ACTION_REFUSED, times=1):
        assert reset(token).status == 409


def test_a_token_for_something_else_resets_nothing():
    Client().post(
        "/register", {"email": "new@example.com", "password": PASSWORD, "name": "Nel New"}
    )

    assert reset(token_in(mails_to("new@example.com")[0])).status == 422
    assert reset("x").status == 422


def test_a_new_password_must_be_hard_to_guess_and_the_link_stays_good():
    token = forget(Client())

    weak = reset(token, "customer customer x")

    assert weak.json["errors"] == [
        {"field": "password", "message": "Leave your e-mail address out of it."}
    ]
    assert reset(token).status == 204


def test_three_links_an_hour_for_an_address_whether_it_has_an_account_or_not():
    answers = []
    for email in (EMAIL, "nobody@example.com"):
        for number in range(3):
            network = "192.0.2" if email == EMAIL else "198.51.100"
            client = Client(address=f"{network}.{number}")
            assert client.post("/password/forgot", {"email": email}).status == 202
        answers.append(Client(address="203.0.113.9").post("/password/forgot", {"email": email}))

    assert answers[0].status == 429
    assert str(answers[0].response) == str(answers[1].response)


def test_three_links_an_hour_from_a_network():
    client = Client()
    for number in range(3):
        client.post("/password/forgot", {"email": f"nobody{number}@example.com"})

    assert client.post("/password/forgot", {"email": EMAIL}).status == 429


def test_a_person_resets_a_password_on_pages():
    person = Client(page=True)

    assert "Send the link" in person.get("/password/forgot").text
    assert "name@example.com" in person.post("/password/forgot", {"email": "x"}).text
    sent = person.post("/password/forgot", {"email": EMAIL})
    assert (sent.status, sent.headers["location"]) == (303, "/password/reset")
    assert "Look into your mailbox" in person.get("/password/reset").text
    token = token_in(mails_to(EMAIL)[0])
    CALLS.clear()
    form = person.get(f"/password/reset?token={token}").text
    assert CALLS == ["GetItem"]
    assert f'value="{token}"' in form
    assert form.count(f'value="{EMAIL}" autocomplete="username"') == 1
    weak = person.post("/password/reset", {"token": token, "password": "short"})
    assert "Use at least 12 characters" in weak.text
    assert f'value="{token}"' in weak.text
    assert f'value="{EMAIL}" autocomplete="username"' in weak.text
    done = person.post("/password/reset", {"token": token, "password": OTHER})
    assert (done.status, done.headers["location"]) == (303, "/login?done=reset")
    late = person.post("/password/reset", {"token": token, "password": OTHER})
    assert "Ask for a new link" in late.text
    told = person.get(f"/password/reset?token={token}").text
    assert "used already, or is too old" in told
    assert "<input id=" not in told.replace('<input id="search"', "")


def test_a_program_that_looks_at_a_reset_link_costs_nothing():
    CALLS.clear()
    assert Client().get("/password/reset?token=x").status == 200
    assert CALLS == []


def test_a_login_that_a_reset_overtakes_is_worth_nothing():
    token = forget(Client())
    client = Client()

    with just_before("TransactWriteItems", lambda: reset(token)):
        assert log_in(client).status == 200

    assert client.get("/account").status == 401


def test_two_resets_with_one_link_at_the_same_instant_are_one():
    token = forget(Client())

    with just_before("TransactWriteItems", lambda: reset(token)):
        assert reset(token, "nine green garden gates").status == 422

    assert log_in(Client(), password=OTHER).status == 200


# --- Changing the password ---


def change(client: Client, current: str = PASSWORD, new: str = OTHER) -> Answer:
    return client.post("/account/password", {"current_password": current, "new_password": new})


def test_changing_the_password_ends_every_other_login_and_tells_the_owner():
    client, other = logged_in(remember=True), logged_in(remember=True)
    old = dict(client.cookies)
    CALLS.clear()

    answer = change(client)

    assert (answer.status, answer.json) == (200, {"status": "password-changed"})
    assert CALLS == ["GetItem", "GetItem", "UpdateItem", "UpdateItem", "TransactWriteItems"]
    assert client.get("/account").status == 200
    assert REMEMBER not in client.cookies
    assert other.get("/account").status == 401
    assert Client(cookies={REMEMBER: old[REMEMBER]}).get("/account").status == 401
    assert [mail["template"] for mail in mails_to(EMAIL)] == ["password-changed"]
    assert log_in(Client(), password=OTHER).status == 200
    (session,) = [s for s in client.get("/sessions").json["sessions"] if s["current"]]
    assert session["remembered"] is False


def test_the_present_password_must_be_right_and_guessing_is_delayed():
    client = logged_in()
    for _ in range(10):
        refused = change(client, current="wrong wrong wrong")
        assert refused.json["errors"][0]["field"] == "current_password"

    assert change(client).status == 429
    client.now += timedelta(minutes=5)
    assert change(client).status == 200


def test_a_weak_password_is_refused_with_its_reason():
    answer = change(logged_in(), new="ctbusters ctbusters")

    assert answer.json["errors"] == [
        {"field": "new_password", "message": "Leave the shop's name out of it."}
    ]


@pytest.mark.parametrize("path", ["/account/password", "/account/email"])
def test_needs_a_password_typed_within_fifteen_minutes(path: str):
    fields = {
        "/account/password": {"current_password": PASSWORD, "new_password": OTHER},
        "/account/email": {"email": "new@example.com"},
    }
    client = logged_in(remember=True)
    client.now += timedelta(minutes=15)

    assert client.post(path, fields[path]).json["code"] == "fresh-login-required"
    client.now += timedelta(hours=2)
    assert client.post(path, fields[path]).json["code"] == "fresh-login-required"
    assert Client().post(path, fields[path]).status == 401


def test_a_password_changed_twice_at_the_same_moment_is_changed_once():
    client = logged_in()

    with failing("TransactWriteItems", SECOND_ACTION_REFUSED, times=1):
        assert change(client).status == 409
    assert log_in(Client()).status == 200


def test_a_person_changes_the_password_on_pages():
    person = copied(logged_in(), page=True)

    assert 'name="new_password"' in person.get("/account?form=password").text
    refused = change(person, current="wrong wrong wrong")
    assert "This is not your password." in refused.text
    assert "wrong wrong wrong" not in refused.text
    done = change(person)
    assert (done.status, done.headers["location"]) == (303, "/account?done=password")
    assert "Your new password is set." in person.get("/account?done=password").text
    person.now += timedelta(minutes=16)
    late = change(person, current=OTHER, new=PASSWORD)
    assert late.status == 403
    assert "Log in again" in late.text


# --- Changing the address ---


def test_the_address_changes_when_the_link_in_the_new_mailbox_is_followed():
    client, other = logged_in(remember=True), logged_in()
    CALLS.clear()

    answer = client.post("/account/email", {"email": "New@example.com"})

    assert (answer.status, answer.json) == (200, {"status": "check-your-email"})
    assert CALLS[-2:] == ["GetItem", "TransactWriteItems"]
    assert client.get("/account").json["email"] == EMAIL
    (mail,) = mails_to("new@example.com")
    CALLS.clear()
    done = client.post("/verify", {"token": token_in(mail)})
    assert done.json == {"status": "email-changed"}
    assert [*["GetItem"] * 6, "TransactWriteItems"] == CALLS
    assert client.get("/account").json["email"] == "new@example.com"
    assert other.get("/account").status == 401
    assert [m["template"] for m in mails_to(EMAIL)] == ["email-changed"]
    assert log_in(Client(), "new@example.com").status == 200
    assert log_in(Client(), EMAIL).status == 401
    assert client.post("/verify", {"token": token_in(mail)}).status == 422


def test_the_link_works_in_a_browser_that_is_not_logged_in():
    client = logged_in()
    client.post("/account/email", {"email": "new@example.com"})
    token = token_in(mails_to("new@example.com")[0])

    assert Client().post("/verify", {"token": token}).status == 200
    assert client.get("/account").status == 401


def test_somebody_elses_session_does_not_go_on_with_it():
    client = logged_in()
    add_customer("other@example.com")
    stranger = logged_in("other@example.com")
    client.post("/account/email", {"email": "new@example.com"})

    token = token_in(mails_to("new@example.com")[0])
    assert stranger.post("/verify", {"token": token}).status == 200
    assert stranger.get("/account").json["email"] == "other@example.com"


def test_a_taken_address_gets_the_same_answer_from_the_same_work_and_another_mail():
    add_customer("taken@example.com")
    client = logged_in()
    answers, calls = [], []
    for email in ("taken@example.com", "free@example.com"):
        CALLS.clear()
        answers.append(client.post("/account/email", {"email": email}))
        calls.append(list(CALLS))

    assert str(answers[0].response) == str(answers[1].response)
    assert calls[0] == calls[1]
    (mail,) = mails_to("taken@example.com")
    assert mail["template"] == "email-change-known"
    assert "token" not in str(mail["values"])


def test_an_address_taken_in_the_meantime_stays_its_owners():
    client = logged_in()
    client.post("/account/email", {"email": "new@example.com"})
    token = token_in(mails_to("new@example.com")[0])
    add_customer("new@example.com")

    assert Client().post("/verify", {"token": token}).json["code"] == "conflict"
    assert customers.get("id-of-customer").email == EMAIL


def test_a_link_dies_with_a_change_of_password_and_with_its_own_use():
    client = logged_in()
    client.post("/account/email", {"email": "new@example.com"})
    token = token_in(mails_to("new@example.com")[0])
    with failing("TransactWriteItems", FIRST_ACTION_REFUSED, times=1):
        assert client.post("/verify", {"token": token}).status == 422
    change(client)

    assert client.post("/verify", {"token": token}).status == 422
    assert customers.get("id-of-customer").email == EMAIL


def test_a_person_changes_the_address_on_pages():
    person = copied(logged_in(), page=True)

    assert "New e-mail address" in person.get("/account?form=email").text
    assert "name@example.com" in person.post("/account/email", {"email": "x"}).text
    sent = person.post("/account/email", {"email": "new@example.com"})
    assert (sent.status, sent.headers["location"]) == (303, "/account?done=email")
    assert "We have sent a link" in person.get("/account?done=email").text
    token = token_in(mails_to("new@example.com")[0])
    done = person.post("/verify", {"token": token})
    assert (done.status, done.headers["location"]) == (303, "/login?done=email")
