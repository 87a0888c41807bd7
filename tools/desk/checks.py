"""What must be true of restored tables: each check reads them whole and changes nothing."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime

from shop.domain.invoices import document_number
from shop.domain.payments import Payment
from shop.storage import payments
from shop.storage.invoices import InvoiceRow
from shop.storage.orders import ORDER_PART, OrderRow
from shop.storage.payments import PaymentRow
from shop.storage.products import ProductRow
from shop.storage.stock_movements import StockMovementRow
from shop.storage.stock_reconciliation import find_difference
from tools.desk.words import counted, pounds, state
from tools.erasures.replaying import find_back

_PAID = ("paid", "shipped")


@dataclass(frozen=True, slots=True)
class Check:
    """What was looked at, and what is not as it must be."""

    name: str
    remedy: str
    looked_at: int
    found: list[str] = field(default_factory=list)

    @property
    def is_passed(self) -> bool:
        """Whether all is as it must be."""
        return not self.found


def check_all() -> list[Check]:
    """Carry out every check."""
    return [check() for check in CHECKS]


def check_stock() -> Check:
    """Prove that stock is the sum of its movements, also of what is sold no more."""
    skus = {row.sku for row in ProductRow.scan(attributes_to_get=["sku"])}
    skus |= {row.sku for row in StockMovementRow.scan(attributes_to_get=["sku"])}
    found = [
        f"{d.sku}: stock {d.available:,}, but its movements come to {d.moved:,}"
        for sku in sorted(skus)
        if (d := find_difference(sku))
    ]
    remedy = "restore both tables to one moment, or see docs/runbooks/stock-mismatch.md"
    return Check("stock is the sum of its movements", remedy, len(skus), found)


def check_erasures() -> Check:
    """Prove that nobody is back who was erased."""
    looked_at, back = find_back(datetime.now(UTC))
    found = [
        f"{whose}: {', '.join(f'{rows} in {name}' for name, rows in left.items())}"
        for whose, left in sorted(back.items())
    ]
    remedy = "python -m tools.erasures replay"
    return Check("nobody is back who was erased", remedy, looked_at, found)


def check_orders() -> Check:
    """Prove that orders and their payments agree, and no payment has lost its order."""
    orders = {row.number: row for row in OrderRow.scan(OrderRow.part == ORDER_PART)}
    numbers = {row.order_number for row in PaymentRow.scan(PaymentRow.part.startswith("payment#"))}
    found = [
        fault for number, row in sorted(orders.items()) for fault in _order_faults(number, row)
    ]
    found += [f"{n}: paid, but there is no such order" for n in sorted(numbers - set(orders))]
    remedy = "restore both tables to one moment, then `desk diagnose` each"
    return Check("orders and payments agree", remedy, len(orders), found)


def _order_faults(number: str, row: OrderRow) -> Iterator[str]:
    received = [p for p in payments.list_by_order(number) if p.is_received]
    total = row.subtotal_pence - row.discount_pence + row.shipping_pence
    if row.prices_include_tax is False:
        total += sum(part.tax_pence for part in row.taxes or ())
    came = sum(p.amount_pence for p in received)
    told = f"{number}: {state(row.status)}"
    if row.status in _PAID and came < total:
        yield f"{told}, but {pounds(came)} of {pounds(total)} came"
    if row.status in ("awaiting_payment", "expired", "cancelled"):
        yield from (
            f"{told}, but {pounds(p.held_pence)} came and is not owed" for p in _kept(received)
        )
    if row.status == "refunded" and _kept(received):
        yield f"{told}, but its payment is not"


def _kept(received: Iterable[Payment]) -> list[Payment]:
    """Return the payments that the shop has, as far as it knows, for good."""
    return [payment for payment in received if payment.state == "paid"]


def check_invoices() -> Check:
    """Prove that no number of a series is missing or given twice, and each has its document."""
    numbers: dict[str, list[InvoiceRow]] = defaultdict(list)
    counters: dict[str, int] = {}
    documents: dict[tuple[str, str], str] = {}
    for row in InvoiceRow.scan():
        if row.part == "counter":
            counters[row.filed_under] = row.last
        elif row.part.startswith("number#"):
            numbers[row.filed_under].append(row)
        else:
            documents[(row.filed_under, row.part)] = row.number
    found = [
        fault
        for series in sorted({*numbers, *counters})
        for fault in _series_faults(series, counters.get(series, 0), numbers[series])
    ]
    given = {row.number for rows in numbers.values() for row in rows}
    found += [
        f"{n}: a document whose number its series has not"
        for n in sorted({*documents.values()} - given)
    ]
    found += list(_lost_documents(numbers, documents))
    remedy = "restore InvoicesTable once more, to its latest moment"
    return Check("invoice numbers have no gap", remedy, len(given), found)


def _series_faults(series: str, last: int, rows: list[InvoiceRow]) -> Iterator[str]:
    positions = {int(row.part.removeprefix("number#")) for row in rows}
    for position in sorted(set(range(1, last + 1)) - positions):
        yield f"{document_number(series, position)}: missing"
    for position in sorted(p for p in positions if p > last):
        yield f"{document_number(series, position)}: given, but the series ends at {last:,}"


def _lost_documents(
    numbers: dict[str, list[InvoiceRow]], documents: dict[tuple[str, str], str]
) -> Iterator[str]:
    # Of an order that the books need no more its numbers alone are left.
    orders = {row.number for row in OrderRow.scan(OrderRow.part == ORDER_PART)}
    for row in (row for rows in numbers.values() for row in rows):
        if row.order_number in orders:
            there = documents.get((row.order_number, row.document))
            if there != row.number:
                yield f"{row.number}: its document of {row.order_number} is {there or 'missing'}"


def check_events() -> Check:
    """Prove that every order has its story, and no part of one has lost its order."""
    heads: set[str] = set()
    parts: dict[str, int] = defaultdict(int)
    for row in OrderRow.scan(attributes_to_get=["number", "part"]):
        if row.part == ORDER_PART:
            heads.add(row.number)
        else:
            parts[row.number] += 1
    found = [f"{n}: an order without its story" for n in sorted(heads - set(parts))]
    found += [
        f"{n}: {counted(parts[n], 'row')} of an order that is not there"
        for n in sorted(set(parts) - heads)
    ]
    return Check("every order has its story", "restore OrdersTable once more", len(heads), found)


CHECKS: tuple[Callable[[], Check], ...] = (
    check_stock,
    check_orders,
    check_events,
    check_invoices,
    check_erasures,
)
