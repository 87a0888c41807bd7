"""The promotion of the demonstration shop: ten per cent off, for everybody, always."""

from datetime import UTC, datetime

from shop.domain.promotions import Promotion
from shop.storage import promotions

WELCOME = Promotion(
    code="WELCOME10",
    kind="percent",
    amount=10,
    starts_at=datetime(2020, 1, 1, tzinfo=UTC),
    ends_at=datetime(2100, 1, 1, tzinfo=UTC),
)


def start_promotion() -> bool:
    """Start the promotion; False if it runs already."""
    return promotions.insert(WELCOME)
