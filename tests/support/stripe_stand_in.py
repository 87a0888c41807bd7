"""A stand-in for Stripe on a real HTTP connection; it refuses what Stripe would refuse.

It knows the parts of the API that the shop uses, as they are documented at
https://docs.stripe.com/api/checkout/sessions, https://docs.stripe.com/api/refunds,
https://docs.stripe.com/api/idempotent_requests and https://docs.stripe.com/webhooks#verify-manually.
"""

import hashlib
import hmac
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl

import boto3
import pytest

from shop.gateways.stripe_requests import pool
from tests.support.gateway import NOW
from tests.support.tables import REGION

API_KEY = "sk_test_of_the_stand_in"
WEBHOOK_SECRET = "whsec_of_the_stand_in"
API_VERSION = "2025-09-30.clover"
_SESSION_FIELDS = [
    r"mode|client_reference_id|success_url|cancel_url|expires_at",
    r"payment_method_types\[\d\]|metadata\[\w+\]|payment_intent_data\[metadata\]\[\w+\]",
    r"line_items\[\d\]\[quantity\]|line_items\[\d\]\[price_data\]\[(currency|unit_amount)\]",
    r"line_items\[\d\]\[price_data\]\[product_data\]\[name\]",
]
_REFUND_FIELDS = [r"payment_intent|amount|reason|metadata\[\w+\]"]


class Refusal(Exception):
    """Stripe's answer to a request it does not carry out."""

    def __init__(self, status: int, type_: str, code: str = "") -> None:
        super().__init__(code or type_)
        self.status = status
        self.error = {"type": type_, "message": "no", **({"code": code} if code else {})}


@dataclass
class StandIn:
    """One account of Stripe's, whose customers the test plays."""

    url: str = ""
    sessions: dict[str, dict[str, Any]] = field(default_factory=dict)
    charges: dict[str, dict[str, Any]] = field(default_factory=dict)
    refunds: list[dict[str, Any]] = field(default_factory=list)
    requests: list[tuple[str, str, dict[str, str]]] = field(default_factory=list)
    """(method, path, fields) of every request that was carried out or replayed."""
    faults: list[tuple[int, dict[str, str]]] = field(default_factory=list)
    """(status, headers) to answer the next requests with; status 0 breaks the connection."""
    replies: dict[str, tuple[dict[str, str], dict[str, Any]]] = field(default_factory=dict)
    events: int = 0
    now: datetime = NOW

    def carry_out(self, method: str, path: str, headers: Any, body: str) -> dict[str, Any]:
        fields = self._checked(method, headers, body)
        self.requests.append((method, path, fields))
        if method == "GET":
            return self._session(path)
        key = headers["Idempotency-Key"] or ""
        if not 0 < len(key) <= 255:
            raise Refusal(400, "invalid_request_error")
        if key in self.replies:
            known, answer = self.replies[key]
            if known != fields:
                raise Refusal(400, "idempotency_error")
            return answer
        make = {"/v1/checkout/sessions": self._start, "/v1/refunds": self._refund}.get(path)
        if make is None:
            raise Refusal(404, "invalid_request_error")
        self.replies[key] = fields, make(fields)
        return self.replies[key][1]

    def _checked(self, method: str, headers: Any, body: str) -> dict[str, str]:
        if headers["Authorization"] != f"Bearer {API_KEY}":
            raise Refusal(401, "invalid_request_error", "api_key_invalid")
        if headers["Stripe-Version"] != API_VERSION:
            raise Refusal(400, "invalid_request_error", "api_version_unknown")
        if method == "GET":
            return {}
        if headers["Content-Type"] != "application/x-www-form-urlencoded":
            raise Refusal(400, "invalid_request_error", "content_type")
        pairs = parse_qsl(body, keep_blank_values=True, strict_parsing=True)
        if len(dict(pairs)) != len(pairs):
            raise Refusal(400, "invalid_request_error", "parameter_twice")
        return dict(pairs)

    def _session(self, path: str) -> dict[str, Any]:
        name = path.removeprefix("/v1/checkout/sessions/")
        if name not in self.sessions:
            raise Refusal(404, "invalid_request_error", "resource_missing")
        return self.sessions[name]

    def _start(self, fields: dict[str, str]) -> dict[str, Any]:
        _refuse_unknown(fields, _SESSION_FIELDS)
        line = "line_items[0][price_data]"
        open_seconds = int(fields["expires_at"]) - self.now.timestamp()
        is_well = (
            fields["mode"] == "payment"
            and fields["payment_method_types[0]"] == "card"
            and fields[f"{line}[currency]"] == "gbp"
            and re.fullmatch(r"https?://.+", fields["success_url"])
            and re.fullmatch(r"https?://.+", fields["cancel_url"])
            and fields[f"{line}[product_data][name]"]
            and 30 * 60 <= open_seconds <= 24 * 60 * 60
        )
        if not is_well:
            raise Refusal(400, "invalid_request_error", "parameter_invalid")
        name = f"cs_test_{len(self.sessions) + 1}"
        self.sessions[name] = {
            "id": name,
            "object": "checkout.session",
            "client_reference_id": fields["client_reference_id"],
            "metadata": {"payment_id": fields["metadata[payment_id]"]},
            "amount_total": int(fields[f"{line}[unit_amount]"])
            * int(fields["line_items[0][quantity]"]),
            "currency": fields[f"{line}[currency]"],
            "url": f"https://checkout.stripe.com/c/pay/{name}#fidkdWxOYHwnPyd1blpxYHZxWjA0",
            "status": "open",
            "payment_status": "unpaid",
            "payment_intent": None,
            "passed_on": fields["payment_intent_data[metadata][payment_id]"],
        }
        return self.sessions[name]

    def _refund(self, fields: dict[str, str]) -> dict[str, Any]:
        _refuse_unknown(fields, _REFUND_FIELDS)
        charge = self.charges.get(fields["payment_intent"])
        if charge is None:
            raise Refusal(404, "invalid_request_error", "resource_missing")
        amount = int(fields["amount"])
        if amount > charge["amount"] - charge["amount_refunded"]:
            raise Refusal(400, "invalid_request_error", "charge_already_refunded")
        charge["amount_refunded"] += amount
        refund = {
            "id": f"re_{len(self.refunds) + 1}",
            "object": "refund",
            "amount": amount,
            "currency": "gbp",
            "status": "succeeded",
            "payment_intent": fields["payment_intent"],
            "metadata": {"payment_id": fields["metadata[payment_id]"]},
        }
        self.refunds.append(refund)
        return refund

    def pay(self, name: str) -> tuple[dict[str, str], str]:
        """Let the customer pay; return the webhook (headers, body) that tells it."""
        session = self.sessions[name]
        intent = f"pi_{name}"
        session |= {"status": "complete", "payment_status": "paid", "payment_intent": intent}
        self.charges[intent] = {
            "id": f"ch_{name}",
            "object": "charge",
            "amount": session["amount_total"],
            "amount_refunded": 0,
            "currency": session["currency"],
            "payment_intent": intent,
            "metadata": {"payment_id": session["passed_on"]},
        }
        return self.tell("checkout.session.completed", session)

    def decline(self, name: str) -> tuple[dict[str, str], str]:
        """Let the bank decline a card; the page stays open."""
        session = self.sessions[name]
        intent = {
            "id": f"pi_{name}",
            "object": "payment_intent",
            "amount": session["amount_total"],
            "currency": "gbp",
            "status": "requires_payment_method",
            "metadata": {"payment_id": session["passed_on"]},
        }
        return self.tell("payment_intent.payment_failed", intent)

    def expire(self, name: str) -> tuple[dict[str, str], str]:
        """Close the page that nobody paid on."""
        self.sessions[name] |= {"status": "expired", "url": None}
        return self.tell("checkout.session.expired", self.sessions[name])

    def tell(
        self, type_: str, about: dict[str, Any], *, secrets: tuple[str, ...] = (WEBHOOK_SECRET,)
    ) -> tuple[dict[str, str], str]:
        """Return the signed webhook (headers, body) of an event."""
        self.events += 1
        event = {
            "id": f"evt_{self.events}",
            "object": "event",
            "api_version": API_VERSION,
            "created": int(self.now.timestamp()),
            "type": type_,
            "livemode": False,
            "data": {"object": about},
        }
        body = json.dumps(event, indent=2)
        return {"stripe-signature": signature(body, self.now, secrets)}, body


def signature(body: str, now: datetime, secrets: tuple[str, ...] = (WEBHOOK_SECRET,)) -> str:
    """Sign a webhook as Stripe does: one `v1` for each secret that is live."""
    seconds = int(now.timestamp())
    signed = f"{seconds}.{body}".encode()
    schemes = [hmac.new(s.encode(), signed, hashlib.sha256).hexdigest() for s in secrets]
    return ",".join([f"t={seconds}", *(f"v1={s}" for s in schemes), "v0=not-looked-at"])


def _refuse_unknown(fields: dict[str, str], known: list[str]) -> None:
    pattern = "|".join(known)
    if not all(re.fullmatch(pattern, name) for name in fields):
        raise Refusal(400, "invalid_request_error", "parameter_unknown")


@contextmanager
def opened_stripe() -> Iterator[StandIn]:
    """Serve a stand-in on this machine for the length of a test."""
    stand_in = StandIn()
    server = ThreadingHTTPServer(
        ("127.0.0.1", 0), type("Handler", (_Handler,), {"stand_in": stand_in})
    )
    stand_in.url = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield stand_in
    finally:
        # The shop's own ends of the connections first: the server waits for them.
        pool().clear()
        server.shutdown()
        server.server_close()
        thread.join()


class _Handler(BaseHTTPRequestHandler):
    """Answers for the stand-in of its server."""

    protocol_version = "HTTP/1.1"
    stand_in: StandIn

    def _answer(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"] or 0)).decode()
        if self.stand_in.faults:
            self._fail(*self.stand_in.faults.pop(0))
            return
        try:
            answer = self.stand_in.carry_out(self.command, self.path, self.headers, body)
        except Refusal as refusal:
            self._send(refusal.status, {"error": refusal.error}, {})
        else:
            self._send(200, answer, {})

    do_GET = do_POST = _answer  # noqa: N815 - http.server's names

    def _fail(self, status: int, headers: dict[str, str]) -> None:
        if status == 0:
            self.close_connection = True
        else:
            self._send(status, {}, headers)

    def _send(self, status: int, answer: dict[str, Any], headers: dict[str, str]) -> None:
        body = json.dumps(answer).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_arguments: Any) -> None:
        """Write nothing."""


@contextmanager
def shop_with_stripe(monkeypatch: pytest.MonkeyPatch) -> Iterator[StandIn]:
    """Let the shop take cards through a stand-in; its keys are read by name, as in production."""
    store = boto3.client("ssm", region_name=REGION)
    store.put_parameter(Name="stripe-key", Value=API_KEY, Type="SecureString")
    store.put_parameter(Name="stripe-webhook", Value=WEBHOOK_SECRET, Type="SecureString")
    with opened_stripe() as stand_in:
        monkeypatch.setenv("STRIPE_SECRET_KEY_NAME", "stripe-key")
        monkeypatch.setenv("STRIPE_WEBHOOK_SECRET_NAME", "stripe-webhook")
        monkeypatch.setenv("STRIPE_API_URL", stand_in.url)
        yield stand_in
