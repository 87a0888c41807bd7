"""Logging in and out through the front door, and the list of where a customer is logged in."""

from datetime import timedelta
from html import unescape

import pytest
from argon2 import PasswordHasher

from shop.domain.sessions import handle_of
from shop.storage import customers
from tests.support.accounts import EMAIL, PASSWORD, add_customer, copied, log_in, logged_in
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
    assert CALLS == ["GetItem"] * 4 + ["PutItem"]
    (cookie,) = answer.set_cookies
    assert cookie.startswith(f"{SESSION}=")
    assert cookie.endswith("; Path=/; Secure; HttpOnly; SameSite=Lax")
    assert "Max-Age" not in cookie
    secret = cookie.partition(";")[0].partition(".")[2]
    assert secret not in str(tables.items("SessionsTable"))


def test_remembers_a_login_only_if_asked_to():
    client = Client()
    CALLS.clear()

    answer = log_in(client, remember=True)

    assert answer.json["remembered"] is True
    assert CALLS == ["GetItem"] * 4 + ["TransactWriteItems"]
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
    assert calls[0][:4] == ["GetItem"] * 4
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
    assert "E-mail address or password is not right" in refused.text
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
    assert 'class="notice"' in Client(page=True).get(f"/login?done={done}").text


def test_a_form_of_another_site_logs_nobody_in():
    answer = Client(page=True).post("/login", {"email": EMAIL}, sec_fetch_site="cross-site")

    assert answer.status == 403


# --- Logging out ---


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

    assert "(this browser)" in page
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
    assert CALLS == ["GetItem", "GetItem", "Query", "DeleteItem", "DeleteItem"]
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
