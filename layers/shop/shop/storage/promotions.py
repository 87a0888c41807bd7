"""Promotional codes, their redemptions and their customers' counts (key: code, part).

Part `code` is the promotion, `redemption#<order>` one use of it. `email#<hash>` and
`customer#<id>` count the uses of one customer where each may use a code only so often.
"""

import json
import os
from collections.abc import Sequence
from typing import Any, cast

from pynamodb.attributes import UnicodeAttribute
from pynamodb.expressions.condition import Condition
from pynamodb.expressions.update import Action
from pynamodb.indexes import GlobalSecondaryIndex, KeysOnlyProjection
from pynamodb.transactions import TransactWrite

from shop.domain.orders import By
from shop.domain.promotions import Promotion, PromotionKind
from shop.storage.connection import (
    ExpiryAttribute,
    InstantAttribute,
    IntegerAttribute,
    Row,
    unless_taken,
)

_PROMOTION = "code"


class PromotionsByKind(GlobalSecondaryIndex["PromotionRow"]):  # type: ignore[no-untyped-call]
    """The promotions of a kind by their start; redemptions and counts are of none."""

    class Meta:
        index_name = "by_kind"
        # Uses are not in it, so that counting one writes nothing more.
        projection = KeysOnlyProjection()

    kind = UnicodeAttribute(hash_key=True)
    starts_at = InstantAttribute(range_key=True)


class PromotionRow(Row):
    """A promotion, one use of it, or how often one customer used it."""

    class Meta:
        table_name = os.environ["PROMOTIONS_TABLE"]

    code = UnicodeAttribute(hash_key=True)
    part = UnicodeAttribute(range_key=True)
    by_kind = PromotionsByKind()

    kind = UnicodeAttribute(null=True)
    amount = IntegerAttribute(null=True)
    starts_at = InstantAttribute(null=True)
    ends_at = InstantAttribute(null=True)
    least_subtotal_pence = IntegerAttribute(null=True)
    most_uses = IntegerAttribute(null=True)
    most_uses_each = IntegerAttribute(null=True)
    uses = IntegerAttribute(null=True)
    # Of the code only: which operators started and ended it, in which requests.
    made_at = InstantAttribute(null=True)
    made_by = UnicodeAttribute(null=True)
    made_in = UnicodeAttribute(null=True)
    ended_by = UnicodeAttribute(null=True)
    ended_in = UnicodeAttribute(null=True)
    # Of a redemption only: the parts that count for it, as JSON text.
    redeemers = UnicodeAttribute(null=True)
    # Of a customer's count only: no code that has ended needs it.
    expires_at = ExpiryAttribute(null=True)


def find(code: str) -> Promotion | None:
    """Return a promotion with its uses so far, or None."""
    row = PromotionRow.find_row(code, _PROMOTION)
    return None if row is None else _promotion(row)


def find_uses(code: str, redeemer: str) -> int:
    """Return how often a customer has used a code that each may use only so often."""
    row = PromotionRow.find_row(code, redeemer)
    return 0 if row is None else row.uses


def find_redeemers(code: str, order_number: str) -> tuple[str, ...] | None:
    """Return for whom an order's use of a code was counted; None if it uses none."""
    row = PromotionRow.find_row(code, _redemption(order_number))
    return None if row is None else tuple(json.loads(row.redeemers or "[]"))


def list_newest(kind: PromotionKind, limit: int) -> list[Promotion]:
    """Return the promotions of a kind with their uses, the one that starts last first."""
    found = PromotionRow.by_kind.query(kind, scan_index_forward=False, limit=limit)
    codes = [row.code for row in found]
    if not codes:
        return []
    rows = PromotionRow.batch_get([(code, _PROMOTION) for code in codes], consistent_read=True)
    promotions = {row.code: _promotion(row) for row in rows}
    return [promotions[code] for code in codes if code in promotions]


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
        most_uses_each=promotion.most_uses_each,
        uses=promotion.uses,
        made_at=promotion.made_at,
        made_by=promotion.made_by.actor if promotion.made_by else None,
        made_in=promotion.made_by.request_id if promotion.made_by else None,
    )
    return unless_taken(lambda: row.save(condition=PromotionRow.code.does_not_exist()))


def change_end(before: Promotion, after: Promotion) -> bool:
    """Let a promotion end at another time; False if it ends at another than was read."""
    row = PromotionRow(code=before.code, part=_PROMOTION)
    unchanged = PromotionRow.ends_at == before.ends_at
    actions: list[Action] = [PromotionRow.ends_at.set(after.ends_at)]
    if after.ended_by is not None:
        actions.append(PromotionRow.ended_by.set(after.ended_by.actor))
        actions.append(PromotionRow.ended_in.set(after.ended_by.request_id))
    return unless_taken(lambda: row.update(actions, condition=unchanged))


def put_redemption(
    transaction: TransactWrite, code: str, order_number: str, redeemers: Sequence[str]
) -> None:
    """Add the record of one use of a code by an order to its transaction (a Put)."""
    row = PromotionRow(code=code, part=_redemption(order_number))
    if redeemers:
        row.redeemers = json.dumps(list(redeemers))
    transaction.save(row, condition=PromotionRow.code.does_not_exist())


def add_use(transaction: TransactWrite, promotion: Promotion, redeemers: Sequence[str]) -> None:
    """Add one use to a code within its limits to a transaction.

    That is an Update of the code, and one for each of whom it is counted for.
    """
    condition = PromotionRow.code.exists()
    if promotion.most_uses is not None:
        condition &= PromotionRow.uses < promotion.most_uses
    row = PromotionRow(code=promotion.code, part=_PROMOTION)
    transaction.update(row, actions=[PromotionRow.uses.add(1)], condition=condition)
    for redeemer in redeemers:
        transaction.update(
            PromotionRow(code=promotion.code, part=redeemer),
            actions=[
                PromotionRow.uses.add(1),
                PromotionRow.expires_at.set(promotion.ends_at),
            ],
            condition=_within(promotion.most_uses_each),
        )


def give_back_use(
    transaction: TransactWrite, code: str, order_number: str, redeemers: Sequence[str]
) -> None:
    """Give the use of a cancelled order back, once: the redemption goes with it.

    Adds a Delete to the transaction, an Update of the code, and one for each of whom it counts for.
    """
    redemption = PromotionRow(code=code, part=_redemption(order_number))
    transaction.delete(redemption, condition=PromotionRow.code.exists())
    for part in (_PROMOTION, *redeemers):
        row = PromotionRow(code=code, part=part)
        transaction.update(
            row, actions=[PromotionRow.uses.add(-1)], condition=PromotionRow.uses > 0
        )


def _within(most_uses_each: int | None) -> Condition:
    first = PromotionRow.uses.does_not_exist()
    return cast("Condition", first | (PromotionRow.uses < (most_uses_each or 0)))


def _redemption(order_number: str) -> str:
    return f"redemption#{order_number}"


def _promotion(row: Any) -> Promotion:  # noqa: ANN401 - a PromotionRow, whose values may be absent
    return Promotion(
        code=row.code,
        kind=cast("PromotionKind", row.kind),
        amount=row.amount,
        starts_at=row.starts_at,
        ends_at=row.ends_at,
        least_subtotal_pence=row.least_subtotal_pence,
        most_uses=row.most_uses,
        most_uses_each=row.most_uses_each,
        uses=row.uses,
        made_at=row.made_at,
        made_by=By(row.made_by, row.made_in or "") if row.made_by else None,
        ended_by=By(row.ended_by, row.ended_in or "") if row.ended_by else None,
    )
