"""Follows the orders table's stream and puts the mails about what happened into the outbox."""

from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from shop.domain.order_mails import mail_about
from shop.gateways import clock
from shop.gateways.order_links import order_url
from shop.storage import mails
from shop.storage.orders import order_in
from shop.telemetry import log_event, log_fault

_processor = BatchProcessor(EventType.DynamoDBStreams, raise_on_entire_batch_failure=False)


def lambda_handler(event: dict[str, Any], context: LambdaContext) -> PartialItemFailureResponse:
    """Tell what a batch of stream records says; name those that must come again."""
    return process_partial_response(
        event=event, record_handler=tell_recorded, processor=_processor, context=context
    )


def tell_recorded(record: DynamoDBRecord) -> None:
    """Put the mail about one change into the outbox; a record that comes again adds none."""
    try:
        _tell(record.raw_event["dynamodb"])
    except Exception as error:
        log_fault(error, request_id=str(record.event_id), route="order_events")
        raise


def _tell(change: dict[str, Any]) -> None:
    new, old = change.get("NewImage"), change.get("OldImage")
    order = order_in(new) if new else None
    if order is None:
        return
    mail = mail_about(order_in(old) if old else None, order, order_url(order))
    if mail is not None and mails.insert(mail, clock.now()):
        log_event("order-mail-queued", mail_id=mail.mail_id, template=mail.template)
