"""Logging in, through the front door."""

from datetime import timedelta
from html import unescape

import pytest
from argon2 import PasswordHasher

from shop.storage import customers
from tests.support.accounts import EMAIL, PASSWORD, add_customer, log_in
from tests.support.gateway import Client
from tests.support.tables import CALLS, Tables

SESSION = "__Host-session"
REMEMBER = "__Host-remember"
MINUTE = timedelta(minutes=1)
# Two counts (each opens its window here), two reads, what was counted is taken back, and a read
# of whether a code is wanted.
CHECKED = ["UpdateItem"] * 4 + ["GetItem"] * 2 + ["UpdateItem"] * 2 + ["GetItem"]
AGAIN = ["UpdateItem"] * 2 + ["GetItem"] * 2 + ["UpdateItem"] * 2 + ["GetItem"]
FIREFOX = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture(autouse=True)
def _customer(tables: Tables) -> None:
    add_customer()


def test_logs_in_with_the_right_password(tables: Tables):
    client = Client()
    CALLS.clear()

    answer = log_in(client, "  Customer@EXAMPLE.com ")

    assert answer.status == 200
    assert answer.json == {
        "customer_id": "id-of-customer",
        "name": "Casey Customer",
        "email": EMAIL,
        "remembered": False,
    }
    assert list(CALLS) == [*CHECKED, "TransactWriteItems"]
    (cookie,) = answer.set_cookies
    assert cookie.startswith(f"{SESSION}=")
    assert cookie.endswith("; Path=/; Secure; HttpOnly; SameSite=Lax")
    assert "Max-Age" not in cookie
    secret = cookie.partition(";")[0].partition(".")[2]
    assert secret not in str(tables.items("SessionsTable"))


def test_a_login_on_a_known_device_costs_one_put_and_no_transaction():
    log_in(Client())
    CALLS.clear()

    log_in(Client())

    assert list(CALLS) == [*AGAIN, "PutItem"]


def test_remembers_a_login_only_if_asked_to():
    client = Client()
    CALLS.clear()

    answer = log_in(client, remember=True)

    assert answer.json["remembered"] is True
    assert list(CALLS) == [*CHECKED, "TransactWriteItems"]
    assert [c.partition("=")[0] for c in answer.set_cookies] == [SESSION, REMEMBER]
    assert "; Max-Age=2592000;" in answer.set_cookies[1]


def test_every_refused_login_answers_and_works_alike():
    answers, calls = [], []
    for number, (email, password) in enumerate(
        (
            (EMAIL, "not the password at all"),
            ("nobody@example.com", PASSWORD),
            ("nobody-else@example.com", "not the password at all"),
        )
    ):
        CALLS.clear()
        answers.append(log_in(Client(address=f"192.0.2.{number}"), email, password))
        calls.append(list(CALLS))

    assert {answer.status for answer in answers} == {401}
    assert len({str(answer.response) for answer in answers}) == 1
    assert answers[0].json["code"] == "invalid-credentials"
    assert answers[0].set_cookies == []
    assert calls[0] == ["UpdateItem"] * 4 + ["GetItem"] * 2
    assert calls[0] == calls[1] == calls[2]


def test_ten_failures_delay_an_account_wherever_they_come_from():
    for number in range(10):
        client = Client(address=f"192.0.2.{number}")
        assert log_in(client, password="wrong wrong wrong").status == 401

    refused = log_in(Client(address="192.0.2.99"))

    assert refused.status == 429
    assert refused.headers["retry-after"] == "300"
    later = Client(address="192.0.2.99")
    later.now += 5 * MINUTE
    assert log_in(later).status == 200


def test_an_unknown_account_is_delayed_exactly_like_a_known_one():
    answers = []
    for email in (EMAIL, "nobody@example.com"):
        for number in range(10):
            log_in(Client(address=f"192.0.2.{number}"), email, "wrong wrong wrong")
        client = Client(address="198.51.100.1")
        answers.append(log_in(client, email, "wrong wrong wrong"))
        CALLS.clear()

    assert answers[0].status == 429
    assert str(answers[0].response) == str(answers[1].response)


def test_ten_failures_from_one_network_delay_it_whatever_the_account():
    client = Client(address="2001:db8::1")
    for number in range(10):
        log_in(client, f"nobody{number}@example.com", "wrong wrong wrong")
    client.address = "2001:db8::2"

    assert log_in(client).status == 429
    assert log_in(Client()).status == 200


def test_successful_logins_are_not_counted():
    for _ in range(12):
        assert log_in(Client()).status == 200


def test_makes_a_hash_anew_that_was_made_with_weaker_parameters():
    weak = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(PASSWORD)
    add_customer("weak@example.com", password_hash=weak)

    assert log_in(Client(), "weak@example.com").status == 200

    assert "m=19456,t=2,p=1" in customers.get("id-of-weak").password_hash
    assert log_in(Client(), "weak@example.com").status == 200


@pytest.mark.parametrize(
    "fields",
    [
        {},
        {"email": EMAIL},
        {"email": "not an address", "password": PASSWORD},
        {"email": EMAIL, "password": PASSWORD, "role": "admin"},
        {"email": EMAIL, "password": "x" * 1025},
        {"email": EMAIL, "password": PASSWORD, "remember": "yes"},
    ],
)
def test_refuses_a_login_that_is_not_filled_in(fields: dict[str, object]):
    assert Client().post("/login", fields).status == 422


def test_a_person_sees_the_form_again_with_the_address_and_never_the_password():
    person = Client(page=True)

    form = unescape(person.get("/login?next=/sessions").text)
    refused = log_in(person, password="wrong wrong wrong", next="/sessions")
    again = unescape(refused.text)

    assert 'name="next" value="/sessions"' in form
    assert refused.status == 401
    assert "The e-mail address or the password is not right." in refused.text
    assert f'value="{EMAIL}"' in again
    assert 'name="next" value="/sessions"' in again
    assert "wrong wrong wrong" not in again


@pytest.mark.parametrize(
    ("asked_for", "led_to"),
    [
        ("/sessions", "/sessions"),
        ("/products?q=fog+lamp&limit=5", "/products?q=fog+lamp&limit=5"),
        ("", "/account"),
        ("/password/reset/nowhere", "/account"),
        ("/checkout/../x", "/account"),
        ("//evil.example", "/account"),
        ("/\\evil.example", "/account"),
        ("https://evil.example/account", "/account"),
        ("javascript:alert(1)", "/account"),
        ("/account\r\nSet-Cookie: x=y", "/account"),
    ],
)
def test_goes_on_to_pages_of_the_shop_only(asked_for: str, led_to: str):
    person = Client(page=True)

    answer = log_in(person, **({"next": asked_for} if asked_for else {}))

    location = answer.headers.get("location", "/account")
    assert location == led_to
    assert answer.status in (303, 400)


@pytest.mark.parametrize("done", ["verified", "reset", "email"])
def test_the_form_says_what_has_just_been_done(done: str):
    assert 'class="notice good"' in Client(page=True).get(f"/login?done={done}").text


def test_a_form_of_another_site_logs_nobody_in():
    answer = Client(page=True).post("/login", {"email": EMAIL}, sec_fetch_site="cross-site")

    assert answer.status == 403
