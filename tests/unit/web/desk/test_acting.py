"""Carrying out what an operator asks."""

import pytest

from shop.domain.errors import Conflict, FieldError, InvalidFields
from shop.storage.orders import row_of
from shop.web.desk.acting import act, refused
from tests.support.logs import logged
from tests.support.orders import NUMBER, an_order

pytestmark = pytest.mark.usefixtures("tables")


def test_text_is_read_as_what_it_says_only_where_it_was_typed():
    row_of(an_order()).save()
    assert len(act("orders", {"limit": "1"}, "r", strict=False)["orders"]) == 1
    with pytest.raises(InvalidFields):
        act("orders", {"limit": "1"}, "r", strict=True)


def test_keeps_in_which_request_it_was_done():
    row_of(an_order()).save()
    answer = act("mark-paid", {"number": NUMBER}, "request-9", strict=True)
    assert answer["order"]["events"][-1]["request_id"] == "request-9"


def test_refuses_an_action_that_there_is_not():
    with pytest.raises(InvalidFields) as refusal:
        act("burn", {}, "r", strict=True)
    assert [error.field for error in refusal.value.errors] == ["action"]


def test_tells_programs_why_it_refused_and_logs_that_it_did():
    with logged() as log:
        told = [
            refused("ship", Conflict("It has left.")),
            refused("ship", InvalidFields(FieldError("tracking", "Too long."))),
        ]
    assert told[0] == {"error": "conflict", "detail": "It has left."}
    assert told[1]["errors"] == [{"field": "tracking", "message": "Too long."}]
    assert [(x["message"], x["code"]) for x in log] == [
        ("desk-refused", "conflict"),
        ("desk-refused", "invalid-fields"),
    ]
