"""Mails: what is sent to whom, how a text becomes a letter, and for how long a sender holds one."""

import hashlib
import html
import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

type MailState = Literal["waiting", "sending", "sent", "failed"]

# Longer than the sending function may run (template.yaml), so that whoever finds a claim ended
# knows that its holder is gone.
CLAIM = timedelta(minutes=2)

_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
# One address as SES takes it: ASCII, at most 254 characters (RFC 5321, 4.5.3.1), and nothing that
# could start another address or header.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LONGEST_ADDRESS = 254
_URL = re.compile(r"https?://[^\s<>\"']*[^\s<>\"'.,;:!?)]")


class MailNotSent(Exception):
    """The mail could not be handed over now; `reason` is a code without anything personal."""

    def __init__(self, reason: str) -> None:
        """Keep the reason, which is logged."""
        super().__init__(reason)
        self.reason = reason


class Undeliverable(MailNotSent):
    """The mail will never be taken: trying again would change nothing."""


class MailClaimed(Exception):
    """Somebody else is sending the mail at this moment, or was until it broke off."""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail to send once: `mail_id` names the fact it tells, such as `receipt#<order number>`.

    `mail_id` is logged, so it never holds an address. `values` fill the template's text.
    """

    mail_id: str
    to: str
    template: str
    values: dict[str, str]

    def __post_init__(self) -> None:
        """Refuse an id that names a person.

        Raises:
            ValueError: the id holds an e-mail address.
        """
        if "@" in self.mail_id:
            message = "a mail's id is logged and must not hold an address"
            raise ValueError(message)


@dataclass(frozen=True, slots=True)
class SentMail:
    """What is known of a mail, sent or not; neither its contents nor its address."""

    mail_id: str
    template: str
    state: MailState
    created_at: datetime
    sent_at: datetime | None
    failure: str | None


@dataclass(frozen=True, slots=True)
class Letter:
    """A mail as it is read: one subject line and the same text twice."""

    subject: str
    text: str
    html: str


def is_address(text: str) -> bool:
    """Tell whether a text is one e-mail address and nothing besides."""
    return len(text) <= _LONGEST_ADDRESS and _ADDRESS.fullmatch(text) is not None


def address_hash(address: str) -> str:
    """Return what is kept of an address once its mail is sent: 32 hexadecimal digits."""
    return hashlib.sha256(address.strip().lower().encode()).hexdigest()[:32]


def one_line(text: str) -> str:
    """Return a text fit for a mail header: no line end or control character survives."""
    return _SPACES.sub(" ", text).strip()


def paragraphs_html(text: str, site_url: str) -> list[str]:
    """Return each paragraph of a text as escaped HTML, with links to the shop's own pages only.

    Other addresses stay text: a name somebody typed must not become a link in our mail.
    """
    paragraphs = re.split(r"\n{2,}", text.strip("\n"))
    return [_lines_html(paragraph, site_url) for paragraph in paragraphs]


def _lines_html(paragraph: str, site_url: str) -> str:
    return "<br>\n".join(_linked(line, site_url) for line in paragraph.splitlines())


def _linked(line: str, site_url: str) -> str:
    parts: list[str] = []
    end = 0
    for match in _URL.finditer(line):
        parts += [html.escape(line[end : match.start()]), _link(match.group(), site_url)]
        end = match.end()
    return "".join([*parts, html.escape(line[end:])])


def _link(url: str, site_url: str) -> str:
    shown = html.escape(url)
    is_ours = url == site_url or url.startswith(f"{site_url}/")
    return f'<a href="{shown}">{shown}</a>' if is_ours else shown
