from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain import corrections as rules
from shop.domain import data_requests as requests
from shop.domain.errors import Conflict
from shop.domain.orders import GUEST, By
from shop.storage import corrections, data_requests, orders
from shop.storage.orders import OrderRow, row_of
from tests.support.corrections import MOVED, a_correction
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
BY = By(GUEST, "request-1")
LATER = NOW + timedelta(days=1)


def kept():
    row_of(an_order()).save()
    asked = a_correction()
    change = rules.ask(an_order(), [], asked, BY)
    request = requests.correcting(asked.correction_id, "guest", NUMBER, NOW)
    corrections.insert(an_order(), change, asked, request, None, seconds_left=10)
    return asked, request


def answer(asked, request, order):
    answered = rules.accept(order, asked, "", LATER, BY)
    closed = requests.answered(request, LATER, is_declined=False)
    corrections.change(order, asked, answered, (request, closed), None, seconds_left=10)


def test_is_kept_with_its_order_and_its_data_request_in_one():
    CALLS.clear()
    asked, request = kept()
    assert CALLS == ["PutItem", "TransactWriteItems"]
    assert corrections.list_by_order(NUMBER) == [asked]
    assert data_requests.find(asked.correction_id) == request
    assert list(data_requests.list_unfinished()) == [request]
    _order, events = orders.get_with_events(NUMBER)
    assert [event.type for event in events] == ["correction-asked"]


def test_is_not_kept_for_an_order_that_has_changed_since(tables: Tables):
    kept()
    second = a_correction(position=2)
    change = rules.ask(an_order(), [], second, BY)
    request = requests.correcting(second.correction_id, "guest", NUMBER, NOW)
    with pytest.raises(Conflict):
        corrections.insert(an_order(), change, second, request, None, seconds_left=10)
    assert tables.count("DataRequestsTable") == 1


def test_an_answer_changes_the_order_and_closes_the_request(tables: Tables):
    asked, request = kept()
    order, _ = orders.get_with_events(NUMBER)
    answer(asked, request, order)
    after, events = orders.get_with_events(NUMBER)
    assert after.shipping_address == MOVED
    assert [event.type for event in events][-1] == "correction-made"
    (correction,) = corrections.list_by_order(NUMBER)
    assert (correction.state, correction.answered_at) == ("changed", LATER)
    assert data_requests.find(asked.correction_id).state == "done"
    assert list(data_requests.list_unfinished()) == []
    (row,) = tables.items("DataRequestsTable")
    assert "orders" not in row


def test_is_answered_once():
    asked, request = kept()
    order, _ = orders.get_with_events(NUMBER)
    answer(asked, request, order)
    with pytest.raises(Conflict):
        answer(asked, request, replace(order, version=order.version + 1))


def test_an_erased_one_is_not_listed():
    kept()
    row = OrderRow.find_row(NUMBER, "correction#001")
    row.update([OrderRow.correction.remove()], condition=OrderRow.part.exists())
    assert corrections.list_by_order(NUMBER) == []
