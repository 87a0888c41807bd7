"""Keeping the request to erase an account, in one with what it brings about at once."""

from pynamodb.transactions import TransactWrite

from shop.domain.account_events import AccountEvent
from shop.domain.data_requests import DataRequest
from shop.domain.errors import Conflict
from shop.domain.mails import Mail
from shop.storage import account_events, customers, mails
from shop.storage.data_requests import DataRequestRow, row_of
from shop.storage.transactions import Cancelled, write_together


def insert(
    request: DataRequest,
    epoch: int,
    mail: Mail,
    event: AccountEvent,
    *,
    seconds_left: float,
) -> None:
    """Keep the erasure of an account, end its sessions and mail its owner at the event, in one.

    Raises:
        Conflict: it was asked for already, or the account was changed at the same moment.
        TryAgain: nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        is_free = DataRequestRow.request_id.does_not_exist() | (DataRequestRow.state == "undone")
        transaction.save(row_of(request), condition=is_free)
        mails.put_in(transaction, mail, event.at)
        account_events.put_in(transaction, event)
        customers.change_epoch_in(transaction, request.customer_id, epoch)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled:
        message = "You have asked for this already. The mail we sent says when it is done."
        raise Conflict(message) from None
