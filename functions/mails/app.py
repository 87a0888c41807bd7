"""Sends what is put into the outbox: each mail once, unless its sender breaks off in between."""

from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from shop.domain.mails import MailClaimed, MailNotSent
from shop.telemetry import log_event, log_fault, note, observed
from shop.web.upkeep.outbox import send_once

# One mail takes 11 s at the longest (three tries of 0.5 + 3 s). What might not end in time is not
# begun: it waits, unclaimed, for the next delivery.
_LEAST_MILLISECONDS_LEFT = 15_000

_processor = BatchProcessor(EventType.DynamoDBStreams, raise_on_entire_batch_failure=False)


@observed("mails")
def lambda_handler(
    event: dict[str, Any], context: LambdaContext | None
) -> PartialItemFailureResponse:
    """Send the mails of a batch of stream records; name those that must come again."""
    answer = process_partial_response(
        event=event, record_handler=send_recorded, processor=_processor, context=context
    )
    note(records=len(event["Records"]), failed=len(answer["batchItemFailures"]))
    return answer


def send_recorded(record: DynamoDBRecord, lambda_context: LambdaContext | None = None) -> None:
    """Send the mail of a stream record, which may come more than once."""
    keys = record.dynamodb.keys if record.dynamodb else None
    mail_id = str((keys or {}).get("mail_id"))
    try:
        _refuse_late(lambda_context)
        send_once(mail_id)
    except (MailClaimed, MailNotSent) as delay:
        log_event("mail-delayed", mail_id=mail_id, reason=str(delay))
        raise
    except Exception as error:
        log_fault(error, request_id=str(record.event_id), route="mails")
        raise


def _refuse_late(context: LambdaContext | None) -> None:
    if context and context.get_remaining_time_in_millis() < _LEAST_MILLISECONDS_LEFT:
        raise MailNotSent("out-of-time")
