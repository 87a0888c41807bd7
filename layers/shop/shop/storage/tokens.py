"""Mailed tokens by their hash (TTL: when they stop working), and what they bring about."""

import os
from collections.abc import Callable
from datetime import datetime
from typing import cast

from pynamodb.attributes import UnicodeAttribute
from pynamodb.indexes import AllProjection, GlobalSecondaryIndex
from pynamodb.transactions import TransactWrite

from shop.domain.acceptances import Acceptance
from shop.domain.account_events import AccountEvent
from shop.domain.customers import Customer, PasswordChange
from shop.domain.errors import Conflict
from shop.domain.mails import Mail
from shop.domain.tokens import Purpose, Token
from shop.storage import account_events, customer_emails, customers, mails
from shop.storage.connection import ExpiryAttribute, IntegerAttribute, Row
from shop.storage.transactions import Cancelled, write_together
from shop.storage.values import ValueAttribute

# pynamodb sends deletes first: the token's is action 0 of every transaction that redeems one.
_TOKEN = 0


class TokensByCustomer(GlobalSecondaryIndex["TokenRow"]):  # type: ignore[no-untyped-call]
    """The tokens about an account; behind by a moment."""

    class Meta:
        index_name = "by_customer"
        projection = AllProjection()

    customer_id = UnicodeAttribute(hash_key=True)


class TokensByEmail(GlobalSecondaryIndex["TokenRow"]):  # type: ignore[no-untyped-call]
    """The tokens mailed to an address; behind by a moment."""

    class Meta:
        index_name = "by_email"
        projection = AllProjection()

    email = UnicodeAttribute(hash_key=True)


class TokenRow(Row):
    """One token."""

    class Meta:
        table_name = os.environ["TOKENS_TABLE"]

    token_hash = UnicodeAttribute(hash_key=True)
    purpose = UnicodeAttribute()
    email = UnicodeAttribute(null=True)
    customer_id = UnicodeAttribute(null=True)
    epoch = IntegerAttribute()
    name = UnicodeAttribute(null=True)
    password_hash = UnicodeAttribute(null=True)
    acceptances = ValueAttribute[tuple[Acceptance, ...] | None](tuple[Acceptance, ...], null=True)
    # Of an order's code only, which has no address: see `order_codes`.
    code_seal = UnicodeAttribute(null=True)
    tries = IntegerAttribute(null=True)
    expires_at = ExpiryAttribute()
    by_customer = TokensByCustomer()
    by_email = TokensByEmail()


def find(token_hash: str) -> Token | None:
    """Read a token consistently, too old or not; None if there is none."""
    row = TokenRow.find_row(token_hash)
    if row is None:
        return None
    return Token(
        token_hash=row.token_hash,
        purpose=cast("Purpose", row.purpose),
        email=row.email or "",
        expires_at=row.expires_at,
        customer_id=row.customer_id or "",
        epoch=row.epoch,
        name=row.name or "",
        password_hash=row.password_hash or "",
        acceptances=row.acceptances or (),
    )


def insert_with_mail(token: Token, mail: Mail, now: datetime, *, seconds_left: float) -> None:
    """Keep a token and put the mail about it into the outbox, in one.

    Raises:
        TryAgain: nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        row = TokenRow(
            token_hash=token.token_hash,
            purpose=token.purpose,
            email=token.email,
            customer_id=token.customer_id or None,
            epoch=token.epoch,
            name=token.name or None,
            password_hash=token.password_hash or None,
            acceptances=token.acceptances or None,
            expires_at=token.expires_at,
        )
        transaction.save(row, condition=TokenRow.token_hash.does_not_exist())
        mails.put_in(transaction, mail, now)

    write_together(fill, seconds_left=seconds_left)


def redeem_registration(
    token: Token, customer: Customer, event: AccountEvent, *, seconds_left: float
) -> bool:
    """Make the account of a registration and use up its token; False if it was used before.

    Raises:
        Conflict: the address has come to belong to an account in the meantime.
        TryAgain: nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        delete_in(transaction, token)
        customer_emails.put_in(transaction, customer.email, customer.customer_id)
        customers.put_in(transaction, customer)
        account_events.put_in(transaction, event)

    return redeemed(fill, seconds_left, "This address already has an account. You can log in.")


def redeem_reset(
    token: Token, change: PasswordChange, now: datetime, *, seconds_left: float
) -> bool:
    """Set a new password, end every session and use up the token; False if it was used before.

    Raises:
        Conflict: the account was changed at the same moment.
        TryAgain: nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        delete_in(transaction, token)
        mails.put_in(transaction, change.notice, now)
        account_events.put_in(transaction, change.event)
        customers.change_password_in(transaction, change.customer, change.password_hash)

    return redeemed(fill, seconds_left, "Your account was changed just now. Please try again.")


def redeemed(fill: Callable[[TransactWrite], None], seconds_left: float, conflict: str) -> bool:
    """Carry out what a token brings about; False if the token, deleted first, was used before.

    Raises:
        Conflict: something else has changed; `conflict` says what.
        TryAgain: nothing was written.
    """
    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled as cancelled:
        if cancelled.failed(_TOKEN):
            return False
        raise Conflict(conflict) from None
    return True


def delete_in(transaction: TransactWrite, token: Token) -> None:
    """Add the end of a token to a transaction."""
    transaction.delete(
        TokenRow(token_hash=token.token_hash), condition=TokenRow.token_hash.exists()
    )
