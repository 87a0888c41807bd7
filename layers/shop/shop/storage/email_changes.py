"""Moving an account to another address: everything that is kept by address goes along."""

from datetime import datetime

from pynamodb.transactions import TransactWrite

from shop.domain.customers import EmailChange
from shop.domain.sessions import Session
from shop.domain.tokens import Token
from shop.storage import (
    account_events,
    communications,
    customer_emails,
    customers,
    mails,
    sessions,
)
from shop.storage.tokens import delete_in, redeemed


def redeem(
    token: Token,
    change: EmailChange,
    now: datetime,
    *,
    outlived_by: Session | None,
    seconds_left: float,
) -> bool:
    """Move an account to the address of a token; False if the token was used before.

    What its owner wants to be told goes along. Every session ends but `outlived_by`.

    Raises:
        Conflict: the address has come to belong to another account, or this one was changed.
        TryAgain: nothing was written.
    """
    customer = change.customer
    move_choices = communications.move(customer.email, token.email, now)

    def fill(transaction: TransactWrite) -> None:
        delete_in(transaction, token)
        move_choices(transaction)
        customer_emails.remove_in(transaction, customer.email, customer.customer_id)
        customer_emails.put_in(transaction, token.email, customer.customer_id)
        mails.put_in(transaction, change.notice, now)
        account_events.put_in(transaction, change.event)
        customers.change_email_in(transaction, customer, token.email)
        if outlived_by is not None:
            sessions.change_epoch_and_forget_in(transaction, outlived_by, customer.epoch + 1)

    return redeemed(fill, seconds_left, "This address cannot be used now. Please try again.")
