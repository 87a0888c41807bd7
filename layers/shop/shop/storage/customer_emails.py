"""Which account an e-mail address belongs to (key: the address): what makes it unique."""

import os

from pynamodb.attributes import UnicodeAttribute
from pynamodb.transactions import TransactWrite

from shop.storage.connection import Row


class CustomerEmailRow(Row):
    """One account's claim to one address."""

    class Meta:
        table_name = os.environ["CUSTOMER_EMAILS_TABLE"]

    email = UnicodeAttribute(hash_key=True)
    customer_id = UnicodeAttribute()


def find_customer_id(email: str) -> str | None:
    """Return whose address this is, read consistently; None if it is nobody's."""
    row = CustomerEmailRow.find_row(email)
    return None if row is None else row.customer_id


def put_in(transaction: TransactWrite, email: str, customer_id: str) -> None:
    """Add the claim to an address to a transaction, which is cancelled if it is taken."""
    row = CustomerEmailRow(email=email, customer_id=customer_id)
    transaction.save(row, condition=CustomerEmailRow.email.does_not_exist())


def remove_in(transaction: TransactWrite, email: str, customer_id: str) -> None:
    """Add the end of a claim to a transaction."""
    row = CustomerEmailRow(email=email)
    transaction.delete(row, condition=CustomerEmailRow.customer_id == customer_id)
