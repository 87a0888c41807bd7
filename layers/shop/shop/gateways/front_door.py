"""Goes to the shop's public address, as a customer's program would: over HTTPS, keeping cookies."""

import http.client
import json
import os
import socket
import ssl
import urllib.error
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import Any

from shop.gateways.stripe_requests import ALL_ROOTS

# Longer than the gateway waits for a function: its own answer is to be seen.
_SECONDS = 14.0
_MOST_BYTES = 1_000_000


class Unreachable(Exception):
    """Nobody answered, or not as HTTP does."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the shop answered; `data` is empty unless it is a JSON object."""

    status: int
    data: dict[str, Any]


class Visitor:
    """A customer without a history: cookies are kept as long as the visitor is."""

    def __init__(self, headers: Mapping[str, str]) -> None:
        """Send these headers with every request."""
        self._headers, self._site_url = dict(headers), os.environ["SITE_URL"]
        jar = CookieJar(DefaultCookiePolicy(secure_protocols=("https", "http")))
        roots = str(ALL_ROOTS) if ALL_ROOTS.exists() else None
        self._opener = urllib.request.build_opener(
            urllib.request.ProxyHandler({}),
            urllib.request.HTTPCookieProcessor(jar),
            urllib.request.HTTPSHandler(context=ssl.create_default_context(cafile=roots)),
            _Loopback(),
        )

    def ask(
        self,
        method: str,
        path: str,
        fields: Mapping[str, Any] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request and return its answer, whatever its status.

        Raises:
            Unreachable: nobody answered in time.
        """
        body = None if fields is None else json.dumps(fields).encode()
        sent = self._headers | {"Content-Type": "application/json"} | dict(headers or {})
        request = urllib.request.Request(  # noqa: S310 - the shop's own address
            f"{self._site_url}{path}", data=body, headers=sent, method=method
        )
        try:
            with self._opener.open(request, timeout=_SECONDS) as answer:
                return Answer(answer.status, _object(answer.read(_MOST_BYTES)))
        except urllib.error.HTTPError as refusal:
            with refusal:
                return Answer(refusal.code, _object(refusal.read(_MOST_BYTES)))
        except (OSError, http.client.HTTPException) as error:
            raise Unreachable(type(error).__name__) from error


def _object(body: bytes) -> dict[str, Any]:
    try:
        data = json.loads(body)
    except ValueError:
        return {}
    return data if isinstance(data, dict) else {}


class _LocalConnection(http.client.HTTPConnection):
    """Treats *.localhost as browsers do: it is this machine, whatever the resolver says."""

    def connect(self) -> None:
        """Connect to this machine if the name says so."""
        local = self.host.endswith(".localhost")
        self.sock = socket.create_connection(
            ("127.0.0.1" if local else self.host, self.port), self.timeout
        )


class _Loopback(urllib.request.HTTPHandler):
    def http_open(self, req: urllib.request.Request) -> http.client.HTTPResponse:
        """Open a plain connection, which only a shop on this machine has."""
        return self.do_open(_LocalConnection, req)
