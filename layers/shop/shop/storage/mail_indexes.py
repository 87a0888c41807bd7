"""The ways to find mails besides by id; for lists only, every index lags behind its table."""

from typing import TYPE_CHECKING

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from shop.storage.connection import InstantAttribute

if TYPE_CHECKING:
    from shop.storage.mails import MailRow  # noqa: F401 - named in quotes below


class MailsByOrder(GlobalSecondaryIndex["MailRow"]):  # type: ignore[no-untyped-call]
    """The mails about an order by time."""

    class Meta:
        index_name = "by_order"
        projection = KeysOnlyProjection()

    order_number = UnicodeAttribute(hash_key=True)
    created_at = InstantAttribute(range_key=True)


class UnsentMails(GlobalSecondaryIndex["MailRow"]):  # type: ignore[no-untyped-call]
    """The mails that have not gone, by time; one that has gone, or never will, leaves it."""

    class Meta:
        index_name = "by_unsent"
        projection = KeysOnlyProjection()

    unsent = UnicodeAttribute(hash_key=True)
    created_at = InstantAttribute(range_key=True)
