"""Promotional codes and their redemptions (key: code, part; part `code` is the promotion)."""

import os
from typing import cast

from pynamodb.attributes import UnicodeAttribute
from pynamodb.transactions import TransactWrite

from shop.domain.promotions import Promotion, PromotionKind
from shop.storage.connection import InstantAttribute, IntegerAttribute, Row, unless_taken

_PROMOTION = "code"


class PromotionRow(Row):
    """A promotion, or (part `redemption#<order>`) one use of it."""

    class Meta:
        table_name = os.environ["PROMOTIONS_TABLE"]

    code = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    kind = UnicodeAttribute(null=True)
    amount = IntegerAttribute(null=True)
    starts_at = InstantAttribute(null=True)
    ends_at = InstantAttribute(null=True)
    least_subtotal_pence = IntegerAttribute(null=True)
    most_uses = IntegerAttribute(null=True)
    uses = IntegerAttribute(null=True)


def find(code: str) -> Promotion | None:
    """Return a promotion with its uses so far, or None."""
    row = PromotionRow.find_row(code, _PROMOTION)
    if row is None:
        return None
    return Promotion(
        code=row.code,
        kind=cast("PromotionKind", row.kind),
        amount=row.amount,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        least_subtotal_pence=row.least_subtotal_pence,
        most_uses=row.most_uses,
        uses=row.uses,
    )


def insert(promotion: Promotion) -> bool:
    """Start a promotion; False if its code is taken."""
    row = PromotionRow(
        code=promotion.code,
        part=_PROMOTION,
        kind=promotion.kind,
        amount=promotion.amount,
        starts_at=promotion.starts_at,
        ends_at=promotion.ends_at,
        least_subtotal_pence=promotion.least_subtotal_pence,
        most_uses=promotion.most_uses,
        uses=promotion.uses,
    )
    return unless_taken(lambda: row.save(condition=PromotionRow.code.does_not_exist()))


def put_redemption(transaction: TransactWrite, code: str, order_number: str) -> None:
    """Add the record of one use of a code by an order to its transaction (a Put)."""
    row = PromotionRow(code=code, part=f"redemption#{order_number}")
    transaction.save(row, condition=PromotionRow.code.does_not_exist())


def add_use(transaction: TransactWrite, promotion: Promotion) -> None:
    """Add one use to a code within its limit to a transaction (an Update)."""
    condition = PromotionRow.code.exists()
    if promotion.most_uses is not None:
        condition &= PromotionRow.uses < promotion.most_uses
    row = PromotionRow(code=promotion.code, part=_PROMOTION)
    transaction.update(row, actions=[PromotionRow.uses.add(1)], condition=condition)


def give_back_use(transaction: TransactWrite, code: str, order_number: str) -> None:
    """Give the use of a cancelled order back, once: the redemption goes with it.

    Adds a Delete and an Update to the transaction.
    """
    redemption = PromotionRow(code=code, part=f"redemption#{order_number}")
    transaction.delete(redemption, condition=PromotionRow.code.exists())
    row = PromotionRow(code=code, part=_PROMOTION)
    transaction.update(row, actions=[PromotionRow.uses.add(-1)], condition=PromotionRow.uses > 0)
