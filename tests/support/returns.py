"""Returns and withdrawals to test with."""

from typing import Any

from shop.domain.returns import ReturnLine, ReturnRequest
from shop.domain.withdrawals import Declaration, Withdrawal
from shop.storage import return_requests, withdrawals
from shop.storage.orders import row_of
from shop.storage.transactions import write_together
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order

WITHDRAWAL_ID = "WD-2345-2345-2"
SHIPPED = an_order(status="shipped", shipment="shipped")


def a_return(**changes: Any) -> ReturnRequest:
    """Return a request to return two lamps; any field can be named."""
    given: dict[str, Any] = {
        "order_number": NUMBER,
        "position": 1,
        "lines": (ReturnLine("LAMP", 2),),
        "reason": "Too bright.",
        "state": "approved",
        "requested_at": NOW,
    }
    return ReturnRequest(**given | changes)


def kept_return(**changes: Any) -> ReturnRequest:
    """Keep a shipped order of which something shall come back, and return the request."""
    row_of(SHIPPED).save()
    request = a_return(**changes)
    write_together(lambda transaction: return_requests.put_in(transaction, request))
    return request


def a_withdrawal(**changes: Any) -> Withdrawal:
    """Return a withdrawal that waits for somebody; fields of its declaration can be named too."""
    declared: dict[str, Any] = {
        "withdrawal_id": WITHDRAWAL_ID,
        "number": NUMBER,
        "name": "Ada Sample",
        "email": "ada@example.com",
    }
    declared |= {n: v for n, v in changes.items() if n in Declaration.__dataclass_fields__}
    given: dict[str, Any] = {"declared_at": NOW, "outcome": "late", "order_number": NUMBER}
    given |= {n: v for n, v in changes.items() if n in given or n == "answer"}
    return Withdrawal(declaration=Declaration(**declared), **given)


def kept_withdrawal(**changes: Any) -> Withdrawal:
    """Keep a withdrawal that waits for somebody."""
    withdrawal = a_withdrawal(**changes)
    write_together(lambda transaction: withdrawals.put_in(transaction, withdrawal))
    return withdrawal
