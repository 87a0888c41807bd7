"""Carts, one item each (key: cart_id; TTL: anonymous ones a while after their last change)."""

import json
import os
from datetime import datetime
from typing import cast

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.transactions import TransactWrite

from shop.domain.carts import Cart, CartLine, Merged, Units
from shop.storage.connection import ExpiryAttribute, IntegerAttribute, Row, unless_taken
from shop.storage.transactions import Cancelled, write_together


class CartRow(Row):
    """A cart; `lines`, `review` and `merged` are JSON text, read and written as a whole."""

    class Meta:
        table_name = os.environ["CARTS_TABLE"]

    cart_id = UnicodeAttribute(hash_key=True)
    version = IntegerAttribute()
    lines = UnicodeAttribute()
    promotion = UnicodeAttribute(null=True)
    review = UnicodeAttribute(null=True)
    merged = UnicodeAttribute(null=True)
    expires_at = ExpiryAttribute(null=True)


def find(cart_id: str, now: datetime) -> Cart | None:
    """Return a cart, or None if there is none or it has expired."""
    row = CartRow.find_row(cart_id)
    if row is None or (row.expires_at is not None and row.expires_at <= now):
        return None
    return Cart(
        cart_id=row.cart_id,
        version=row.version,
        lines=tuple(CartLine(*line) for line in json.loads(row.lines)),
        promotion=row.promotion,
        review=row.review,
        merged=_merged(row.merged) if row.merged else None,
        expires_at=row.expires_at,
    )


def change(before: Cart | None, after: Cart, now: datetime) -> bool:
    """Keep a changed cart in the place of the one it was made from; False if that has moved on.

    `before` None is a cart that did not exist, or had expired.
    """
    row = CartRow(cart_id=after.cart_id)
    condition = _still_as(before, now)
    return unless_taken(lambda: row.update(_content(after), condition=condition))


def change_merged(before: Cart | None, after: Cart, anonymous: Cart, now: datetime) -> bool:
    """Keep a merged cart and remove the anonymous one in it, both or neither.

    False if either has moved on; merging again then starts from what is there.

    Raises:
        TryAgain: others kept writing to one of the carts.
    """

    def fill(transaction: TransactWrite) -> None:
        delete_in(transaction, anonymous)
        transaction.update(
            CartRow(cart_id=after.cart_id),
            actions=_content(after),
            condition=_still_as(before, now),
        )

    try:
        write_together(fill)
    except Cancelled:
        return False
    return True


def change_review(cart: Cart, review: str) -> bool:
    """Keep a review with the version it was made of; False if the cart has moved on."""
    row = CartRow(cart_id=cart.cart_id)
    return unless_taken(
        lambda: row.update([CartRow.review.set(review)], condition=CartRow.version == cart.version)
    )


def delete_in(transaction: TransactWrite, cart: Cart) -> None:
    """Add the removal of a cart, as it was read, to a transaction (a Delete)."""
    transaction.delete(CartRow(cart_id=cart.cart_id), condition=CartRow.version == cart.version)


def _still_as(before: Cart | None, now: datetime) -> Condition:
    if before is not None:
        return cast("Condition", CartRow.version == before.version)
    return cast("Condition", CartRow.cart_id.does_not_exist() | (CartRow.expires_at <= now))


def _content(cart: Cart) -> list[Action]:
    lines = json.dumps([[line.sku, line.quantity, line.unit_price_pence] for line in cart.lines])
    return [
        CartRow.version.set(cart.version),
        CartRow.lines.set(lines),
        CartRow.promotion.set(cart.promotion) if cart.promotion else CartRow.promotion.remove(),
        CartRow.review.set(cart.review) if cart.review else CartRow.review.remove(),
        CartRow.merged.set(_text(cart.merged)) if cart.merged else CartRow.merged.remove(),
        CartRow.expires_at.set(cart.expires_at) if cart.expires_at else CartRow.expires_at.remove(),
    ]


def _text(merged: Merged) -> str:
    return json.dumps(
        [
            [[units.sku, units.quantity, units.name] for units in some]
            for some in (merged.added, merged.left_out)
        ]
    )


def _merged(text: str) -> Merged:
    return Merged(*(tuple(Units(*units) for units in some) for some in json.loads(text)))
