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


def refuse_over_limit(request: Request, limit: Limit, who: str | None = None) -> None:
    """Refuse without counting: for limits that count failures only.

    Raises:
        TooManyRequests: the limit was reached by earlier attempts.
    """
    key = limit_key(limit, who or network_of(request.address))
    attempts, ends_at = limits.find_attempts(key, request.now)
    if attempts >= limit.attempts:
        raise TooManyRequests(_seconds(request, ends_at))


def _seconds(request: Request, ends_at: datetime) -> int:
    return max(1, round((ends_at - request.now).total_seconds()))
