"""How orders stand, as far as it decides whether they need somebody's name still."""

from dataclasses import dataclass
from datetime import datetime
from typing import cast

from shop.domain.data_requests import is_closed
from shop.domain.order_states import OrderStatus
from shop.storage.orders import ORDER_PART
from shop.storage.personal_orders import order_parts, order_payments

_RETURN_PART = "return#"
_OPEN_RETURNS = frozenset({"requested", "approved", "received"})


@dataclass(frozen=True, slots=True)
class Standing:
    """How an order stood when it was read."""

    number: str
    version: int
    status: OrderStatus
    placed_at: datetime
    owed_pence: int
    open_returns: int

    @property
    def is_closed(self) -> bool:
        """Whether the order needs nobody's name any more."""
        return is_closed(self.status, owed_pence=self.owed_pence, open_returns=self.open_returns)


def find_standing(number: str) -> Standing | None:
    """Read how an order stands; None if there is none."""
    parts = order_parts(number)
    if not parts or parts[-1].part != ORDER_PART:
        return None
    head, owed = parts[-1], (row.due_pence or 0 for row in order_payments(number))
    returns = [row for row in parts if row.part.startswith(_RETURN_PART)]
    return Standing(
        number,
        head.version,
        cast("OrderStatus", head.status),
        head.placed_at,
        sum(owed),
        sum(row.state in _OPEN_RETURNS for row in returns),
    )
