"""Long commands: several calls at a time, and patience while the tables are busy."""

import time
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import batched

from shop.domain.errors import TryAgain

_AT_ONCE = 4
# Four of DynamoDB's batches each.
_TERMS_EACH = 100
# A table that is paid by use doubles what it takes within minutes of being asked for more.
_PAUSES_SECONDS = (1, 2, 4, 8, 15, 30, 60, 60)


def patiently[T](work: Callable[[], T], pause: Callable[[float], None] = time.sleep) -> T:
    """Do what may be done again, as often as the tables ask for it within three minutes.

    Raises:
        TryAgain: they still ask for it.
    """
    for seconds in _PAUSES_SECONDS:
        try:
            return work()
        except TryAgain:
            pause(seconds)
    return work()


def list_under_terms(
    verb: Callable[[Iterable[tuple[str, str]]], None], listed: Iterable[tuple[str, str]]
) -> None:
    """Put (SKU, term) on lists, or take them off, a few batches at a time."""
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        works = [
            pool.submit(patiently, partial(verb, some))
            for some in batched(listed, _TERMS_EACH, strict=False)
        ]
        for work in works:
            work.result()
