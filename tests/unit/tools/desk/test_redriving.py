"""From a message in the queue of failures to what should have followed, once."""

import json
import os
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import boto3
import pytest
from botocore.stub import Stubber

from shop.domain.instants import rfc3339
from shop.domain.mails import STUCK_AFTER, Mail
from shop.domain.orders import Order, OrderEvent, placed
from shop.domain.stock_alerts import StockAlert
from shop.gateways import clock
from shop.storage import mails, stock_alerts
from shop.storage.orders import event_row, row_of
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.tables import REGION, Tables
from tests.support.template import environment, table_name, template
from tests.support.terminal import Terminal
from tools.desk.reaching import LIKE
from tools.desk.upkeep import QUEUE


class Desk:
    """The tool on a stack of its own, with its queue and what it calls."""

    def __init__(self, tables: Tables) -> None:
        self.tables = tables
        self.terminal = Terminal()
        self.queues = boto3.client("sqs", region_name=REGION)
        self.queue_url = self.queues.create_queue(QueueName="failures")["QueueUrl"]
        self.told = ""

    def put(self, failure: Any) -> None:
        body = failure if isinstance(failure, str) else json.dumps(failure)
        self.queues.send_message(QueueUrl=self.queue_url, MessageBody=body)

    def run(self, calls: Callable[[Stubber], None] = lambda _stub: None) -> int:
        functions = boto3.client("lambda", region_name=REGION)
        with Stubber(functions) as called:
            settings = environment() | {"AWS_DATA_PATH": "/opt/python"}
            configuration = {"Environment": {"Variables": settings}}
            called.add_response("get_function_configuration", configuration)
            calls(called)
            self.terminal.clients |= {"lambda": functions, "sqs": self.queues}
            self.terminal.outputs[QUEUE] = self.queue_url
            code = self.terminal.run("redrive", "--yes")
            called.assert_no_pending_responses()
        self.told = self.terminal.out + self.terminal.err
        return code

    def left(self) -> int:
        names = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
        found = self.queues.get_queue_attributes(QueueUrl=self.queue_url, AttributeNames=names)
        return sum(int(found["Attributes"][name]) for name in names)

    def mails(self) -> list[str]:
        return sorted(row["mail_id"] for row in self.tables.items("MailsTable"))


@pytest.fixture
def desk(tables: Tables) -> Iterator[Desk]:
    before = dict(os.environ)
    yield Desk(tables)
    os.environ.clear()
    os.environ.update(before)


def of_stream(table: str, minutes_later: int = 0) -> dict[str, Any]:
    """Return what Lambda puts into the queue for a batch of a stream it gave up on.

    https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html
    """
    at = rfc3339(NOW + timedelta(minutes=minutes_later))
    return {
        "requestContext": {
            "requestId": "316aa6d0-8154-xmpl-9af7-85d5f4a6bc81",
            "functionArn": "arn:aws:lambda:eu-west-2:123456789012:function:shop-order-events",
            "condition": "RetryAttemptsExhausted",
            "approximateInvokeCount": 1,
        },
        "responseContext": {
            "statusCode": 200,
            "executedVersion": "$LATEST",
            "functionError": "Unhandled",
        },
        "version": "1.0",
        "timestamp": "2026-11-22T00:13:49.717Z",
        "DDBStreamBatchInfo": {
            "shardId": "shardId-00000001573689847184-864758bb",
            "startSequenceNumber": "800000000003126276362",
            "endSequenceNumber": "800000000003126276362",
            "approximateArrivalOfFirstRecord": at,
            "approximateArrivalOfLastRecord": at,
            "batchSize": 1,
            "streamArn": f"arn:aws:dynamodb:eu-west-2:123456789012:table/{table_name(table)}"
            "/stream/2026-11-14T00:04:06.388",
        },
    }


def of_call(payload: Any) -> dict[str, Any]:
    """Return what Lambda puts into the queue for an asynchronous call it gave up on."""
    return {
        "version": "1.0",
        "timestamp": "2026-11-22T00:13:49.717Z",
        "requestContext": {
            "requestId": "e4b46cbf-b738-xmpl-8880-a18cdf61200e",
            "functionArn": "arn:aws:lambda:eu-west-2:123456789012:function:shop-visits:$LATEST",
            "condition": "RetriesExhausted",
            "approximateInvokeCount": 3,
        },
        "requestPayload": payload,
        "responseContext": {
            "statusCode": 200,
            "executedVersion": "$LATEST",
            "functionError": "Unhandled",
        },
        "responsePayload": {"errorMessage": "on purpose"},
    }


def ordered(**changes: Any) -> Order:
    order = an_order(**changes)
    row_of(order).save()
    event_row(order, placed(order)).save()
    return order


RECEIPT = f"order#{NUMBER}#received#1"


def test_queues_the_mail_that_was_missed_once(desk: Desk):
    ordered()
    desk.put(of_stream("OrdersTable"))
    assert desk.run() == 0
    assert desk.mails() == [RECEIPT]
    assert RECEIPT in desk.told
    assert desk.left() == 0


def test_does_nothing_again_for_the_same_failure_twice(desk: Desk):
    ordered()
    for _ in range(2):
        desk.put(of_stream("OrdersTable"))
        desk.put(of_stream("OrdersTable"))
        assert desk.run() == 0
    assert desk.mails() == [RECEIPT]
    assert "none was missing" in desk.told
    assert desk.left() == 0


def test_tells_nothing_that_happened_at_another_time(desk: Desk):
    ordered()
    desk.put(of_stream("OrdersTable", minutes_later=11))
    assert desk.run() == 0
    assert desk.mails() == []
    assert "0 changed" in desk.told


def test_repeats_what_follows_from_events_alone(desk: Desk):
    order = an_order(status="cancelled", version=2)
    row_of(order).save()
    event_row(order, OrderEvent(NOW, "refund_due", "We owe you £5.", "bookkeeping", "")).save()
    desk.put(of_stream("OrdersTable"))
    assert desk.run() == 0
    assert desk.mails() == [f"order#{NUMBER}#refund-due-2#1"]


def test_reads_the_order_as_it_is_and_no_stream(desk: Desk):
    ordered(email="mended@example.com")
    desk.put(of_stream("OrdersTable"))
    desk.run()
    (row,) = desk.tables.items("MailsTable")
    assert row["to"] == "mended@example.com"


def test_says_what_waits_of_the_outbox_which_is_swept_by_itself(desk: Desk):
    mails.insert(Mail("m", "ada@example.com", "order-link", {}), clock.now() - STUCK_AFTER)
    desk.put(of_stream("MailsTable"))
    assert desk.run() == 0
    assert "1 wait" in desk.told
    assert desk.left() == 0


def test_tells_who_waits_for_what_is_back_once(desk: Desk):
    stock(make_product(available=3), make_product("MUG-1", available=0))
    for sku in ("LAMP-1", "MUG-1"):
        stock_alerts.insert(StockAlert(sku=sku, email="ada@example.com", confirmed_at=clock.now()))
    for _ in range(2):
        desk.put(of_stream("ProductsTable"))
        assert desk.run() == 0
    assert [mail_id.split("#")[:2] for mail_id in desk.mails()] == [["back-in-stock", "LAMP-1"]]


def test_calls_a_function_again_with_what_it_was_given(desk: Desk):
    def called(functions: Stubber) -> None:
        given = {
            "FunctionName": "arn:aws:lambda:eu-west-2:123456789012:function:shop-visits",
            "InvocationType": "Event",
            "Payload": '{"awslogs": {"data": "H4sI"}}',
        }
        functions.add_response("invoke", {"StatusCode": 202}, given)

    desk.put(of_call({"awslogs": {"data": "H4sI"}}))
    assert desk.run(called) == 0
    assert "shop-visits: called again" in desk.told
    assert desk.left() == 0


@pytest.mark.parametrize("failure", ["not json", {"something": "else"}, of_stream("CartsTable")])
def test_leaves_what_it_does_not_know_and_deals_with_the_rest(desk: Desk, failure: Any):
    ordered()
    desk.put(failure)
    desk.put(of_stream("OrdersTable"))
    assert desk.run() == 1
    assert "left in the queue" in desk.told
    assert desk.mails() == [RECEIPT]
    assert desk.left() == 1


def test_an_empty_queue_is_nothing_to_do(desk: Desk):
    assert desk.run() == 0
    assert "0 done, 0 left" in desk.told


def test_asks_before_it_does_anything(desk: Desk):
    ordered()
    desk.put(of_stream("OrdersTable"))
    assert desk.terminal.run("redrive", typed="n\n") == 1
    assert desk.left() == 1


def test_the_stack_tells_the_tool_where_things_are():
    outputs = template()["Outputs"]
    assert outputs[QUEUE]["Value"] == {"Ref": QUEUE}
    assert outputs[LIKE]["Value"] == {"Ref": LIKE}
