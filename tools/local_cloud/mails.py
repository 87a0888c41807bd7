"""Print the mails that the shop has sent, newest last."""

from datetime import UTC, datetime
from typing import Any

import httpx

from tools.local_cloud.place import Place
from tools.local_cloud.progress import say

RULE = "-" * 78


def print_mails(place: Place) -> None:
    """Print every mail as a person would read it."""
    reply = httpx.get(f"{place.endpoint}/_ministack/ses/messages", timeout=10, trust_env=False)
    mails = [mail for sent in reply.raise_for_status().json()["messages"].values() for mail in sent]
    for mail in mails:
        say(RULE)
        for line in lines_of(mail):
            say(line)
    say(RULE)
    say(f"{len(mails)} mails")


def lines_of(mail: dict[str, Any]) -> list[str]:
    """Return a mail's heading and text."""
    addressees = ", ".join(mail.get("To", []))
    return [
        f"From:    {mail.get('Source', '')}",
        f"To:      {addressees}",
        f"Date:    {datetime.fromtimestamp(mail.get('Timestamp', 0), UTC):%Y-%m-%d %H:%M:%S} UTC",
        f"Subject: {mail.get('Subject', '')}",
        "",
        (mail.get("BodyText") or mail.get("BodyHtml") or "").strip(),
    ]
