"""Sends mail through Amazon SES: the one place that does."""

from email.utils import formataddr

import botocore.exceptions

from shop.domain.mails import Letter, MailNotSent, Undeliverable, is_address, one_line
from shop.gateways import aws
from shop.gateways.settings import SHOP

# What SES answers about this one mail and would answer again; everything else (throttling, a
# paused account, a sender not yet verified) ends when somebody mends it.
# https://docs.aws.amazon.com/ses/latest/APIReference-V2/API_SendEmail.html#API_SendEmail_Errors
_PERMANENT = frozenset({"MessageRejected", "BadRequestException"})
# SES rejects with the same code while the shop's own address is not verified yet.
_UNVERIFIED = "not verified"
# RFC 3834, section 5: keeps automatic answers from answering each other.
_HEADERS = [{"Name": "Auto-Submitted", "Value": "auto-generated"}]


def send(to: str, letter: Letter) -> str:
    """Send a letter from the shop to one address; return the identifier SES gave it.

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
            Content={"Simple": _content(letter)},
        )
    except botocore.exceptions.ClientError as error:
        # Without the error itself: its message may name the address.
        raise _refusal(**error.response["Error"]) from None
    except botocore.exceptions.BotoCoreError as error:
        raise MailNotSent(type(error).__name__) from None
    return str(answer["MessageId"])


def _content(letter: Letter) -> dict[str, object]:
    return {
        "Subject": _utf8(one_line(letter.subject)),
        "Body": {"Text": _utf8(letter.text), "Html": _utf8(letter.html)},
        "Headers": _HEADERS,
    }


def _utf8(text: str) -> dict[str, str]:
    return {"Data": text, "Charset": "UTF-8"}


def _refusal(Code: str, Message: str = "", **_: object) -> MailNotSent:  # noqa: N803 - SES's names
    if _UNVERIFIED in Message:
        return MailNotSent("not-verified")
    return Undeliverable(Code) if Code in _PERMANENT else MailNotSent(Code)
