"""A guest's order into an account: owner, event and mail together, or nothing."""

from dataclasses import dataclass
from datetime import datetime

from pynamodb.transactions import TransactWrite

from shop.domain.customers import Customer
from shop.domain.errors import Conflict
from shop.domain.mails import Mail, address_hash
from shop.domain.orders import Order, OrderEvent
from shop.storage import customers, mails
from shop.storage.orders import ORDER_PART, OrderRow, event_row
from shop.storage.transactions import Cancelled, write_together


@dataclass(frozen=True, slots=True)
class Claim:
    """An order before and after, the event, and the mail that tells of it."""

    before: Order
    after: Order
    event: OrderEvent
    mail: Mail


def change_to_claimed(
    claim: Claim, customer: Customer, now: datetime, *, seconds_left: float
) -> None:
    """Move an order as it was read into the account of its address.

    The index of guests' orders loses it, and gains nothing: only the row itself decides.

    Raises:
        Conflict: it is somebody's by now, or it or the account has changed since they were read.
        TryAgain: nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        # A change of the account's address moves its epoch.
        customers.check_epoch_in(transaction, customer.customer_id, customer.epoch)
        is_new = OrderRow.number.does_not_exist()
        transaction.save(event_row(claim.after, claim.event), condition=is_new)
        mails.put_in(transaction, claim.mail, now)
        transaction.update(
            OrderRow(number=claim.before.number, part=ORDER_PART),
            actions=[
                OrderRow.customer_id.set(customer.customer_id),
                OrderRow.version.set(claim.after.version),
                OrderRow.email_hash.remove(),
            ],
            condition=(OrderRow.version == claim.before.version)
            & OrderRow.customer_id.does_not_exist()
            & (OrderRow.email_hash == address_hash(customer.email)),
        )

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        raise Conflict("The order or your account has changed in the meantime.") from None
