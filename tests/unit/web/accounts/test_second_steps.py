"""The code after the password, through the front door."""

from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from shop.storage.second_factors import SecondFactorRow
from shop.web.accounts.second_steps import sealed, unsealed
from tests.support.accounts import EMAIL, PASSWORD, add_customer, copied, log_in, logged_in
from tests.support.codes import code_now, turned_on
from tests.support.gateway import NOW, Client
from tests.support.interleaving import just_before
from tests.support.mailbox import mails_to
from tests.support.tables import CALLS, Tables

LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def factor(tables: Tables) -> tuple[str, list[str]]:
    """A customer who wants a code at login: the secret and the recovery codes."""
    add_customer()
    return turned_on(logged_in())


def asked(client: Client, **more: Any) -> str:
    """Type the password; return the token for the code."""
    client.now = max(client.now, LATER)
    answer = log_in(client, **more)
    assert (answer.status, answer.json["status"]) == (202, "code-required"), answer.text
    assert answer.set_cookies == []
    return str(answer.json["token"])


def send(client: Client, token: str, code: str) -> Any:
    return client.post("/login/code", {"token": token, "code": code})


def test_the_right_code_logs_in_as_without_it(factor: tuple[str, list[str]]):
    client = Client()
    token = asked(client, remember=True)

    answer = send(client, token, code_now(client, factor[0]))

    assert (answer.status, answer.json["email"], answer.json["remembered"]) == (200, EMAIL, True)
    assert [c.partition("=")[0] for c in answer.set_cookies] == [
        "__Host-session",
        "__Host-remember",
    ]
    assert client.get("/account").status == 200


def test_the_password_alone_opens_nothing_and_the_wrong_one_is_not_told_apart(
    factor: tuple[str, list[str]],
):
    client = Client()
    asked(client)
    assert client.get("/account").status == 401
    assert log_in(client, password="wrong wrong wrong").json["code"] == "invalid-credentials"


def test_a_code_logs_in_once(factor: tuple[str, list[str]]):
    first, second = Client(), Client()
    tokens = asked(first), asked(second)
    code = code_now(first, factor[0])

    assert send(first, tokens[0], code).status == 200
    refused = send(second, tokens[1], code)
    assert (refused.status, refused.json["code"]) == (401, "invalid-credentials")
    assert send(second, tokens[1], code_now(second, factor[0], later=1)).status == 200


def test_a_code_used_at_the_same_moment_logs_in_once(factor: tuple[str, list[str]]):
    first, second = Client(address="192.0.2.20"), Client()
    tokens = asked(first), asked(second)
    code = code_now(first, factor[0])
    answers: list[int] = []

    with just_before("UpdateItem", lambda: answers.append(send(first, tokens[0], code).status)):
        answers.append(send(second, tokens[1], code).status)

    assert sorted(answers) == [200, 401]


def test_a_recovery_code_logs_in_once_and_is_told(factor: tuple[str, list[str]]):
    client = Client()
    token = asked(client)
    assert send(client, token, factor[1][3]).status == 200
    assert send(Client(now=client.now), token, factor[1][3]).status == 401
    (mail,) = [m for m in mails_to(EMAIL) if m["template"] == "recovery-code-used"]
    assert mail["values"]["left"] == "9"
    assert client.get("/account/second-factor").json["recovery_codes_left"] == 9


def test_ten_wrong_codes_delay_even_the_right_one(factor: tuple[str, list[str]]):
    client = Client()
    token = asked(client)
    for number in range(10):
        client.address = f"198.51.100.{number}"
        assert send(client, token, "000000").status == 401
    CALLS.clear()

    assert send(client, token, code_now(client, factor[0])).status == 429
    assert CALLS == ["GetItem", "GetItem", "UpdateItem"]


def test_twenty_wrong_codes_delay_for_the_hour(factor: tuple[str, list[str]]):
    client = Client()
    for _ in range(2):
        token = asked(client)
        for _ in range(10):
            assert send(client, token, "000000").status == 401
        client.now += timedelta(minutes=6)
    token = asked(client)
    assert send(client, token, code_now(client, factor[0])).status == 429


def test_right_codes_are_not_counted(factor: tuple[str, list[str]]):
    client = Client(now=LATER)
    for _ in range(12):
        client.now += timedelta(seconds=30)
        token = asked(client)
        assert send(client, token, code_now(client, factor[0])).status == 200


@pytest.mark.parametrize("after", [timedelta(minutes=5), timedelta(hours=9)])
def test_the_code_is_asked_for_within_five_minutes(after: timedelta, factor: tuple[str, list[str]]):
    client = Client()
    token = asked(client)
    client.now += after
    refused = send(client, token, code_now(client, factor[0]))
    assert (refused.status, refused.json["code"]) == (401, "not-authenticated")


def test_a_token_dies_with_a_change_of_the_password_and_cannot_be_made(
    factor: tuple[str, list[str]],
):
    client = Client()
    token = asked(client)
    owner = Client()
    send(owner, asked(owner), code_now(owner, factor[0]))
    new = {"current_password": PASSWORD, "new_password": "eight slow copper spoons"}
    assert owner.post("/account/password", new).status == 200
    client.now += timedelta(seconds=30)

    for wrong in (token, f"00{token}", "made-up"):
        answer = send(client, wrong, code_now(client, factor[0]))
        assert answer.json["code"] == "not-authenticated"


def test_a_remembered_browser_is_not_asked(factor: tuple[str, list[str]]):
    client = Client()
    send(client, asked(client, remember=True), code_now(client, factor[0]))
    client.now += timedelta(hours=2)
    assert client.get("/account").status == 200


def test_a_person_types_the_code_on_a_page(factor: tuple[str, list[str]]):
    person = Client(page=True, now=LATER)
    page = log_in(person, next="/sessions")
    assert page.status == 202
    assert 'autocomplete="one-time-code"' in page.text
    assert f'value="{EMAIL}" autocomplete="username"' in page.text
    token = unescape(page.text).partition('name="token" value="')[2].partition('"')[0]

    again = send(person, token, "000000")
    assert again.status == 401
    assert f'value="{token}"' in unescape(again.text)
    done = send(person, token, code_now(person, factor[0]))
    assert (done.status, done.headers["location"]) == (303, "/sessions")
    late = copied(person, cookies={}, now=person.now + timedelta(hours=1))
    assert 'href="/login"' in send(late, token, "000000").text
    assert 'href="/login"' in Client(page=True).get("/login/code").text


def test_a_sealed_secret_is_of_one_account(tables: Tables):
    kept = sealed("c1", b"s" * 20)
    assert unsealed("c1", kept) == b"s" * 20
    assert unsealed("c2", kept) is None
    assert unsealed("c1", f"{kept}x") is None
    assert sealed("c1", b"s" * 20) != kept


def test_a_secret_whose_key_is_gone_lets_only_a_recovery_code_in(factor: tuple[str, list[str]]):
    secret, recovery = factor
    row = SecondFactorRow.get("id-of-customer")
    row.update(actions=[SecondFactorRow.sealed.set("sealed with another key")])
    client = Client()
    token = asked(client)

    assert send(client, token, code_now(client, secret)).status == 401
    assert send(client, token, recovery[0]).status == 200
