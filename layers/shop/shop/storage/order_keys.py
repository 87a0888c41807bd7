"""Idempotency records of placed orders (key: hash of owner and key; TTL: 48 hours)."""

import hashlib
import json
import os
from dataclasses import dataclass
from datetime import datetime

from pynamodb.attributes import UnicodeAttribute
from pynamodb.transactions import TransactWrite

from shop.domain.errors import KeyReused
from shop.domain.retention import ORDER_KEY
from shop.storage.connection import ExpiryAttribute, Row


@dataclass(frozen=True, slots=True)
class OrderKey:
    """A confirmation: who sent it (the cart's identifier), with which key, and what it says."""

    owner: str
    text: str
    cart_version: int

    @property
    def name(self) -> str:
        """The hash under which the record is kept: one owner's key is never another's."""
        return _sha256(f"{self.owner}\n{self.text}")

    @property
    def fingerprint(self) -> str:
        """The hash of what the confirmation says, as canonical JSON."""
        content = {"cart_version": self.cart_version}
        return _sha256(json.dumps(content, separators=(",", ":"), sort_keys=True))


class OrderKeyRow(Row):
    """Which order a confirmation placed."""

    class Meta:
        table_name = os.environ["ORDER_KEYS_TABLE"]

    order_key = UnicodeAttribute(hash_key=True)
    fingerprint = UnicodeAttribute()
    number = UnicodeAttribute()
    expires_at = ExpiryAttribute()


def find_number(key: OrderKey, now: datetime) -> str | None:
    """Return the number of the order that this very confirmation placed before, or None.

    Raises:
        KeyReused: another confirmation came with this key.
    """
    row = OrderKeyRow.find_row(key.name)
    if row is None or row.expires_at <= now:
        return None
    if row.fingerprint != key.fingerprint:
        raise KeyReused("This key was used before, for another order.")
    return row.number


def put_in(transaction: TransactWrite, key: OrderKey, number: str, now: datetime) -> None:
    """Add the record to a transaction, which is cancelled if the key is in use."""
    transaction.save(
        OrderKeyRow(
            order_key=key.name,
            fingerprint=key.fingerprint,
            number=number,
            expires_at=now + ORDER_KEY,
        ),
        condition=OrderKeyRow.order_key.does_not_exist() | (OrderKeyRow.expires_at <= now),
    )


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
