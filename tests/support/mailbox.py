"""What is in the outbox, as its readers will get it."""

import json
from typing import Any
from urllib.parse import parse_qs, urlsplit

from shop.storage.mails import MailRow


def mails_to(address: str) -> list[dict[str, Any]]:
    """Return the mails to an address, the oldest first."""
    rows = [row for row in MailRow.scan() if row.to == address]
    return [
        {"mail_id": row.mail_id, "template": row.template, "values": json.loads(row.values)}
        for row in sorted(rows, key=lambda row: row.created_at)
    ]


def token_in(mail: dict[str, Any]) -> str:
    """Return the token of a mail's link."""
    query = parse_qs(urlsplit(str(mail["values"]["link"])).query)
    return query["token"][0]
