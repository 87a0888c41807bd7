"""What becomes of mails after they were sent, and who gets no mailings because of it."""

from dataclasses import dataclass
from datetime import datetime

from shop.domain.mails import Delivery, address_hash
from shop.domain.retention import MAIL_SUPPRESSION


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFeedback:
    """What the receiving side told of one mail.

    `detail` is the provider's own code, such as `Permanent/General`; `mail_id` is None where the
    mail was not the shop's; `addresses` are those that refused or complained.
    """

    mail_id: str | None
    delivery: Delivery
    at: datetime
    detail: str
    addresses: tuple[str, ...]

    @property
    def suppressions(self) -> tuple["Suppression", ...]:
        """Who gets no mailings any more."""
        return tuple(
            Suppression(address_hash(address), self.delivery, self.detail, self.at)
            for address in self.addresses
        )


@dataclass(frozen=True, slots=True)
class Suppression:
    """An address, by its hash, that gets no mailings until it is confirmed anew, and why."""

    address_hash: str
    reason: Delivery
    detail: str
    told_at: datetime

    @property
    def expires_at(self) -> datetime:
        """When it is forgotten."""
        return self.told_at + MAIL_SUPPRESSION
