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


@contextmanager
def broken_off(operation: str, answered_before: int) -> Iterator[list[str]]:
    """Let some calls of an operation be answered, and break off at every one after them."""
    fault = RuntimeError("broken off, on purpose")
    with _after(operation, answered_before, fault, times=1_000) as calls:
        yield calls


@contextmanager
def answered_but(operation: str, answered_before: int, code: str) -> Iterator[list[str]]:
    """Let some calls of an operation be answered, and refuse the next with an error's code."""
    error = {"Error": {"Code": code, "Message": "on purpose"}}
    with _after(operation, answered_before, error, times=1) as calls:
        yield calls


@contextmanager
def _after(
    operation: str, answered_before: int, fault: dict[str, Any] | Exception, *, times: int
) -> Iterator[list[str]]:
    answered: list[str] = []
    calls: list[str] = []

    def answer(**_event: Any) -> tuple[_Http, dict[str, Any]] | None:
        if len(answered) < answered_before or len(calls) >= times:
            answered.append(operation)
            return None
        calls.append(operation)
        if isinstance(fault, Exception):
            raise fault
        return _Http(HTTPStatus.BAD_REQUEST), fault | {"ResponseMetadata": {"HTTPHeaders": {}}}

    events = connection.client.meta.events
    events.register_first(f"before-call.dynamodb.{operation}", answer)
    try:
        yield calls
    finally:
        events.unregister(f"before-call.dynamodb.{operation}", answer)
