"""What may happen to a return: every state with every action."""

from typing import Literal

from shop.domain.order_states import Refused

type ReturnState = Literal["requested", "approved", "declined", "received", "refunded"]
type ReturnAction = Literal["approve", "decline", "receive", "refund"]

_NOT_APPROVED = Refused("The return has not been approved yet.")
_APPROVED = Refused("The return has been approved already.")
_DECLINED = Refused("The return has been declined.")
_RECEIVED = Refused("The goods have been taken in already.")
_PAID_BACK = Refused("The return has been paid back already.")

# Every state with every action.
RETURN_RULES: dict[ReturnState, dict[ReturnAction, ReturnState | Refused]] = {
    "requested": {
        "approve": "approved",
        "decline": "declined",
        "receive": _NOT_APPROVED,
        "refund": _NOT_APPROVED,
    },
    "approved": {
        "approve": _APPROVED,
        "decline": _APPROVED,
        "receive": "received",
        "refund": Refused("The goods have not come back yet."),
    },
    "declined": {
        "approve": _DECLINED,
        "decline": _DECLINED,
        "receive": _DECLINED,
        "refund": _DECLINED,
    },
    "received": {
        "approve": _RECEIVED,
        "decline": _RECEIVED,
        "receive": _RECEIVED,
        "refund": "refunded",
    },
    "refunded": {
        "approve": _PAID_BACK,
        "decline": _PAID_BACK,
        "receive": _PAID_BACK,
        "refund": _PAID_BACK,
    },
}
