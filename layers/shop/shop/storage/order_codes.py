"""The codes that show guests their whole orders, one for an order, among the mailed tokens."""

from datetime import datetime

from pynamodb.transactions import TransactWrite

from shop.domain.mails import Mail
from shop.domain.order_codes import MOST_TRIES, OrderCode
from shop.storage import mails
from shop.storage.connection import unless_taken
from shop.storage.tokens import TokenRow
from shop.storage.transactions import write_together

_PURPOSE = "order-code"


def change_with_mail(code: OrderCode, mail: Mail, now: datetime, *, seconds_left: float) -> None:
    """Keep a code in the place of the one before and put its mail into the outbox, in one.

    Raises:
        TryAgain: nothing was written.
    """

    def fill(transaction: TransactWrite) -> None:
        row = _row(code.number)
        row.purpose, row.epoch, row.tries = _PURPOSE, 0, 0
        row.code_seal, row.expires_at = code.seal, code.expires_at
        is_free = TokenRow.token_hash.does_not_exist() | (TokenRow.purpose == _PURPOSE)
        transaction.save(row, condition=is_free)
        mails.put_in(transaction, mail, now)

    write_together(fill, seconds_left=seconds_left)


def change_tries(number: str, now: datetime) -> str | None:
    """Count a try, before it is known to be right; return the seal to compare with.

    None if there is no code, or it is too old, or was tried too often.
    """
    row = _row(number)
    is_live = (TokenRow.expires_at > now) & (TokenRow.tries < MOST_TRIES)
    is_counted = unless_taken(lambda: row.update([TokenRow.tries.add(1)], condition=is_live))
    return row.code_seal if is_counted else None


def remove(number: str, seal: str) -> bool:
    """Use up a code; False if it was used, or another one was mailed, at the same moment."""
    row = _row(number)
    return unless_taken(lambda: row.delete(condition=TokenRow.code_seal == seal))


def _row(number: str) -> TokenRow:
    # No hash looks like this, so no token that is mailed in a link ever finds a code.
    return TokenRow(token_hash=f"{_PURPOSE}#{number}")
