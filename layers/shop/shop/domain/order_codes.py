"""The code that shows a guest the whole order: mailed, good once, for a while, for a few tries."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from shop.domain.errors import FieldError, InvalidFields
from shop.domain.mails import Mail
from shop.domain.orders import Order
from shop.domain.periods import period_text
from shop.domain.retention import ORDER_CODE

DIGITS = 6
# After so many wrong ones a code is dead: five in a million are guessed (NIST SP 800-63B, 3.1.3.2,
# asks for limits where a secret has fewer than 64 bits).
MOST_TRIES = 5
# How long the key that a code is exchanged for shows everything; afterwards it is as the link.
FULL_VIEW = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class OrderCode:
    """The one live code of an order; it is kept by its seal, a keyed hash, alone."""

    number: str
    seal: str
    expires_at: datetime


def code_of(random_number: int) -> str:
    """Return the code that a random number makes."""
    return f"{random_number % 10**DIGITS:0{DIGITS}d}"


def code_typed(text: str) -> str:
    """Return a code as it was mailed, however its digits were grouped.

    Raises:
        InvalidFields: this can be no code.
    """
    code = "".join(text.split()).replace("-", "")
    if len(code) != DIGITS or not (code.isascii() and code.isdecimal()):
        raise InvalidFields(FieldError("code", f"Enter the {DIGITS} digits of the mail."))
    return code


def wrong_code() -> InvalidFields:
    """Return the refusal of a code, in the same words whatever is the matter with it."""
    message = "This is not the code we sent, or it is good no more. Check it, or ask for a new one."
    return InvalidFields(FieldError("code", message))


def code_mail(order: Order, code: str, mail_id: str) -> Mail:
    """Return the mail with a code; `mail_id` is new for each."""
    values = {"number": order.number, "code": code, "good_for": period_text(ORDER_CODE)}
    return Mail(f"order#{order.number}#code#{mail_id}", order.email, "order-code", values)
