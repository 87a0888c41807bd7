"""What the history of an account says."""

import typing
from datetime import timedelta

from shop.domain.account_events import SENTENCES, AccountEvent, AccountEventType
from shop.domain.sessions import Browser
from tests.support.gateway import NOW

EVENT = AccountEvent("c1", "e1", NOW, "registered", Browser("Firefox on Linux", "192.0.2.0/24"))


def test_every_event_has_its_sentence():
    assert set(SENTENCES) == set(typing.get_args(AccountEventType.__value__))
    assert all(sentence.endswith(".") for sentence in SENTENCES.values())


def test_events_are_ordered_by_time_and_kept_for_a_year():
    assert EVENT.position == "2026-11-23T10:00:00Z#e1"
    assert EVENT.expires_at == NOW + timedelta(days=365)
