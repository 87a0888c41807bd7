"""What operators do with promotional codes: list them with their uses, start one, end one."""

from dataclasses import replace
from datetime import datetime
from typing import Annotated, Any, get_args

import msgspec
from msgspec import Meta

from shop.domain.errors import Conflict, NotFound
from shop.domain.instants import rfc3339
from shop.domain.orders import By
from shop.domain.promotions import Promotion, PromotionKind, checked
from shop.storage import promotions
from shop.web.desk.views import UNNAMED_OPERATOR, Operator

type Code = Annotated[str, Meta(min_length=1, max_length=40)]
type Instant = Annotated[datetime, Meta(tz=True)]
type Uses = Annotated[int, Meta(ge=1, le=1_000_000)]
# A hundred thousand pounds; a typing mistake, not a discount.
type Pence = Annotated[int, Meta(ge=0, le=10_000_000)]
_MOST_TRIES = 2


class ListingPromotions(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How many promotions to list."""

    limit: Annotated[int, Meta(ge=1, le=100)] = 50


class StartingPromotion(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a code gives, from when until when (now, if no start is named), and how often."""

    code: Code
    kind: PromotionKind
    amount: Pence = 0
    starts_at: Instant | None = None
    ends_at: Instant
    least_subtotal_pence: Pence = 0
    most_uses: Uses | None = None
    most_uses_each: Uses | None = None
    operator: Operator = UNNAMED_OPERATOR


class EndingPromotion(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """Which code is to be used no more."""

    code: Code
    operator: Operator = UNNAMED_OPERATOR


def list_promotions(asked: ListingPromotions, _by: By, now: datetime) -> dict[str, Any]:
    """List promotions with their uses, the one that starts last first."""
    kinds = get_args(PromotionKind)
    found = [each for kind in kinds for each in promotions.list_newest(kind, asked.limit)]
    found.sort(key=lambda promotion: promotion.starts_at, reverse=True)
    return {"promotions": [_view(promotion, now) for promotion in found[: asked.limit]]}


def start_promotion(asked: StartingPromotion, by: By, now: datetime) -> dict[str, Any]:
    """Start a promotion; the same again is the one there is.

    Raises:
        Conflict: its code gives something else already.
        InvalidFields: it makes no sense.
    """
    wanted = replace(checked(_promotion(asked, now)), made_at=now, made_by=by)
    if promotions.insert(wanted):
        return {"outcome": "started", "promotion": _view(wanted, now)}
    there = _get(wanted.code)
    starts_at = there.starts_at if asked.starts_at is None else wanted.starts_at
    if replace(there, uses=0) != replace(wanted, starts_at=starts_at):
        raise Conflict("There is a promotion with this code already, which gives something else.")
    return {"outcome": "started", "promotion": _view(there, now)}


def end_promotion(asked: EndingPromotion, by: By, now: datetime) -> dict[str, Any]:
    """End a promotion now; what was ordered with it keeps its discount.

    Raises:
        Conflict: somebody else changed it at the same time.
        NotFound: there is no such code.
    """
    for _ in range(_MOST_TRIES):
        promotion = _get(asked.code.strip().upper())
        if promotion.ends_at <= now:
            return {"outcome": "ended", "promotion": _view(promotion, now)}
        ended = replace(promotion, ends_at=now.replace(microsecond=0), ended_by=by)
        if promotions.change_end(promotion, ended):
            return {"outcome": "ended", "promotion": _view(ended, now)}
    raise Conflict("The promotion has changed in the meantime. Please look at it again.")


def _promotion(asked: StartingPromotion, now: datetime) -> Promotion:
    return Promotion(
        code=asked.code,
        kind=asked.kind,
        amount=asked.amount,
        starts_at=(asked.starts_at or now).replace(microsecond=0),
        ends_at=asked.ends_at.replace(microsecond=0),
        least_subtotal_pence=asked.least_subtotal_pence,
        most_uses=asked.most_uses,
        most_uses_each=asked.most_uses_each,
    )


def _get(code: str) -> Promotion:
    promotion = promotions.find(code)
    if promotion is None:
        raise NotFound("There is no such promotional code.")
    return promotion


def _view(promotion: Promotion, now: datetime) -> dict[str, Any]:
    return {
        "code": promotion.code,
        "kind": promotion.kind,
        "amount": promotion.amount,
        "starts_at": rfc3339(promotion.starts_at),
        "ends_at": rfc3339(promotion.ends_at),
        "least_subtotal_pence": promotion.least_subtotal_pence,
        "most_uses": promotion.most_uses,
        "most_uses_each": promotion.most_uses_each,
        "uses": promotion.uses,
        "state": _state(promotion, now),
        "made_at": rfc3339(promotion.made_at) if promotion.made_at else None,
        "made_by": promotion.made_by.actor if promotion.made_by else None,
        "ended_by": promotion.ended_by.actor if promotion.ended_by else None,
    }


def _state(promotion: Promotion, now: datetime) -> str:
    if now >= promotion.ends_at:
        return "ended"
    if promotion.most_uses is not None and promotion.uses >= promotion.most_uses:
        return "used up"
    return "running" if now >= promotion.starts_at else "waiting"
