"""Finding customers by when they registered; for going through all of them without a scan."""

from typing import TYPE_CHECKING

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection

from shop.storage.connection import InstantAttribute

if TYPE_CHECKING:
    from shop.storage.customers import CustomerRow  # noqa: F401 - named in quotes below


class CustomersByMonth(GlobalSecondaryIndex["CustomerRow"]):  # type: ignore[no-untyped-call]
    """The customers of a month by when they registered; behind by a moment."""

    class Meta:
        index_name = "by_month"
        projection = KeysOnlyProjection()

    registered_month = UnicodeAttribute(hash_key=True)
    created_at = InstantAttribute(range_key=True)
