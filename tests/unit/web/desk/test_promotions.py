"""Promotional codes at the order desk."""

from datetime import timedelta
from typing import Any

import pytest

from shop.domain.errors import Conflict, InvalidFields, NotFound
from shop.domain.orders import By
from shop.storage import promotions
from shop.storage.transactions import write_together
from shop.web.desk.promotions import (
    EndingPromotion,
    ListingPromotions,
    StartingPromotion,
    end_promotion,
    list_promotions,
    start_promotion,
)
from shop.web.fields import to_struct
from tests.support.faults import failing
from tests.support.gateway import NOW
from tests.support.interleaving import just_before
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
BY = By("arn:aws:iam::123456789012:user/ada", "request-1")
TEN: dict[str, Any] = {
    "code": " ten ",
    "kind": "percent",
    "amount": 10,
    "ends_at": "2026-12-24T12:00:00+01:00",
    "most_uses_each": 1,
}
SHOWN = {
    "code": "TEN",
    "kind": "percent",
    "amount": 10,
    "starts_at": "2026-11-23T10:00:00Z",
    "ends_at": "2026-12-24T11:00:00Z",
    "least_subtotal_pence": 0,
    "most_uses": None,
    "most_uses_each": 1,
    "uses": 0,
    "state": "running",
    "made_at": "2026-11-23T10:00:00Z",
    "made_by": BY.actor,
    "ended_by": None,
}


def start(**changes: Any) -> Any:
    return start_promotion(to_struct(TEN | changes, StartingPromotion, strict=True), BY, NOW)


def end(code: str, now=NOW) -> Any:
    return end_promotion(EndingPromotion(code=code), BY, now)


def listed(now=NOW, limit: int = 50) -> list[Any]:
    shown: list[Any] = list_promotions(ListingPromotions(limit=limit), BY, now)["promotions"]
    return shown


def test_starts_a_promotion_once_however_often_it_is_asked(tables: Tables):
    assert start() == {"outcome": "started", "promotion": SHOWN}
    assert start() == {"outcome": "started", "promotion": SHOWN}
    assert start(code="TEN", starts_at="2026-11-23T10:00:00Z")["outcome"] == "started"
    assert tables.count("PromotionsTable") == 1


@pytest.mark.parametrize(
    "changes",
    [{"amount": 11}, {"most_uses": 5}, {"starts_at": "2026-12-01T00:00:00Z"}],
)
def test_a_code_that_gives_something_else_is_left_alone(changes):
    start()
    with pytest.raises(Conflict):
        start(**changes)

    assert listed() == [SHOWN]


@pytest.mark.parametrize(
    "changes",
    [
        {"code": "?"},
        {"amount": 0},
        {"amount": -1},
        {"amount": 10.5},
        {"kind": "gift"},
        {"kind": "free_shipping"},
        {"ends_at": "2026-12-24T11:00:00"},
        {"ends_at": "2026-11-23T10:00:00Z"},
        {"ends_at": "tomorrow"},
        {"most_uses": 0},
        {"most_uses_each": 0},
        {"uses": 0},
    ],
)
def test_a_promotion_that_makes_no_sense_is_not_started(tables: Tables, changes):
    with pytest.raises(InvalidFields):
        start(**changes)

    assert tables.count("PromotionsTable") == 0


def test_lists_promotions_of_every_kind_with_their_uses_the_newest_first():
    start(most_uses=1)
    start(code="POST", kind="free_shipping", amount=0, starts_at="2026-11-24T10:00:00Z")
    start(code="FIVE", kind="fixed", amount=500, starts_at="2026-11-01T10:00:00Z")
    ten = promotions.find("TEN")
    assert ten is not None
    write_together(lambda t: promotions.add_use(t, ten, ()))
    CALLS.clear()

    assert [(p["code"], p["uses"], p["state"]) for p in listed()] == [
        ("POST", 0, "waiting"),
        ("TEN", 1, "used up"),
        ("FIVE", 0, "running"),
    ]
    assert CALLS == ["Query", "BatchGetItem"] * 3
    assert [p["code"] for p in listed(limit=1)] == ["POST"]


def test_no_promotions_are_an_empty_list():
    assert listed() == []


def test_ends_a_promotion_now_and_only_once():
    start()
    later = NOW + timedelta(hours=1, microseconds=5)

    first = end(" ten ", later)

    assert (first["outcome"], first["promotion"]["ends_at"]) == ("ended", "2026-11-23T11:00:00Z")
    assert end("TEN", later + timedelta(days=1)) == first
    assert [p["state"] for p in listed(later)] == ["ended"]


def test_two_who_end_it_at_once_both_find_it_ended():
    start()
    with just_before("UpdateItem", lambda: end("TEN")):
        late = end("TEN", NOW + timedelta(minutes=1))

    assert (late["outcome"], late["promotion"]["ends_at"]) == ("ended", "2026-11-23T10:00:00Z")


def test_a_promotion_that_keeps_changing_is_left_to_the_others():
    start()
    refusal = "ConditionalCheckFailedException"
    with failing("UpdateItem", refusal) as calls, pytest.raises(Conflict):
        end("TEN")

    assert len(calls) == 2
    assert listed() == [SHOWN]


def test_no_such_code_ends_nothing():
    with pytest.raises(NotFound):
        end("TEN")
