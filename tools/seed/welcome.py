"""The promotions of the demonstration shop: one of each kind, for everybody, for a long time."""

from datetime import UTC, datetime

from shop.domain.promotions import Promotion
from shop.storage import promotions

_STARTS_AT = datetime(2020, 1, 1, tzinfo=UTC)
_ENDS_AT = datetime(2100, 1, 1, tzinfo=UTC)
WELCOME = Promotion(
    code="WELCOME10", kind="percent", amount=10, starts_at=_STARTS_AT, ends_at=_ENDS_AT
)
FREE_DELIVERY = Promotion(
    code="POSTFREE", kind="free_shipping", amount=0, starts_at=_STARTS_AT, ends_at=_ENDS_AT
)
ONCE_EACH = Promotion(
    code="ONCE5",
    kind="fixed",
    amount=500,
    starts_at=_STARTS_AT,
    ends_at=_ENDS_AT,
    least_subtotal_pence=2_000,
    most_uses_each=1,
)
PROMOTIONS = {
    WELCOME: "10 % off",
    FREE_DELIVERY: "free delivery",
    ONCE_EACH: "£5 off goods from £20, once for each customer",
}


def start_promotion(promotion: Promotion) -> bool:
    """Start a promotion; False if it runs already."""
    return promotions.insert(promotion)
