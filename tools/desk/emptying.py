"""Taking failures off their queue, one by one, each as soon as it is dealt with.

https://docs.aws.amazon.com/lambda/latest/dg/services-dynamodb-errors.html: of a stream the message
says only where its records were and when they came. They are gone after a day, so they are not
read: the tables themselves say what happened in that time.
"""

import json
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any

from tools.desk import follow_ups

# Somebody else's copy of this tool leaves a message alone for as long.
_HELD_SECONDS = 300
# What happened is noted before the stream tells of it: at the instant of the request or of the task
# that did it, and a task runs for five minutes.
_EARLIER, _LATER = timedelta(minutes=10), timedelta(seconds=10)

type Say = Callable[[str], None]


def empty(queue_url: str, queues: Any, functions: Any, say: Say = print) -> int:  # noqa: ANN401
    """Deal with every message there is; return 1 if some are left, else 0."""
    done = left = 0
    for message in _messages(queue_url, queues):
        try:
            say(_deal_with(json.loads(message["Body"]), functions))
        except Exception as error:  # noqa: BLE001 - whatever it is, this message stays and the next is tried
            say(f"left in the queue: {type(error).__name__}: {error}")
            left += 1
        else:
            queues.delete_message(QueueUrl=queue_url, ReceiptHandle=message["ReceiptHandle"])
            done += 1
    say(f"{done} done, {left} left")
    return 1 if left else 0


def _messages(queue_url: str, queues: Any) -> Iterator[dict[str, Any]]:  # noqa: ANN401
    while found := queues.receive_message(
        QueueUrl=queue_url, MaxNumberOfMessages=10, VisibilityTimeout=_HELD_SECONDS
    ).get("Messages"):
        yield from found


def _deal_with(failure: dict[str, Any], functions: Any) -> str:  # noqa: ANN401
    if "DDBStreamBatchInfo" in failure:
        batch = failure["DDBStreamBatchInfo"]
        since = datetime.fromisoformat(batch["approximateArrivalOfFirstRecord"]) - _EARLIER
        until = datetime.fromisoformat(batch["approximateArrivalOfLastRecord"]) + _LATER
        return follow_ups.of_stream(batch["streamArn"].split("/")[1], since, until)
    if "requestPayload" in failure:
        name = failure["requestContext"]["functionArn"].removesuffix(":$LATEST")
        payload = json.dumps(failure["requestPayload"])
        functions.invoke(FunctionName=name, InvocationType="Event", Payload=payload)
        return f"{name.rpartition(':')[2]}: called again with what it was given"
    raise LookupError("no failure of a stream or of a call")
