"""Faults of DynamoDB, through botocore's own hook: an answer, or none, in the place of a call."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from typing import Any, NamedTuple

from shop.storage.connection import connection


class _Http(NamedTuple):
    status_code: int


@contextmanager
def failing(
    operation: str, fault: str | dict[str, Any] | Exception, *, times: int = 1_000
) -> Iterator[list[str]]:
    """Answer the next calls of an operation with an error (its code, or all of it), or raise one.

    The block is given the list of the calls that were answered so.
    """
    calls: list[str] = []

    def answer(**_event: Any) -> tuple[_Http, dict[str, Any]] | None:
        if len(calls) >= times:
            return None
        calls.append(operation)
        if isinstance(fault, Exception):
            raise fault
        error = (
            {"Error": {"Code": fault, "Message": "on purpose"}} if isinstance(fault, str) else fault
        )
        return _Http(HTTPStatus.BAD_REQUEST), error | {"ResponseMetadata": {"HTTPHeaders": {}}}

    events = connection.client.meta.events
    events.register_first(f"before-call.dynamodb.{operation}", answer)
    try:
        yield calls
    finally:
        events.unregister(f"before-call.dynamodb.{operation}", answer)
