"""Somebody quicker: something that happens between two calls of a request to DynamoDB."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from shop.storage.connection import connection


@contextmanager
def just_before(operation: str, act: Callable[[], object], nth: int = 1) -> Iterator[None]:
    """Let something happen once, right before the next call of an operation or the nth of them."""
    waiting = [act]
    calls = 0

    def meddle(**_event: Any) -> None:
        nonlocal calls
        calls += 1
        if waiting and calls == nth:
            waiting.pop()()

    events = connection.client.meta.events
    events.register_first(f"before-call.dynamodb.{operation}", meddle)
    try:
        yield
    finally:
        events.unregister(f"before-call.dynamodb.{operation}", meddle)
    assert not waiting, f"no {operation} was called"


def cancelled(*codes: str) -> dict[str, Any]:
    """Return DynamoDB's refusal of a transaction, with a code for each action in order."""
    return {
        "Error": {"Code": "TransactionCanceledException", "Message": "on purpose"},
        "CancellationReasons": [{"Code": code} for code in codes],
    }
