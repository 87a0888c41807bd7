"""Limits on what may be tried how often, answered with 429 and when to try again."""

from datetime import datetime

from shop.domain.errors import TooManyRequests
from shop.domain.limits import Limit, limit_key, network_of
from shop.storage import limits
from shop.web.requests import Request


def count_attempt(request: Request, limit: Limit, who: str | None = None) -> None:
    """Count an attempt by the client's network, or by `who` (an account, say).

    Raises:
        TooManyRequests: this attempt is over the limit.
    """
    key = limit_key(limit, who or network_of(request.address))
    attempts, ends_at = limits.change_count(key, limit.window, request.now)
    if attempts > limit.attempts:
        raise TooManyRequests(_seconds(request, ends_at))


def give_back_attempt(request: Request, limit: Limit, who: str | None = None) -> None:
    """Take back an attempt that turned out to be none: for limits that count failures only."""
    limits.change_count_back(limit_key(limit, who or network_of(request.address)), request.now)


def _seconds(request: Request, ends_at: datetime) -> int:
    return max(1, round((ends_at - request.now).total_seconds()))
