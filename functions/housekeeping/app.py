"""What the shop does by itself at set times; every task may run twice, even at once."""

from collections.abc import Callable
from dataclasses import asdict
from typing import Any

from shop.domain.business_days import LAST_YEAR, table_ends_soon
from shop.domain.catalogue import EVERYTHING, TEST_SKU
from shop.domain.orders import HOUSEKEEPING, By
from shop.gateways import clock
from shop.storage import product_terms
from shop.storage.stock_reconciliation import find_difference
from shop.telemetry import count, log_event, note, observed
from shop.web.desk import link_checks
from shop.web.upkeep import erasing, old_orders, policy_notices, unpaid_orders, visit_upkeep
from shop.web.upkeep.backlog import measure_backlog
from shop.web.upkeep.data_request_watch import watch
from shop.web.upkeep.outbox import SENDING, send_stuck


def remind_unpaid(_request_id: str) -> dict[str, Any]:
    """Remind of payments that are due soon, each once."""
    return {"reminded": unpaid_orders.remind(clock.now())}


def expire_unpaid(request_id: str) -> dict[str, Any]:
    """Close orders whose payment has not come, and give back what they had taken, each once."""
    return {"expired": unpaid_orders.expire_all(clock.now(), By(HOUSEKEEPING, request_id))}


def reconcile_stock(_request_id: str) -> dict[str, Any]:
    """Prove of every product that its stock is the sum of its movements; repair nothing."""
    skus = (*product_terms.list_all(EVERYTHING), TEST_SKU)
    found = [difference for sku in skus if (difference := find_difference(sku))]
    for difference in found:
        log_event("stock-mismatch", **asdict(difference))
    count("StockDifferences", len(found))
    return {"differences": [asdict(difference) for difference in found]}


def send_stuck_mails(_request_id: str) -> dict[str, Any]:
    """Send the mails that wait though their stream records are gone, each once."""
    now = clock.now()
    return asdict(send_stuck(now, now + SENDING))


def check_holidays(_request_id: str) -> dict[str, Any]:
    """Say that the table of holidays ends within a year: days to pay and to ship hang on it."""
    if ends_soon := table_ends_soon(clock.now().date()):
        log_event("holiday-table-ends", year=LAST_YEAR)
    count("HolidayTableEnds", int(ends_soon))
    return {"last_year": LAST_YEAR, "ends_soon": ends_soon}


def erase_due(_request_id: str) -> dict[str, Any]:
    """Carry out the erasures whose time to be undone is over."""
    return {"erased": erasing.carry_out_all(clock.now())}


def forget_old_orders(_request_id: str) -> dict[str, Any]:
    """Delete the orders that the shop's books need no more."""
    return {"forgotten": old_orders.forget_all(clock.now())}


def announce_policy(_request_id: str) -> dict[str, Any]:
    """Mail customers about material changes of the policies that are to come."""
    return policy_notices.announce_all(clock.now())


TASKS: dict[str, Callable[[str], dict[str, Any] | None]] = {
    "remind-unpaid": remind_unpaid,
    "expire-unpaid": expire_unpaid,
    "reconcile-stock": reconcile_stock,
    "check-holidays": check_holidays,
    "rotate-visitor-salt": visit_upkeep.rotate_salt,
    "prove-retention": visit_upkeep.prove_retention,
    "check-links": link_checks.check_links,
    "send-stuck-mails": send_stuck_mails,
    "erase-due": erase_due,
    "watch-data-requests": watch,
    "measure-backlog": measure_backlog,
    "forget-old-orders": forget_old_orders,
    "announce-policy": announce_policy,
}


@observed("housekeeping")
def lambda_handler(event: dict[str, Any], context: object) -> dict[str, Any] | None:
    """Carry out the task that the schedule names, and tell what it found.

    Raises:
        LookupError: there is no such task; the schedule is wrong, and its failure shows it.
    """
    name = str(event.get("task"))
    if name not in TASKS:
        raise LookupError(f"no such task: {name!r}; there is {', '.join(TASKS)}")
    note(task=name)
    found = TASKS[name](str(getattr(context, "aws_request_id", "")))
    note(found={what: n for what, n in (found or {}).items() if isinstance(n, int)})
    return found
