"""Deciding anew when somebody else was quicker."""

from collections.abc import Callable

from shop.domain.errors import Conflict
from shop.storage.order_changes import CHANGED_MEANWHILE

_MOST_TRIES = 4


class Changed(Exception):
    """Somebody was quicker; what to do is decided anew."""


def store(write: Callable[[], None]) -> None:
    """Carry out a conditional write of what was decided.

    Raises:
        Changed: what it was decided on has changed.
    """
    try:
        write()
    except Conflict:
        raise Changed from None


def repeatedly[T](step: Callable[[], T]) -> T:
    """Load, decide and store until nobody is quicker.

    Raises:
        Conflict: somebody always was.
    """
    for _ in range(_MOST_TRIES):
        try:
            return step()
        except Changed:
            continue
    raise Conflict(CHANGED_MEANWHILE)
