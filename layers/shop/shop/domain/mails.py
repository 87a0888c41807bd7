"""Mails: what is sent to whom, how a text becomes a letter, and what is kept of one."""

import base64
import hashlib
import html
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

type MailState = Literal["waiting", "sending", "sent", "failed"]
# What the receiving side told of a mail that was sent.
type Delivery = Literal["bounced", "complained"]

# What nobody needs for what they bought: sent with a way to leave it.
MARKETING = frozenset({"newsletter-welcome", "back-in-stock"})
# Values that open something to whoever reads them: nothing is kept of a mail that holds one.
SECRETS = frozenset({"code", "token", "key", "password"})
# The tag by which a provider's news of a mail names it.
MAIL_TAG = "mail"
# Longer than the stream tries (an hour, template.yaml): what still waits then, nobody sends.
STUCK_AFTER = timedelta(minutes=75)

# Longer than the sending function may run (template.yaml), so that whoever finds a claim ended
# knows that its holder is gone.
CLAIM = timedelta(minutes=2)

_SPACES = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")
# One address as SES takes it: ASCII, at most 254 characters (RFC 5321, 4.5.3.1), and nothing that
# could start another address or header.
_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+")
_LONGEST_ADDRESS = 254
_QUERY = re.compile(r"(https?://[^\s?#]*)[?#]\S*")
_OF_ORDER = re.compile(r"order#([^#]+)#(.+)")
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

    @property
    def is_marketing(self) -> bool:
        """Whether nobody needs it who has not asked for mailings."""
        return self.template in MARKETING

    @property
    def kept_values(self) -> dict[str, str]:
        """What is kept of its contents when it was sent: of an order's mail all but its keys."""
        if order_number_of(self.mail_id) is None or SECRETS & self.values.keys():
            return {}
        return {name: without_queries(value) for name, value in self.values.items()}


@dataclass(frozen=True, slots=True)
class SentMail:
    """What is known of a mail, sent or not; never its address.

    `values` fill its text again, without the keys in its links; empty if nothing is kept.
    """

    mail_id: str
    template: str
    state: MailState
    created_at: datetime
    sent_at: datetime | None
    failure: str | None
    delivery: Delivery | None = None
    values: dict[str, str] = field(default_factory=dict)

    @property
    def standing(self) -> Literal["waiting", "sent", "failed", "bounced", "complained"]:
        """How it stands, as it is shown: what became of it at last."""
        if self.delivery is not None:
            return self.delivery
        return "waiting" if self.state == "sending" else self.state


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


def order_number_of(mail_id: str) -> str | None:
    """Return the number of the order that a mail is about; None if it is about none."""
    found = _OF_ORDER.fullmatch(mail_id)
    return found[1] if found else None


def part_of(mail_id: str) -> str:
    """Return a mail's name among those of its order, fit for a URL: `shipped.1`."""
    found = _OF_ORDER.fullmatch(mail_id)
    return found[2].replace("#", ".") if found else ""


def mail_id_of(number: str, part: str) -> str:
    """Return the id of the mail that has a name among those of an order."""
    return f"order#{number}#{part.replace('.', '#')}"


def mail_tag(mail_id: str) -> str:
    """Return a mail's id in the letters that SES takes for the value of a tag."""
    return base64.urlsafe_b64encode(mail_id.encode()).rstrip(b"=").decode()


def tagged_mail_id(tag: str) -> str | None:
    """Return the mail's id that a tag stands for; None if it stands for none."""
    try:
        return base64.b64decode(tag + "=" * (-len(tag) % 4), altchars=b"-_", validate=True).decode()
    except ValueError:
        return None


def without_queries(text: str) -> str:
    """Return a text with its links cut before what may open something to whoever has it."""
    return _QUERY.sub(r"\1", text)


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
