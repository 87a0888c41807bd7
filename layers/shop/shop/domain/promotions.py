"""Promotional codes: what they take off, and when they can be used."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from shop.domain.errors import PromotionUnavailable
from shop.domain.money import percentage_off

PromotionKind = Literal["percent", "fixed"]
REFUSAL = "This promotional code cannot be used."
_CODE = re.compile(r"[A-Z0-9-]{3,24}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """A promotional code.

    `amount` is per cent for `percent` and pence for `fixed`; `most_uses` None is without limit.
    """

    code: str
    kind: PromotionKind
    amount: int
    starts_at: datetime
    ends_at: datetime
    least_subtotal_pence: int = 0
    most_uses: int | None = None
    uses: int = 0


def normalise_code(text: str) -> str:
    """Return a code as it is kept: upper case, without spaces around it.

    Raises:
        PromotionUnavailable: no code looks like this; said in the words of every other refusal.
    """
    code = text.strip().upper()
    if not _CODE.fullmatch(code):
        raise PromotionUnavailable(REFUSAL)
    return code


def is_usable(promotion: Promotion | None, subtotal_pence: int, now: datetime) -> bool:
    """Tell whether a code can be used for goods of this price now."""
    return (
        promotion is not None
        and promotion.starts_at <= now < promotion.ends_at
        and subtotal_pence >= promotion.least_subtotal_pence
        and (promotion.most_uses is None or promotion.uses < promotion.most_uses)
    )


def discount_pence(promotion: Promotion, subtotal_pence: int) -> int:
    """Return what a promotion takes off goods, in pence: never more than they cost."""
    if promotion.kind == "percent":
        return percentage_off(subtotal_pence, promotion.amount)
    return min(promotion.amount, subtotal_pence)
