"""Finding one of the mails about an order."""

import re
from datetime import datetime

from shop.domain.errors import NotFound
from shop.domain.mails import SentMail, mail_id_of
from shop.storage import mails

_PART = re.compile(r"[A-Za-z0-9-]{1,60}\.[A-Za-z0-9:-]{1,40}")


def find_mail(number: str, part: str, now: datetime) -> SentMail:
    """Return what is known of one mail about an order.

    Raises:
        NotFound: there is no such mail, or it is too long ago.
    """
    sent = mails.find(mail_id_of(number, part), now) if _PART.fullmatch(part) else None
    if sent is None:
        raise NotFound("There is no such mail about this order; they are kept for 90 days.")
    return sent
