"""Promotional codes: what they take off, when they can be used, and how often by whom."""

import re
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Literal

from shop.domain.errors import FieldError, InvalidFields, PromotionUnavailable
from shop.domain.mails import address_hash
from shop.domain.money import percentage_off
from shop.domain.orders import By

PromotionKind = Literal["percent", "fixed", "free_shipping"]
REFUSAL = "This promotional code cannot be used."
_CODE = re.compile(r"[A-Z0-9-]{3,24}")
_MOST_PERCENT = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Promotion:
    """A promotional code.

    `amount` is per cent for `percent`, pence for `fixed` and 0 for `free_shipping`. `most_uses` is
    for everybody together, `most_uses_each` for one customer; None is without limit. `made_by` and
    `ended_by` are the operators who started and ended it, for those who look; two promotions that
    give the same are equal.
    """

    code: str
    kind: PromotionKind
    amount: int
    starts_at: datetime
    ends_at: datetime
    least_subtotal_pence: int = 0
    most_uses: int | None = None
    most_uses_each: int | None = None
    uses: int = 0
    made_at: datetime | None = field(default=None, compare=False)
    made_by: By | None = field(default=None, compare=False)
    ended_by: By | None = field(default=None, compare=False)


def normalise_code(text: str) -> str:
    """Return a code as it is kept: upper case, without spaces around it.

    Raises:
        PromotionUnavailable: no code looks like this; said in the words of every other refusal.
    """
    code = text.strip().upper()
    if not _CODE.fullmatch(code):
        raise PromotionUnavailable(REFUSAL)
    return code


def is_usable(
    promotion: Promotion | None, subtotal_pence: int, now: datetime, *, own_uses: int = 0
) -> bool:
    """Tell whether a code can be used for goods of this price now.

    `own_uses` is how often the customer has used it, as far as is known.
    """
    return (
        promotion is not None
        and promotion.starts_at <= now < promotion.ends_at
        and subtotal_pence >= promotion.least_subtotal_pence
        and (promotion.most_uses is None or promotion.uses < promotion.most_uses)
        and (promotion.most_uses_each is None or own_uses < promotion.most_uses_each)
    )


def discount_pence(promotion: Promotion, subtotal_pence: int) -> int:
    """Return what a promotion takes off goods, in pence: never more than they cost."""
    if promotion.kind == "free_shipping":
        return 0
    if promotion.kind == "percent":
        return percentage_off(subtotal_pence, promotion.amount)
    return min(promotion.amount, subtotal_pence)


def delivery_pence(promotion: Promotion | None, full_price_pence: int) -> int:
    """Return what a delivery costs with a promotion, in pence: all of it, or nothing."""
    gives_it = promotion is not None and promotion.kind == "free_shipping"
    return 0 if gives_it else full_price_pence


def customer_redeemer(customer_id: str) -> str:
    """Return under what the uses of a customer with an account are counted."""
    return f"customer#{customer_id}"


def redeemers(promotion: Promotion | None, email: str, customer_id: str | None) -> tuple[str, ...]:
    """Return everybody for whom a use is counted; nobody without a limit for each customer.

    The address that an order is placed with always counts, so that an account is no second
    customer; the account counts as well, so that another address is none either.
    """
    if promotion is None or promotion.most_uses_each is None:
        return ()
    by_email = f"email#{address_hash(email)}"
    return (by_email,) if customer_id is None else (by_email, customer_redeemer(customer_id))


def checked(promotion: Promotion) -> Promotion:
    """Return a promotion to start, with its code as it is kept.

    Raises:
        InvalidFields: with every mistake in it.
    """
    code = promotion.code.strip().upper()
    mistakes = [
        FieldError(field, message)
        for field, message, is_right in (
            ("code", "Use 3 to 24 letters, digits and hyphens.", _CODE.fullmatch(code)),
            ("amount", _AMOUNTS[promotion.kind], _is_amount(promotion)),
            ("ends_at", "Choose a time after the start.", promotion.starts_at < promotion.ends_at),
        )
        if not is_right
    ]
    if mistakes:
        raise InvalidFields(*mistakes)
    return replace(promotion, code=code)


_AMOUNTS: dict[PromotionKind, str] = {
    "percent": f"Give the per cent: 1 to {_MOST_PERCENT}.",
    "fixed": "Give the pence: at least 1.",
    "free_shipping": "Free delivery has no amount.",
}


def _is_amount(promotion: Promotion) -> bool:
    if promotion.kind == "free_shipping":
        return promotion.amount == 0
    is_over = promotion.kind == "percent" and promotion.amount > _MOST_PERCENT
    return promotion.amount >= 1 and not is_over
