"""Sends mail through Amazon SES: the one place that does.

Each carries its id as a tag, which SES gives back when it tells what became of the mail
(gateways/mail_events.py).
"""

import os
from email.utils import formataddr

import botocore.exceptions

from shop.domain.mails import (
    MAIL_TAG,
    Letter,
    MailNotSent,
    Undeliverable,
    is_address,
    mail_tag,
    one_line,
)
from shop.gateways import aws
from shop.gateways.settings import SHOP

# What SES answers about this one mail and would answer again; everything else (throttling, a
# paused account, a sender not yet verified) ends when somebody mends it.
# https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors
_PERMANENT = frozenset({"MessageRejected", "BadRequestException"})
# SES rejects with the same code while the shop's own address is not verified yet.
_UNVERIFIED = "not verified"
# RFC 3834, section 5: keeps automatic answers from answering each other.
_HEADERS = [
    {"Name": "Auto-Submitted", "Value": "auto-generated"},
    # The same for Exchange (MS-OXCMAIL, 2.1.3.2.20).
    {"Name": "X-Auto-Response-Suppress", "Value": "All"},
]


def send(to: str, letter: Letter, mail_id: str, *, unsubscribe_url: str = "") -> str:
    """Send a letter from the shop to one address; return the identifier SES gave it.

    With `unsubscribe_url` the reader's mail program shows a button that ends such mails: it posts
    there (RFC 8058).

    Raises:
        Undeliverable: SES refuses this mail for good, or `to` is not one address.
        MailNotSent: SES could not be reached or takes no mail now.
    """
    if not is_address(to):
        raise Undeliverable("InvalidAddress")
    try:
        answer = aws.client("sesv2").send_email(
            FromEmailAddress=formataddr((one_line(SHOP.name), SHOP.email)),
            ReplyToAddresses=[SHOP.email],
            Destination={"ToAddresses": [to]},
            Content={"Simple": _content(letter, unsubscribe_url)},
            ConfigurationSetName=os.environ["MAIL_CONFIGURATION_SET"],
            EmailTags=[{"Name": MAIL_TAG, "Value": mail_tag(mail_id)}],
        )
    except botocore.exceptions.ClientError as error:
        # Without the error itself: its message may name the address.
        raise _refusal(**error.response["Error"]) from None
    except botocore.exceptions.BotoCoreError as error:
        raise MailNotSent(type(error).__name__) from None
    return str(answer["MessageId"])


def _content(letter: Letter, unsubscribe_url: str) -> dict[str, object]:
    return {
        "Subject": _utf8(one_line(letter.subject)),
        "Body": {"Text": _utf8(letter.text), "Html": _utf8(letter.html)},
        "Headers": [*_HEADERS, *_leaving(unsubscribe_url)],
    }


def _leaving(unsubscribe_url: str) -> list[dict[str, str]]:
    if not unsubscribe_url:
        return []
    return [
        {"Name": "List-Unsubscribe", "Value": f"<{unsubscribe_url}>"},
        {"Name": "List-Unsubscribe-Post", "Value": "List-Unsubscribe=One-Click"},
    ]


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}


def _refusal(Code: str, Message: str = "", **_: object) -> MailNotSent:  # noqa: N803 - SES's names
    if _UNVERIFIED in Message:
        return MailNotSent("not-verified")
    return Undeliverable(Code) if Code in _PERMANENT else MailNotSent(Code)
