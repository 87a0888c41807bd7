from datetime import timedelta

import pytest

from shop.domain.communications import NONE_CHOSEN, CommunicationChoices
from shop.storage import communications
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
