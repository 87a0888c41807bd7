"""The post: what the shop hands to SES (moto's), and the stream that makes it do so."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, NamedTuple

import boto3

from shop.gateways import aws
from shop.gateways.settings import SHOP
from tests.support.tables import REGION, Tables

_OPERATION = "before-call.sesv2.SendEmail"


class _Http(NamedTuple):
    status_code: int


@dataclass
class SentMail:
    """A mail as SES was given it."""

    request: dict[str, Any]

    @property
    def to(self) -> list[str]:
        return list(self.request["Destination"]["ToAddresses"])

    @property
    def subject(self) -> str:
        return str(self.request["Content"]["Simple"]["Subject"]["Data"])

    @property
    def text(self) -> str:
        return str(self.request["Content"]["Simple"]["Body"]["Text"]["Data"])

    @property
    def html(self) -> str:
        return str(self.request["Content"]["Simple"]["Body"]["Html"]["Data"])

    def link(self, path: str) -> str:
        """Return the path and query of the one line that links to a path of the shop."""
        (found,) = {line for line in self.text.split() if line.startswith("http") and path in line}
        return found[found.index(path) :]


@dataclass
class Post:
    """What went out, and the way to make it go."""

    tables: Tables
    sent: list[SentMail] = field(default_factory=list)

    def deliver(self) -> list[SentMail]:
        """Let the stream bring every mail of the outbox; return those sent since the beginning."""
        mail_ids = [row["mail_id"] for row in self.tables.items("MailsTable")]
        if mail_ids:  # A stream brings no empty batch.
            assert send(*mail_ids) == {"batchItemFailures": []}
        return self.sent


@contextmanager
def opened_post(tables: Tables) -> Iterator[Post]:
    """Open the post inside moto: the shop may send, and what it sends is kept."""
    boto3.client("ses", region_name=REGION).verify_email_identity(EmailAddress=SHOP.email)
    post = Post(tables)

    def keep(params: dict[str, Any], **_event: Any) -> None:
        post.sent.append(SentMail(json.loads(params["body"])))

    events = aws.client("sesv2").meta.events
    events.register(_OPERATION, keep)
    try:
        yield post
    finally:
        events.unregister(_OPERATION, keep)


@contextmanager
def refusing_post(fault: str | Exception) -> Iterator[None]:
    """Let SES answer with an error code, or not at all."""

    def answer(**_event: Any) -> tuple[_Http, dict[str, Any]]:
        if isinstance(fault, Exception):
            raise fault
        return _Http(HTTPStatus.BAD_REQUEST), {
            "Error": {"Code": fault, "Message": "customer@example.com, on purpose"},
            "ResponseMetadata": {"HTTPHeaders": {}},
        }

    events = aws.client("sesv2").meta.events
    events.register_first(_OPERATION, answer)
    try:
        yield
    finally:
        events.unregister(_OPERATION, answer)


def send(*mail_ids: str, context: Any = None) -> dict[str, Any]:
    """Call the `mails` function with a stream record for each mail."""
    from functions.mails.app import lambda_handler  # noqa: PLC0415 - after the tables are named

    event = {"Records": [_record(*numbered) for numbered in enumerate(mail_ids)]}
    return {**lambda_handler(event, context)}


def _record(position: int, mail_id: str) -> dict[str, Any]:
    return {
        "eventID": f"event-{position}",
        "eventName": "INSERT",
        "eventSource": "aws:dynamodb",
        "eventVersion": "1.1",
        "awsRegion": REGION,
        "dynamodb": {
            "Keys": {"mail_id": {"S": mail_id}},
            "SequenceNumber": str(position),
            "StreamViewType": "NEW_IMAGE",
        },
    }
