"""Corrections asked for of an order, as answers show them."""

import msgspec

from shop.domain.addresses import Address
from shop.domain.corrections import Corrected, Correction, CorrectionState
from shop.domain.instants import rfc3339


class CorrectionView(msgspec.Struct, kw_only=True):
    """A correction as whom the order belongs to sees it."""

    correction_id: str
    what: Corrected
    state: CorrectionState
    wish: str
    address: Address | None
    asked_at: str
    due_at: str
    answer: str
    answered_at: str | None


class CorrectionsView(msgspec.Struct, kw_only=True):
    """Every correction that was asked for of an order, the oldest first."""

    order_number: str
    corrections: list[CorrectionView]


def correction_view(correction: Correction) -> CorrectionView:
    """Show a correction."""
    at = correction.answered_at
    return CorrectionView(
        correction_id=correction.correction_id,
        what=correction.what,
        state=correction.state,
        wish=correction.wish,
        address=correction.address,
        asked_at=rfc3339(correction.asked_at),
        due_at=rfc3339(correction.due_at),
        answer=correction.answer,
        answered_at=None if at is None else rfc3339(at),
    )
