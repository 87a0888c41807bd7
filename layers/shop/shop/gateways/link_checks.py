"""Asks other sites whether a page is there: short, without redirects, and reading no content."""

import functools
import ssl

import urllib3

from shop.gateways.stripe_requests import ALL_ROOTS

_CONNECT_SECONDS = 2.0
_READ_SECONDS = 3.0
_FIRST_FAULT = 400
_HEADERS = {"User-Agent": "CTBusters link check"}


def status_of(url: str) -> int | None:
    """Return the status that a page answers with; None if nobody answers in time."""
    status = _ask("HEAD", url)
    # Some sites answer HEAD wrongly; only GET says for sure.
    return _ask("GET", url) if status is not None and status >= _FIRST_FAULT else status


def _ask(method: str, url: str) -> int | None:
    try:
        answer = _pool().request(
            method, url, headers=_HEADERS, redirect=False, retries=False, preload_content=False
        )
    except urllib3.exceptions.HTTPError:
        return None
    answer.close()
    return answer.status


@functools.cache
def _pool() -> urllib3.PoolManager:
    timeout = urllib3.Timeout(connect=_CONNECT_SECONDS, read=_READ_SECONDS)
    roots = str(ALL_ROOTS) if ALL_ROOTS.exists() else None
    return urllib3.PoolManager(
        timeout=timeout, ssl_context=ssl.create_default_context(cafile=roots)
    )
