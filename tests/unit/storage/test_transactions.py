import itertools
import time

import pytest
from pynamodb.attributes import UnicodeAttribute
from pynamodb.exceptions import TransactWriteError
from pynamodb.transactions import TransactWrite

from shop.domain.errors import TryAgain
from shop.storage.connection import IntegerAttribute, Row
from shop.storage.transactions import Cancelled, Refusal, write_together
from tests.support.faults import failing
from tests.support.logs import counted
from tests.support.tables import CALLS
from tests.support.template import table_name


class NoteRow(Row):
    class Meta:
        table_name = table_name("OrderKeysTable")

    order_key = UnicodeAttribute(hash_key=True)
    number = IntegerAttribute(default=0)


class EmailRow(Row):
    class Meta:
        table_name = table_name("CustomerEmailsTable")

    email = UnicodeAttribute(hash_key=True)


def put_both(transaction: TransactWrite) -> None:
    transaction.save(NoteRow(order_key="k"), condition=NoteRow.order_key.does_not_exist())
    transaction.save(EmailRow(email="a@example.com"), condition=EmailRow.email.does_not_exist())


def test_writes_everything_with_one_call(tables):
    write_together(put_both)
    assert CALLS == ["TransactWriteItems"]
    assert tables.count("OrderKeysTable") == tables.count("CustomerEmailsTable") == 1


def test_writes_nothing_when_one_condition_fails(tables):
    EmailRow(email="a@example.com").save(condition=EmailRow.email.does_not_exist())
    with pytest.raises(Cancelled) as raised:
        write_together(put_both)
    assert tables.count("OrderKeysTable") == 0
    assert raised.value.failed(0) is None
    assert raised.value.failed(1) == Refusal("ConditionalCheckFailed", None)
    assert raised.value.failed(2) is None
    assert list(raised.value.failures(("note", "email"))) == ["email"]


def test_reasons_come_in_the_order_checks_deletes_puts_updates(tables):
    NoteRow(order_key="put").save(condition=NoteRow.order_key.does_not_exist())

    def fill(transaction: TransactWrite) -> None:
        transaction.update(
            NoteRow(order_key="update"),
            [NoteRow.number.set(1)],
            condition=NoteRow.order_key.exists(),
        )
        transaction.save(NoteRow(order_key="put"), condition=NoteRow.order_key.does_not_exist())
        transaction.delete(NoteRow(order_key="delete"), condition=NoteRow.number.exists())
        transaction.condition_check(NoteRow, "check", condition=NoteRow.order_key.does_not_exist())

    with pytest.raises(Cancelled) as raised:
        write_together(fill)
    failures = raised.value.failures(("check", "delete", "put", "update"))
    assert list(failures) == ["delete", "put", "update"]


def test_the_item_that_was_met_comes_back_if_asked_for(tables):
    NoteRow(order_key="k", number=7).save(condition=NoteRow.order_key.does_not_exist())

    def fill(transaction: TransactWrite) -> None:
        transaction.save(
            NoteRow(order_key="k"),
            condition=NoteRow.order_key.does_not_exist(),
            return_values="ALL_OLD",
        )

    with pytest.raises(Cancelled) as raised:
        write_together(fill)
    refusal = raised.value.failed(0)
    assert refusal is not None
    assert (refusal.item or {})["number"] == {"N": "7"}


def test_a_refusal_without_a_failed_condition_is_none_of_the_conditions():
    assert Cancelled((Refusal("TransactionConflict", None),)).failed(0) is None


@pytest.mark.parametrize("code", ["TransactionConflictException", "TransactionInProgressException"])
def test_tries_again_while_only_a_conflict_stands_in_the_way(tables, code):
    with failing("TransactWriteItems", code, times=3) as calls:
        write_together(put_both)
    assert len(calls) == 3
    assert tables.count("OrderKeysTable") == 1


def test_gives_up_after_four_tries(tables):
    fills = itertools.count()

    def fill(transaction: TransactWrite) -> None:
        next(fills)
        put_both(transaction)

    with failing("TransactWriteItems", "TransactionConflictException"), pytest.raises(TryAgain):
        write_together(fill)
    assert next(fills) == 4
    assert tables.count("OrderKeysTable") == 0


def test_the_pauses_between_its_tries_are_short(tables):
    started = time.monotonic()
    with failing("TransactWriteItems", "TransactionConflictException"), pytest.raises(TryAgain):
        write_together(put_both)
    assert time.monotonic() - started < 2


@pytest.mark.parametrize("seconds_left", [2.9, 0, -1])
def test_starts_nothing_shortly_before_the_deadline(tables, seconds_left):
    with pytest.raises(TryAgain):
        write_together(put_both, seconds_left=seconds_left)
    assert CALLS == []


def test_throttling_is_busy(tables):
    with failing("TransactWriteItems", "ThrottlingException"), pytest.raises(TryAgain):
        write_together(put_both)


@pytest.mark.parametrize(
    "codes", [["ProvisionedThroughputExceeded", "None"], ["TransactionConflict", "ThrottlingError"]]
)
def test_a_throttled_action_is_busy(tables, codes):
    fault = cancelled(codes)
    with failing("TransactWriteItems", fault) as calls, pytest.raises(TryAgain):
        write_together(put_both)
    assert len(calls) == 1


def test_a_conflict_of_one_action_is_tried_again(tables):
    with failing("TransactWriteItems", cancelled(["None", "TransactionConflict"]), times=1):
        write_together(put_both)
    assert tables.count("OrderKeysTable") == 1


def test_a_failed_condition_outweighs_a_conflict(tables):
    fault = cancelled(["TransactionConflict", "ConditionalCheckFailed"])
    with failing("TransactWriteItems", fault), pytest.raises(Cancelled) as raised:
        write_together(put_both)
    assert raised.value.failed(0) is None
    assert raised.value.failed(1) is not None


@pytest.mark.parametrize(
    "fault", ["ValidationException", "IdempotentParameterMismatchException", "broken action"]
)
def test_a_mistake_of_ours_is_a_fault(tables, fault):
    fault = cancelled(["ValidationError", "None"]) if fault == "broken action" else fault
    with failing("TransactWriteItems", fault), pytest.raises(TransactWriteError):
        write_together(put_both)


def cancelled(codes: list[str]) -> dict[str, object]:
    return {
        "Error": {"Code": "TransactionCanceledException", "Message": "on purpose"},
        "CancellationReasons": [{"Code": code} for code in codes],
    }


def test_counts_what_stood_in_its_way(tables, capsys):
    with failing("TransactWriteItems", "TransactionConflictException", times=3):
        write_together(put_both)
    assert counted(capsys.readouterr().out) == {"DynamoDBConflicts": 3}
