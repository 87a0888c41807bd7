"""What the shop does by itself at set times; every task may run twice, even at once."""

from collections.abc import Callable
from typing import Any

from shop.domain.visitor_counts import days_to_forget
from shop.gateways import clock
from shop.storage import visitor_counts
from shop.telemetry import log_event

_SALT_BYTES = 32


def rotate_visitor_salt() -> None:
    """Delete dead salts and markers, which DynamoDB itself does days late; make today's salt."""
    now = clock.now()
    removed = sum(visitor_counts.remove_identifiers(day) for day in days_to_forget(now))
    made = visitor_counts.insert_salt(now.date(), clock.new_id(_SALT_BYTES))
    log_event("visitor-salt-rotated", removed_rows=removed, made=made)


TASKS: dict[str, Callable[[], None]] = {"rotate-visitor-salt": rotate_visitor_salt}


def lambda_handler(event: dict[str, Any], context: object) -> None:
    """Carry out the task that the schedule names.

    Raises:
        LookupError: there is no such task; the schedule is wrong, and its failure shows it.
    """
    task = TASKS.get(str(event.get("task")))
    if task is None:
        raise LookupError(f"no such task: {event.get('task')!r}; there is {', '.join(TASKS)}")
    task()
