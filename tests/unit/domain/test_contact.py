from datetime import UTC, datetime, timedelta

import pytest

from shop.domain.contact import (
    TICKET_PREFIX,
    Message,
    Ticket,
    is_order_number,
    opportunities,
    order_number_typed,
    state_after_message,
    state_for,
    state_shown,
    suspicions,
    waits_since,
)
from shop.domain.reference_numbers import is_reference, make_reference

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def found(
    honeypot: str = "",
    *,
    is_form: bool = True,
    shown_at: datetime | None = NOW - timedelta(minutes=1),
) -> tuple[str, ...]:
    return suspicions(honeypot=honeypot, is_form=is_form, shown_at=shown_at, now=NOW)


def test_finds_nothing_suspicious_in_a_form_filled_in_by_a_person():
    assert found() == ()


def test_suspects_whoever_fills_in_the_field_nobody_sees():
    assert found("http://example.com") == ("honeypot",)
    assert found("http://example.com", is_form=False) == ("honeypot",)


def test_lets_a_space_in_the_hidden_field_pass():
    assert found(" ") == ()


@pytest.mark.parametrize(
    ("age", "expected"),
    [
        (timedelta(seconds=0), ("too-fast",)),
        (timedelta(seconds=2.9), ("too-fast",)),
        (timedelta(seconds=-5), ("too-fast",)),
        (timedelta(seconds=3), ()),
        (timedelta(hours=24), ()),
        (timedelta(hours=24, seconds=1), ("stale-form",)),
    ],
)
def test_suspects_forms_filled_in_faster_than_by_hand_or_replayed(age, expected):
    assert found(shown_at=NOW - age) == expected


def test_suspects_a_form_that_no_page_of_ours_showed():
    assert found(shown_at=None) == ("no-form",)


def test_asks_no_page_of_programs_that_send_data():
    assert found(is_form=False, shown_at=None) == ()


def test_tells_every_reason():
    assert found("x", shown_at=None) == ("honeypot", "no-form")


def test_keeps_suspicious_messages_apart():
    assert state_for(("honeypot",)) == "quarantined"
    assert state_for(()) == "new"


def test_offers_every_way_to_reach_the_shop():
    ways = opportunities("shop@example.com", "+44 1632 960000", "1 Sample Street")
    assert [way.channel for way in ways] == ["form", "email", "telephone", "post"]
    assert {"shop@example.com", "+44 1632 960000", "1 Sample Street"} < {w.detail for w in ways}


def test_reads_an_order_number_however_it_is_typed():
    number = make_reference("CT", 123456)
    assert order_number_typed(f" {number.lower()} ") == number


@pytest.mark.parametrize(
    ("typed", "kept"), [(None, None), ("", None), ("  ", None), (" my red one ", "my red one")]
)
def test_keeps_what_is_no_order_number_as_it_was_typed(typed, kept):
    assert order_number_typed(typed) == kept


def test_opens_a_conversation_with_its_first_message():
    message = Message("m1", "customer", NOW, "Hello")
    ticket = Ticket(
        number="TK",
        name="A",
        email="a@example.com",
        topic="other",
        order_number=None,
        state="new",
        suspicions=(),
        messages=(message, Message("m2", "shop", NOW + timedelta(days=1), "Hello")),
        expires_at=NOW,
    )
    assert ticket.opened_at == NOW


def test_can_number_its_conversations():
    assert is_reference(make_reference(TICKET_PREFIX, 0))


def test_a_customer_who_writes_opens_what_was_answered_or_closed():
    assert [state_after_message(s) for s in ("answered", "closed")] == ["open", "open"]
    for state in ("new", "open", "quarantined"):
        assert state_after_message(state) == state


def test_a_quarantined_conversation_looks_like_a_new_one():
    assert state_shown("quarantined") == "new"
    assert state_shown("answered") == "answered"


def test_knows_an_order_number_by_its_check_character():
    number = make_reference("CT", 123456)
    assert is_order_number(f" {number.lower()} ")
    assert not is_order_number(number[:-1] + ("2" if number[-1] != "2" else "3"))
    assert not is_order_number(None)


@pytest.mark.parametrize(
    ("authors", "hours"),
    [("c", 0), ("cc", 0), ("cs", 1), ("csc", 2), ("cscc", 2), ("csccs", 4), ("csscc", 3)],
)
def test_a_conversation_waits_since_what_was_not_answered(authors, hours):
    words = tuple(
        Message(f"m{place}", "shop" if author == "s" else "customer", NOW + HOUR * place, "Hello")
        for place, author in enumerate(authors)
    )
    who = {"name": "A", "email": "a@example.com", "topic": "other", "order_number": None}
    ticket = Ticket(number="TK", state="open", suspicions=(), messages=words, expires_at=NOW, **who)
    assert waits_since(ticket) == NOW + HOUR * hours
