"""The ways to find orders besides by number; for lists only, every index lags behind its table."""

from typing import TYPE_CHECKING

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex, KeysOnlyProjection

from shop.storage.connection import InstantAttribute

if TYPE_CHECKING:
    from shop.storage.orders import OrderRow  # noqa: F401 - named in quotes below


class OrdersByCustomer(GlobalSecondaryIndex["OrderRow"]):  # type: ignore[no-untyped-call]
    """The orders of a customer by time."""

    class Meta:
        index_name = "by_customer"
        projection = AllProjection()

    customer_id = UnicodeAttribute(hash_key=True)
    placed_at = InstantAttribute(range_key=True)


class OrdersByStatus(GlobalSecondaryIndex["OrderRow"]):  # type: ignore[no-untyped-call]
    """The orders of a status by when their payment is due."""

    class Meta:
        index_name = "by_status"
        projection = KeysOnlyProjection()

    status = UnicodeAttribute(hash_key=True)
    payment_due_at = InstantAttribute(range_key=True)


class GuestOrdersByEmailHash(GlobalSecondaryIndex["OrderRow"]):  # type: ignore[no-untyped-call]
    """The orders of guests by the hash of their address and time; an order claimed leaves it."""

    class Meta:
        index_name = "by_email_hash"
        projection = KeysOnlyProjection()

    email_hash = UnicodeAttribute(hash_key=True)
    placed_at = InstantAttribute(range_key=True)


class ReturnsByState(GlobalSecondaryIndex["OrderRow"]):  # type: ignore[no-untyped-call]
    """The returns of a state by when they were asked for."""

    class Meta:
        index_name = "by_return_state"
        projection = KeysOnlyProjection()

    state = UnicodeAttribute(hash_key=True)
    at = InstantAttribute(range_key=True)
