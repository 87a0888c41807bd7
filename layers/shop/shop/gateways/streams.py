"""Following a table's stream: each record by itself, so that a bad one holds up no other."""

from collections.abc import Callable, Iterator
from typing import Any

from aws_lambda_powertools.utilities.batch import (
    BatchProcessor,
    EventType,
    process_partial_response,
)
from aws_lambda_powertools.utilities.batch.types import PartialItemFailureResponse
from aws_lambda_powertools.utilities.data_classes.dynamo_db_stream_event import DynamoDBRecord
from aws_lambda_powertools.utilities.typing import LambdaContext

from shop.telemetry import log_fault, note, observed

type StreamHandler = Callable[[dict[str, Any], LambdaContext | None], PartialItemFailureResponse]


def _count_nothing(_change: dict[str, Any]) -> None:
    """Count nothing of a change."""


def follow_stream(
    name: str,
    tell: Callable[[dict[str, Any]], None],
    tally: Callable[[dict[str, Any]], None] = _count_nothing,
) -> StreamHandler:
    """Return the Lambda handler of a DynamoDB stream.

    `tell` is given each record's change (`Keys`, `NewImage`, `OldImage`); it may be given the same
    one again. What it raises is logged under `name`, and that record alone is named to come again.

    `tally` counts a change. Lambda delivers again from the first record that failed on, those after
    it with it, whatever came of them: they are counted when they come again.
    https://docs.aws.amazon.com/lambda/latest/dg/services-ddb-batchfailurereporting.html
    """
    processor = BatchProcessor(EventType.DynamoDBStreams, raise_on_entire_batch_failure=False)

    def tell_recorded(record: DynamoDBRecord) -> None:
        try:
            tell(record.raw_event["dynamodb"])
        except Exception as error:
            log_fault(error, request_id=str(record.event_id), route=name)
            raise

    @observed(name)
    def lambda_handler(
        event: dict[str, Any], context: LambdaContext | None
    ) -> PartialItemFailureResponse:
        answer = process_partial_response(
            event=event, record_handler=tell_recorded, processor=processor, context=context
        )
        failed = {str(failure["itemIdentifier"]) for failure in answer["batchItemFailures"]}
        note(records=len(event["Records"]), failed=len(failed))
        for change in _done_with(event["Records"], failed):
            tally(change)
        return answer

    return lambda_handler


def _done_with(records: list[dict[str, Any]], failed: set[str]) -> Iterator[dict[str, Any]]:
    """Return the changes that do not come again: those before the first that failed."""
    for record in records:
        if record["dynamodb"]["SequenceNumber"] in failed:
            return
        yield record["dynamodb"]
