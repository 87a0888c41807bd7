"""Who is asking: sessions read, ended and restored."""

from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.errors import FreshLoginRequired, NotAuthenticated
from shop.domain.sessions import Credential, Session, hash_of, read_credential
from shop.storage import customers, remembered_logins, sessions
from shop.storage.transactions import write_together
from shop.web import visitor
from shop.web.requests import Request
from tests.support.accounts import add_customer, copied, log_in, logged_in
from tests.support.faults import failing
from tests.support.gateway import NOW, Client, make_event
from tests.support.interleaving import cancelled, just_before
from tests.support.logs import logged
from tests.support.tables import CALLS, Tables

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
SESSION = "__Host-session"
REMEMBER = "__Host-remember"


def request_of(client: Client) -> Request:
    event = make_event("GET", "/account", cookies=client.cookies, now=client.now)
    return Request(event)


def asked(client: Client) -> Request:
    """Return a request of a client's whose answer's cookies the client keeps."""
    request = request_of(client)
    visitor.current_login(request)
    client.keep(request.reply_cookies)
    return request


def is_logged_in(client: Client) -> bool:
    return visitor.current_login(asked(client)) is not None


def session_of(client: Client) -> str:
    return client.cookies[SESSION].partition(".")[0]


@pytest.fixture(autouse=True)
def _customer(tables: Tables) -> None:
    add_customer()


def test_nobody_is_logged_in_without_a_cookie_and_nothing_is_read():
    CALLS.clear()
    request = request_of(Client())

    assert visitor.current_login(request) is None
    assert visitor.session_claim(request) is None
    assert request.customer_id is None
    assert CALLS == []


def test_a_session_costs_two_reads_however_often_it_is_asked_for():
    client = logged_in()
    request = request_of(client)
    CALLS.clear()

    login = visitor.require_fresh_login(request)
    assert visitor.current_login(request) == login
    assert visitor.session_claim(request) == login
    assert visitor.require_customer(request).customer_id == login.customer_id
    assert CALLS == ["GetItem", "GetItem"]
    assert request.customer_id == "id-of-customer"


def test_a_claim_costs_one_read_and_leaves_the_epoch_to_its_caller():
    request = request_of(logged_in())
    CALLS.clear()

    assert visitor.session_claim(request) is not None
    assert CALLS == ["GetItem"]


def test_a_session_with_another_secret_is_nobodys():
    client = logged_in()
    client.cookies[SESSION] = f"{session_of(client)}.{'x' * 43}"

    assert not is_logged_in(client)


@pytest.mark.parametrize("cookie", ["", "x", "a.b", f"{'x' * 22}.{'y' * 43}"])
def test_an_unknown_or_broken_session_cookie_is_nobodys(cookie: str):
    assert not is_logged_in(Client(cookies={SESSION: cookie}))


def test_a_session_cookie_that_comes_twice_counts_as_none():
    client = logged_in()
    event = make_event("GET", "/account", cookies=client.cookies)
    event["cookies"] += [f"{SESSION}={client.cookies[SESSION]}"]

    assert visitor.current_login(Request(event)) is None


def test_a_broken_neighbour_does_not_log_anybody_out():
    client = logged_in()
    event = make_event("GET", "/account", cookies={"other": '"{', **client.cookies})

    assert visitor.current_login(Request(event)) is not None


@pytest.mark.parametrize(
    ("after", "alive"),
    [(HOUR - timedelta(seconds=1), True), (HOUR, False), (HOUR + timedelta(seconds=1), False)],
)
def test_ends_on_read_although_the_row_is_still_there(after: timedelta, alive: bool):
    client = logged_in()
    client.now += after

    assert is_logged_in(client) is alive


def test_ends_after_a_day_although_it_was_used_all_along():
    client = logged_in()
    for _ in range(47):
        client.now += 30 * MINUTE
        assert is_logged_in(client)
    client.now += 30 * MINUTE

    assert not is_logged_in(client)


def test_is_marked_as_seen_every_five_minutes():
    client = logged_in()
    client.now += 4 * MINUTE
    CALLS.clear()
    asked(client)
    assert CALLS == ["GetItem", "GetItem"]

    client.now += MINUTE
    CALLS.clear()
    asked(client)
    assert CALLS == ["GetItem", "GetItem", "UpdateItem"]


def test_two_requests_at_once_mark_it_once():
    client = logged_in()
    before = sessions.find(session_of(client))
    assert before is not None
    sessions.change_last_seen(before, NOW + 10 * MINUTE)
    sessions.change_last_seen(before, NOW + 5 * MINUTE)

    after = sessions.find(session_of(client))
    assert after is not None
    assert after.last_seen_at == NOW + 10 * MINUTE


def test_a_session_of_another_epoch_is_over():
    client = logged_in()
    write_together(lambda t: customers.change_epoch_in(t, "id-of-customer", 1))

    request = asked(client)
    assert visitor.current_login(request) is None
    assert request.customer_id is None
    with pytest.raises(NotAuthenticated):
        visitor.require_login(request_of(client))
    with pytest.raises(NotAuthenticated):
        visitor.require_customer(request_of(client))


def test_a_session_without_its_customer_is_over():
    client = logged_in()
    session = sessions.find(session_of(client))
    assert session is not None
    orphan = replace(session, session_id="o" * 22, customer_id="gone")
    sessions.insert(orphan)
    client.cookies[SESSION] = f"{'o' * 22}.{client.cookies[SESSION].partition('.')[2]}"

    assert not is_logged_in(client)


def test_a_typed_password_is_fresh_for_fifteen_minutes():
    client = logged_in()
    client.now += 15 * MINUTE

    with pytest.raises(FreshLoginRequired):
        visitor.require_fresh_login(request_of(client))


# --- Remembered logins ---


def left(client: Client, after: timedelta = 2 * HOUR) -> Client:
    """Let a session end."""
    client.now += after
    return client


def test_nothing_is_remembered_unless_asked_for(tables: Tables):
    client = left(logged_in())

    assert REMEMBER not in client.cookies
    assert tables.items("RememberedLoginsTable") == []
    assert not is_logged_in(client)


def test_a_remembered_login_restores_a_session_that_is_never_fresh():
    client = left(logged_in(remember=True))
    before = dict(client.cookies)
    CALLS.clear()

    request = asked(client)

    login = visitor.require_login(request)
    assert login.remembered
    assert login.authenticated_at is None
    with pytest.raises(FreshLoginRequired):
        visitor.require_fresh_login(request)
    assert CALLS == ["GetItem", "GetItem", "GetItem", "TransactWriteItems"]
    assert client.cookies[SESSION] != before[SESSION]
    assert client.cookies[REMEMBER] != before[REMEMBER]
    assert client.cookies[REMEMBER].partition(".")[0] == before[REMEMBER].partition(".")[0]


def test_a_claim_is_restored_too():
    client = left(logged_in(remember=True))

    assert visitor.session_claim(request_of(client)) is not None


def test_the_renewed_cookie_ends_when_the_first_one_would_have():
    client = left(logged_in(remember=True), timedelta(days=10))

    cookie = next(c for c in asked(client).reply_cookies if c.startswith(REMEMBER))

    assert "; Max-Age=1728000;" in cookie


def test_goes_on_for_weeks_and_ends_thirty_days_after_the_password():
    client = logged_in(remember=True)
    for _ in range(9):
        assert is_logged_in(left(client, timedelta(days=3)))

    client.now = NOW + timedelta(days=30) - timedelta(seconds=1)
    assert is_logged_in(copied(client))
    client.now += timedelta(seconds=1)
    assert not is_logged_in(copied(client))


def test_two_tabs_with_the_same_cookie_both_stay_logged_in():
    first = left(logged_in(remember=True))
    second = copied(first, now=first.now + timedelta(seconds=20))

    assert is_logged_in(first)
    shared = dict(second.cookies)
    assert is_logged_in(second)
    assert second.cookies[REMEMBER] == shared[REMEMBER]
    # The browser keeps what came last: the first tab's new token, and either session.
    assert is_logged_in(left(first))


def test_two_tabs_a_moment_after_a_change_both_stay_logged_in():
    first = left(logged_in(remember=True))
    asked(first)
    left(first)
    late = copied(first)
    asked(first)
    left(first)
    later = copied(first)
    late.now = first.now = later.now

    assert is_logged_in(first)
    assert is_logged_in(later)
    assert late.cookies[REMEMBER] != later.cookies[REMEMBER]


def test_a_lost_answer_logs_nobody_out():
    client = left(logged_in(remember=True))
    visitor.current_login(request_of(client))

    assert is_logged_in(copied(client, now=client.now + 2 * MINUTE))
    assert is_logged_in(left(copied(client, now=client.now + 4 * MINUTE)))


def test_a_lost_race_is_decided_again(tables: Tables):
    client = left(logged_in(remember=True))
    shown = read_credential(client.cookies[REMEMBER])
    assert shown is not None
    family = remembered_logins.find(shown.id)
    assert family is not None
    stale = replace(family, next_hash=hash_of("somebody was quicker"), issued_at=client.now)
    session = replace(sessions_like(client), session_id="n" * 22)

    assert remembered_logins.change_and_open(family, stale, session, seconds_left=10)
    assert not remembered_logins.change_and_open(family, stale, session, seconds_left=10)
    assert is_logged_in(client)


def test_two_tabs_at_the_same_instant_both_stay_logged_in(tables: Tables):
    first = left(logged_in(remember=True))
    second = copied(first)

    with just_before("TransactWriteItems", lambda: asked(second)):
        assert is_logged_in(first)

    assert is_logged_in(second)
    # One of the two was handed the next token; the browser keeps it.
    assert first.cookies[REMEMBER] != second.cookies[REMEMBER]
    assert is_logged_in(left(second))
    assert tables.items("MailsTable") == []


CANCELLED = cancelled("ConditionalCheckFailed", "None")


@pytest.mark.parametrize(("times", "alive"), [(1, True), (2, False)])
def test_a_race_is_lost_once_at_most(times: int, alive: bool):
    client = left(logged_in(remember=True))

    with failing("TransactWriteItems", CANCELLED, times=times):
        assert is_logged_in(client) is alive


def test_a_theft_noticed_elsewhere_at_the_same_moment_restores_nothing():
    client = left(logged_in(remember=True))
    client.cookies[REMEMBER] = f"{client.cookies[REMEMBER].partition('.')[0]}.{'w' * 43}"

    with failing("TransactWriteItems", CANCELLED, times=2):
        assert not is_logged_in(client)


def sessions_like(client: Client) -> Session:
    session = sessions.find(session_of(client))
    assert session is not None
    return session


@pytest.mark.parametrize("token", ["w" * 43])
def test_an_unknown_family_is_nobodys_and_no_theft(token: str, tables: Tables):
    client = Client(cookies={REMEMBER: f"{'u' * 22}.{token}"})

    assert not is_logged_in(client)
    assert tables.items("MailsTable") == []


def test_a_family_of_another_epoch_is_dead_and_no_theft(tables: Tables):
    client = left(logged_in(remember=True))
    write_together(lambda t: customers.change_epoch_in(t, "id-of-customer", 1))
    client.cookies[REMEMBER] = f"{client.cookies[REMEMBER].partition('.')[0]}.{'w' * 43}"

    assert not is_logged_in(client)
    assert tables.items("MailsTable") == []


def test_a_copied_token_ends_every_login_and_warns_the_owner(
    tables: Tables,
):
    owner = logged_in(remember=True)
    thief = left(copied(owner))
    other = logged_in(now=thief.now)
    assert is_logged_in(thief)
    assert is_logged_in(left(thief))
    owner.now = other.now = thief.now + 2 * MINUTE

    with logged() as lines:
        request = asked(owner)

    assert visitor.current_login(request) is None
    assert REMEMBER not in owner.cookies
    assert tables.items("RememberedLoginsTable") == []
    assert not is_logged_in(thief)
    assert not is_logged_in(left(thief))
    assert not is_logged_in(other)
    (mail,) = tables.items("MailsTable")
    assert mail["template"] == "remembered-login-stolen"
    assert mail["to"] == "customer@example.com"
    assert [line["message"] for line in lines] == ["remembered-login-stolen"]
    assert "customer@example.com" not in str(lines)


def test_a_theft_that_two_requests_notice_is_told_once(tables: Tables):
    client = left(logged_in(remember=True))
    shown = Credential(client.cookies[REMEMBER].partition(".")[0], "w" * 43)
    family = remembered_logins.find(shown.id)
    assert family is not None
    client.cookies[REMEMBER] = shown.in_cookie()

    assert not is_logged_in(copied(client))
    assert not is_logged_in(copied(client))
    assert len(tables.items("MailsTable")) == 1


def test_a_planted_session_cookie_is_never_taken_over():
    planted = f"{'p' * 22}.{'q' * 43}"
    client = Client(cookies={SESSION: planted})

    log_in(client)

    assert client.cookies[SESSION].split(".")[0] != "p" * 22
    assert not is_logged_in(Client(cookies={SESSION: planted}))


def test_logging_in_again_ends_what_the_browser_was_logged_in_as(tables: Tables):
    client = logged_in(remember=True)
    old = copied(client)

    log_in(client)

    assert REMEMBER not in client.cookies
    assert not is_logged_in(old)
    assert len(tables.items("SessionsTable")) == 1
    assert tables.items("RememberedLoginsTable") == []
