"""Turning codes at login on and off, through the front door."""

import base64
from datetime import timedelta
from html import unescape
from typing import Any

import pytest

from tests.support.accounts import EMAIL, PASSWORD, add_customer, copied, logged_in
from tests.support.codes import PATH, code_now, turned_on
from tests.support.gateway import Client
from tests.support.mailbox import mails_to
from tests.support.tables import Tables


@pytest.fixture(autouse=True)
def _customer(tables: Tables) -> None:
    add_customer()


def test_a_code_from_the_app_turns_it_on_and_ends_every_other_login():
    client, other = logged_in(remember=True), logged_in(remember=True)
    assert client.get(PATH).json == {"status": "off", "recovery_codes_left": 0}

    _, codes = turned_on(client)

    assert client.get(PATH).json == {"status": "on", "recovery_codes_left": 10}
    assert len(set(codes)) == 10
    other.now += timedelta(hours=2)
    assert other.get("/account").status == 401
    assert [mail["template"] for mail in mails_to(EMAIL)] == ["second-factor-on"]
    history = client.get("/account/history").json["events"]
    assert "second-factor-on" in [event["type"] for event in history]
    client.now += timedelta(hours=2)
    assert client.get("/account").status == 200


def test_nothing_is_kept_in_the_open(tables: Tables):
    client = logged_in()
    secret, codes = turned_on(client)
    kept = str(tables.items("SecondFactorsTable"))
    raw = base64.b32decode(secret.replace(" ", ""))
    for text in (secret, secret.replace(" ", ""), raw.hex(), *codes):
        assert text not in kept


def test_nothing_is_kept_before_the_code_is_right(tables: Tables):
    client = logged_in()
    setup = client.post(PATH, {}).json

    wrong = client.post(f"{PATH}/confirm", {"token": setup["token"], "code": "000000"})

    assert wrong.status == 422
    assert wrong.json["errors"][0]["field"] == "code"
    assert tables.count("SecondFactorsTable") == 0


def test_a_setup_is_good_for_the_account_that_asked():
    add_customer("other@example.com")
    setup = logged_in("other@example.com").post(PATH, {}).json
    client = logged_in()
    fields = {"token": setup["token"], "code": code_now(client, setup["secret"])}

    assert client.post(f"{PATH}/confirm", fields).json["errors"][0]["field"] == "token"


def test_needs_a_fresh_password_and_is_turned_on_once():
    client = logged_in()
    turned_on(client)
    assert client.post(PATH, {}).status == 409
    client.now += timedelta(minutes=15)
    assert client.post(PATH, {}).json["code"] == "fresh-login-required"
    fields = {"token": "x", "code": "1"}
    assert client.post(f"{PATH}/confirm", fields).json["code"] == "fresh-login-required"
    assert Client().post(PATH, {}).status == Client().get(PATH).status == 401


def off(client: Client, code: str, password: str = PASSWORD) -> Any:
    return client.post(f"{PATH}/disable", {"password": password, "code": code})


def test_is_turned_off_with_password_and_code_and_neither_alone():
    client = logged_in()
    secret, _ = turned_on(client)
    client.now += timedelta(minutes=1)

    wrong_password = off(client, code_now(client, secret), "wrong wrong wrong")
    wrong_code = off(client, "000000")
    assert wrong_password.json["errors"][0]["field"] == "password"
    assert wrong_code.json["errors"][0]["field"] == "code"
    done = off(client, code_now(client, secret))

    assert (done.status, done.json["status"]) == (200, "off")
    assert off(client, code_now(client, secret)).status == 409
    templates = [mail["template"] for mail in mails_to(EMAIL)]
    assert sorted(templates) == ["second-factor-off", "second-factor-on"]


def test_a_person_sets_it_up_on_pages():
    person = copied(logged_in(), page=True)
    assert "They are off" in person.get(PATH).text
    page = unescape(person.post(PATH, {}).text)
    secret = page.partition('<code class="secret">')[2].partition("</code>")[0]
    token = page.partition('name="token" value="')[2].partition('"')[0]
    assert "otpauth://totp/" in page

    again = unescape(person.post(f"{PATH}/confirm", {"token": token, "code": "000000"}).text)
    assert secret in again
    assert "This code is not right" in again
    fields = {"token": token, "code": code_now(person, secret)}
    done = person.post(f"{PATH}/confirm", fields).text
    assert done.count("<li><code>") == 10
    shown = person.get(PATH).text
    assert "Turn codes off" in shown
    assert f'value="{EMAIL}" autocomplete="username"' in shown
    assert f'href="{PATH}"' in unescape(person.get("/account").text)


def test_a_person_who_is_only_remembered_is_led_to_the_login():
    person = copied(logged_in(remember=True), page=True)
    person.now += timedelta(hours=2)
    refused = person.post(PATH, {})
    assert refused.status == 403
    assert f'href="/login?next={PATH}"' in refused.text
