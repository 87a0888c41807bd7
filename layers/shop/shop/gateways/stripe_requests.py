"""Requests to Stripe's API: form-encoded, authorised, of one pinned version, tried again safely.

https://docs.stripe.com/api/authentication, https://docs.stripe.com/api/versioning,
https://docs.stripe.com/api/idempotent_requests, https://docs.stripe.com/error-low-level
"""

import functools
import json
import random
import ssl
import time
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

import urllib3

from shop.gateways.payments import ProviderRefused, ProviderUnavailable

API_VERSION = "2025-09-30.clover"
# All tries together end before the function does (template.yaml).
CONNECT_TIMEOUT_SECONDS = 1.0
READ_TIMEOUT_SECONDS = 3.0
ATTEMPTS = 2
_LONGEST_PAUSE_SECONDS = 0.5
# The layer's bundle: AWS_CA_BUNDLE names the roots of Amazon alone.
ALL_ROOTS = Path("/opt/certificates/all-roots.pem")
# A twin of this very request is under way, or too many requests are.
_BUSY = frozenset({409, 429})
_FIRST_SERVER_ERROR = 500
_SUCCESSES = range(200, 300)


def call(
    method: str,
    url: str,
    *,
    api_key: str,
    fields: Mapping[str, Any] | None = None,
    idempotency_key: str | None = None,
) -> dict[str, Any]:
    """Send one request, again if nothing stands against it; return the object it answers.

    Raises:
        ProviderUnavailable: no answer, or one that passes.
        ProviderRefused: Stripe says no; with its code.
    """
    headers = {"Authorization": f"Bearer {api_key}", "Stripe-Version": API_VERSION}
    if idempotency_key is not None:
        headers["Idempotency-Key"] = idempotency_key
    body = None
    if fields is not None:
        headers["Content-Type"] = "application/x-www-form-urlencoded"
        body = form(fields)
    for attempt in range(ATTEMPTS):
        if attempt:
            # Full jitter, so that what failed together does not come again together.
            time.sleep(random.uniform(0, _LONGEST_PAUSE_SECONDS))  # noqa: S311 - a pause, not a secret
        answer = _send(method, url, headers, body)
        if answer is not None and not _is_passing(answer):
            return _object(answer)
    raise ProviderUnavailable


def form(fields: Mapping[str, Any]) -> str:
    """Encode nested fields as Stripe documents them: `line_items[0][quantity]=1`."""
    return "&".join(
        f"{quote(name, safe='[]')}={quote(value, safe='')}" for name, value in _flat(fields)
    )


def _flat(value: object, name: str = "") -> Iterator[tuple[str, str]]:
    if isinstance(value, Mapping):
        for key, item in value.items():
            yield from _flat(item, f"{name}[{key}]" if name else str(key))
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for position, item in enumerate(value):
            yield from _flat(item, f"{name}[{position}]")
    else:
        yield name, str(value)


def _send(
    method: str, url: str, headers: Mapping[str, str], body: str | None
) -> urllib3.BaseHTTPResponse | None:
    try:
        # No redirect is followed: it would take the key along.
        return pool().request(
            method, url, headers=headers, body=body, redirect=False, retries=False
        )
    except urllib3.exceptions.HTTPError:
        return None


@functools.cache
def pool() -> urllib3.PoolManager:
    """Return the process's one pool of connections to Stripe."""
    timeout = urllib3.Timeout(connect=CONNECT_TIMEOUT_SECONDS, read=READ_TIMEOUT_SECONDS)
    roots = str(ALL_ROOTS) if ALL_ROOTS.exists() else None
    return urllib3.PoolManager(
        timeout=timeout, ssl_context=ssl.create_default_context(cafile=roots)
    )


def _is_passing(answer: urllib3.BaseHTTPResponse) -> bool:
    """Tell whether the same request may be answered otherwise a moment later."""
    stripe_says = answer.headers.get("Stripe-Should-Retry")
    if stripe_says in ("true", "false"):
        return stripe_says == "true"
    return answer.status in _BUSY or answer.status >= _FIRST_SERVER_ERROR


def _object(answer: urllib3.BaseHTTPResponse) -> dict[str, Any]:
    try:
        found = json.loads(answer.data)
    except ValueError:
        found = None
    if answer.status in _SUCCESSES:
        if not isinstance(found, dict):
            raise ProviderUnavailable
        return found
    error = found.get("error") if isinstance(found, dict) else None
    code = (error.get("code") or error.get("type")) if isinstance(error, dict) else None
    raise ProviderRefused(str(code or answer.status))
