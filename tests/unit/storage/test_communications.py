from datetime import timedelta

import pytest

from shop.domain.communications import NONE_CHOSEN, CommunicationChoices
from shop.storage import communications
from shop.storage.transactions import Cancelled, write_together
from tests.support.gateway import NOW
from tests.support.tables import CALLS, Tables

EMAIL = "customer@example.com"
NEWS = CommunicationChoices(newsletter=True)

pytestmark = pytest.mark.usefixtures("tables")


def test_finds_no_choices_where_none_were_made():
    assert communications.find(EMAIL) == NONE_CHOSEN


@pytest.mark.parametrize(
    "choices",
    [
        NEWS,
        CommunicationChoices(offers=True),
        CommunicationChoices(order_updates_by_post=True),
    ],
)
def test_gives_back_the_choices_that_were_made(choices: CommunicationChoices):
    communications.change_choices(EMAIL, choices, NOW)

    assert communications.find(EMAIL) == choices
    assert CALLS == ["UpdateItem", "GetItem"]


def test_replaces_the_choices_of_before():
    communications.change_choices(EMAIL, NEWS, NOW)
    communications.change_choices(EMAIL, CommunicationChoices(offers=True), NOW)

    assert communications.find(EMAIL) == CommunicationChoices(offers=True)


def test_lets_a_later_answer_stand():
    communications.change_choices(EMAIL, NEWS, NOW)
    communications.change_choices(EMAIL, NONE_CHOSEN, NOW - timedelta(seconds=1))
    communications.change_choices(
        EMAIL, CommunicationChoices(offers=True), NOW - timedelta(seconds=1)
    )

    assert communications.find(EMAIL) == NEWS


def test_keeps_no_address_that_wants_nothing(tables: Tables):
    communications.change_choices(EMAIL, NEWS, NOW)
    communications.change_choices(EMAIL, NONE_CHOSEN, NOW)
    communications.change_choices("another@example.com", NONE_CHOSEN, NOW)

    assert tables.count("CommunicationsTable") == 0


NEW = "moved@example.com"
LATER = NOW + timedelta(minutes=1)
OFFERS = CommunicationChoices(offers=True)


def test_choices_go_along_to_a_new_address_and_leave_nothing_at_the_old_one(tables: Tables):
    communications.change_choices(EMAIL, NEWS, NOW)
    write_together(communications.move(EMAIL, NEW, LATER))

    assert [row["email"] for row in tables.items("CommunicationsTable")] == [NEW]
    assert communications.find(NEW) == NEWS


def test_choices_join_those_that_the_new_address_had():
    communications.change_choices(EMAIL, NEWS, NOW)
    communications.change_choices(NEW, OFFERS, NOW)
    write_together(communications.move(EMAIL, NEW, LATER))

    assert communications.find(NEW) == CommunicationChoices(newsletter=True, offers=True)


def test_who_has_chosen_nothing_takes_nothing_along(tables: Tables):
    communications.change_choices(NEW, OFFERS, NOW)
    write_together(communications.move(EMAIL, NEW, LATER))

    assert communications.find(NEW) == OFFERS
    assert tables.count("CommunicationsTable") == 1


@pytest.mark.parametrize("before", [NONE_CHOSEN, NEWS])
@pytest.mark.parametrize("email", [EMAIL, NEW])
def test_a_choice_made_meanwhile_is_not_lost(before: CommunicationChoices, email: str):
    communications.change_choices(EMAIL, NEWS, NOW)
    communications.change_choices(email, before, NOW)
    fill = communications.move(EMAIL, NEW, LATER)
    communications.change_choices(email, OFFERS, NOW)

    with pytest.raises(Cancelled):
        write_together(fill)
    assert communications.find(email) == OFFERS


def test_keeps_every_answer_with_the_words_it_was_given_to_as_long_as_something_is_wanted():
    communications.change_choices(EMAIL, NEWS, NOW, "link")
    both = CommunicationChoices(newsletter=True, offers=True)
    communications.change_choices(EMAIL, both, LATER)

    first, second = communications.find_with_answers(EMAIL)[1]
    assert (first.at, first.source, first.choices) == (NOW, "link", NEWS)
    assert (second.at, second.source, second.choices) == (LATER, "page", both)
    assert first.wording_sha256 != second.wording_sha256

    communications.change_choices(EMAIL, NONE_CHOSEN, LATER)
    assert communications.find_with_answers(EMAIL)[1] == []


def test_an_answer_that_is_too_late_is_not_added():
    communications.change_choices(EMAIL, NEWS, LATER)
    communications.change_choices(EMAIL, OFFERS, NOW)
    assert [answer.choices for answer in communications.find_with_answers(EMAIL)[1]] == [NEWS]


def test_answers_go_along_to_a_new_address():
    communications.change_choices(EMAIL, NEWS, NOW, "link")
    communications.change_choices(NEW, OFFERS, NOW)
    write_together(communications.move(EMAIL, NEW, LATER))
    assert [answer.choices for answer in communications.find_with_answers(NEW)[1]] == [OFFERS, NEWS]
