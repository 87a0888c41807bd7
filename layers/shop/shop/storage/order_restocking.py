"""Taking returned goods in: the return, its order's event and mail, movements and stock at once."""

from collections.abc import Sequence

from pynamodb.transactions import TransactWrite

from shop.domain.errors import Conflict
from shop.domain.mails import Mail
from shop.domain.orders import Order
from shop.domain.returns import ReturnChanged, ReturnRequest
from shop.domain.stock_movements import Movement
from shop.storage import mails, stock_movements
from shop.storage.order_changes import CHANGED_MEANWHILE, change_in
from shop.storage.order_stock import add_in
from shop.storage.return_requests import leave_state
from shop.storage.transactions import Cancelled, write_together

_PRODUCT = "product "


def change_to_received(
    before: Order,
    earlier: ReturnRequest,
    changed: ReturnChanged,
    moved: Sequence[Movement],
    mail: Mail,
    *,
    seconds_left: float,
) -> None:
    """Take goods in, once: whoever does so again meets another state and another version.

    A product that exists no more keeps nothing from being taken in; it has no stock to add to.

    Raises:
        Conflict: the order or the return has changed since it was read.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """
    failed = _attempt(before, earlier, changed, moved, mail, seconds_left)
    gone = {name.removeprefix(_PRODUCT) for name in failed if name.startswith(_PRODUCT)}
    if gone and len(gone) == len(failed):
        left = [movement for movement in moved if movement.sku not in gone]
        failed = _attempt(before, earlier, changed, left, mail, seconds_left)
    if failed:
        raise Conflict(CHANGED_MEANWHILE)


def _attempt(
    before: Order,
    earlier: ReturnRequest,
    changed: ReturnChanged,
    moved: Sequence[Movement],
    mail: Mail,
    seconds_left: float,
) -> set[str]:
    """Try once; return the parts that stood in the way."""

    def fill(transaction: TransactWrite) -> None:
        change_in(transaction, before, changed.order, changed.event)
        mails.put_in(transaction, mail, changed.event.at)
        leave_state(transaction, earlier, changed.request)
        for movement in moved:
            stock_movements.put_in(transaction, movement)
            add_in(transaction, movement.sku, movement.quantity)

    try:
        write_together(fill, seconds_left=seconds_left)
    except Cancelled as cancelled:
        # In the order in which they are sent: puts, updates.
        parts = ["event", "mail", *("movement" for _ in moved), "order", "return"]
        return set(cancelled.failures([*parts, *(f"{_PRODUCT}{m.sku}" for m in moved)]))
    return set()
