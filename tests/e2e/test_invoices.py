"""Invoices on a data store whose transactions are atomic: many at once, and no number left out."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from tests.e2e.test_order_desk import at_once, buy, call, desk, sku

__all__ = ["sku"]

ORDERS = 12
WAIT_SECONDS = 60


def series(shop, name: str, after: int = 0) -> dict[str, Any]:
    return call(shop, "desk", action="invoices", series=name, after=after, limit=1000)


def name_of(shop, kind: str) -> str:
    """Return this year's series, as the shop's clock has it."""
    return f"{kind}-{time.gmtime().tm_year}"


@contextmanager
def stream_held_up(shop) -> Iterator[None]:
    """Let the orders' stream tell nobody for a while; afterwards it tells everything."""
    functions = shop.aws("lambda")
    [source] = [
        mapping["UUID"]
        for mapping in functions.list_event_source_mappings()["EventSourceMappings"]
        if "OrderEvents" in mapping["FunctionArn"] and "OrdersTable" in mapping["EventSourceArn"]
    ]
    functions.update_event_source_mapping(UUID=source, Enabled=False)
    try:
        yield
    finally:
        functions.update_event_source_mapping(UUID=source, Enabled=True)


def issued(shop, name: str, before: int, expected: int) -> list[dict[str, str]]:
    """Wait until so many more are issued; return them."""
    deadline = time.monotonic() + WAIT_SECONDS
    found = series(shop, name, before)["documents"]
    while len(found) < expected and time.monotonic() < deadline:
        time.sleep(0.3)
        found = series(shop, name, before)["documents"]
    return found


def test_orders_paid_at_once_get_invoices_without_a_gap(shop, new_visitor, sku):
    name = name_of(shop, "INV")
    before = series(shop, name)["issued"]
    numbers = [buy(new_visitor(), sku)["number"] for _ in range(ORDERS)]

    with stream_held_up(shop):
        paid = at_once(*[partial(desk, shop, "mark-paid", number) for number in numbers])
        # Nobody has issued anything yet: all of them meet at the counter.
        asked = at_once(*[partial(desk, shop, "invoice", number) for number in numbers * 2])

    assert {answer["outcome"] for answer in paid} == {"paid"}
    assert {answer["outcome"] for answer in asked} <= {"issued", "nothing-due"}
    found = issued(shop, name, before, ORDERS)
    given = [document["number"] for document in found]
    by_desk = sum(answer["outcome"] == "issued" for answer in asked)
    print(f"{ORDERS} orders paid at once: {given[0]} to {given[-1]}, {by_desk} issued at the desk")
    assert given == [f"{name}-{before + n:06d}" for n in range(1, ORDERS + 1)]
    assert sorted(document["order_number"] for document in found) == sorted(numbers)
    assert series(shop, name)["issued"] == before + ORDERS
    for number in numbers:
        events = call(shop, "desk", action="order", number=number)["events"]
        assert [event["type"] for event in events] == ["placed", "paid", "invoiced"]


def test_money_orders_sent_back_at_once_are_credited_without_a_gap(shop, new_visitor, sku):
    name = name_of(shop, "CRN")
    before = series(shop, name)["issued"]
    numbers = [buy(new_visitor(), sku)["number"] for _ in range(4)]
    for number in numbers:
        desk(shop, "mark-paid", number)
    give = {"how": "cheque", "reference": "100007"}
    answers = at_once(*[partial(desk, shop, "refund", number, **give) for number in numbers * 2])

    assert {answer["outcome"] for answer in answers} == {"refunded"}
    found = issued(shop, name, before, len(numbers))
    given = [document["number"] for document in found]
    print(f"{len(numbers)} orders sent back twice at once: {given}")
    assert given == [f"{name}-{before + n:06d}" for n in range(1, len(numbers) + 1)]
    for number in numbers:
        shown = call(shop, "desk", action="order", number=number)
        types = [event["type"] for event in shown["events"]]
        assert sorted(types) == ["credited", "invoiced", "paid", "placed", "refunded"]
        assert shown["status"] == "refunded"


def test_the_customer_is_told_and_money_is_never_sent_back_beyond_what_came(shop, visitor, sku):
    order = buy(visitor, sku)
    number, total = order["number"], order["total"]["amount"]
    desk(shop, "mark-paid", number)
    part = total // 2 + 1
    give = {"how": "bank", "amount_pence": part}
    answers = at_once(
        *[partial(desk, shop, "refund", number, key=f"k{n}", **give) for n in range(4)]
    )

    done = [answer for answer in answers if answer.get("outcome") == "refunded"]
    refused = [answer for answer in answers if "error" in answer]
    print(f"4 refunds of {part} of {total} pence at once: {len(done)} done")
    assert (len(done), len(refused)) == (1, 3), answers
    assert number in shop.wait_for_mail(order["email"], "paid money back")["Subject"]
    paid = shop.wait_for_mail(order["email"], "is paid")
    assert f"/orders/{number}/invoice?key=" in paid["BodyText"]
    locked = visitor.get(f"/orders/{number}/invoice", params={"key": order["key"]})
    assert locked.status_code == 404
    assert "code by mail" in locked.json()["detail"]


def test_what_is_owed_is_listed_until_it_is_sent_back(shop, visitor, sku):
    number = buy(visitor, sku)["number"]
    desk(shop, "mark-paid", number)
    desk(shop, "cancel", number)

    def owed() -> list[str]:
        answer = call(shop, "desk", action="refunds", limit=100)
        return [payment["number"] for payment in answer["payments"]]

    assert number in owed()
    desk(shop, "refund", number, how="cheque")
    assert number not in owed()
