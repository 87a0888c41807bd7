"""What belongs to an order, and leads to a person by it alone: found by the orders' numbers."""

import json

from shop.domain.data_requests import Subject
from shop.domain.mails import address_hash
from shop.storage.invoices import InvoiceRow
from shop.storage.orders import ORDER_PART, OrderRow
from shop.storage.payments import PaymentRow
from shop.storage.promotions import PromotionRow
from shop.storage.withdrawals import WithdrawalRow


def order_parts(number: str) -> list[OrderRow]:
    """Return every part of an order, read consistently, the order itself last."""
    rows = OrderRow.query(number, consistent_read=True)
    return sorted(rows, key=lambda row: row.part == ORDER_PART)


def order_payments(number: str) -> list[PaymentRow]:
    """Return the payments of an order and what was told of them, read consistently."""
    return list(PaymentRow.query(number, consistent_read=True))


def order_documents(number: str) -> list[InvoiceRow]:
    """Return the invoice and the credit notes of an order, read consistently."""
    return list(InvoiceRow.query(number, consistent_read=True))


def order_withdrawals(number: str) -> list[WithdrawalRow]:
    """Return the withdrawals that were found to be of an order."""
    rows = WithdrawalRow.by_number.query(number)
    return [row for row in rows if row.order_number == number]


def order_redemption(head: OrderRow) -> PromotionRow | None:
    """Return what is kept of an order's use of a promotional code; None if it used none."""
    if not head.promotion_code:
        return None
    return PromotionRow.find_row(head.promotion_code, f"redemption#{head.number}")


def redeemers_of(redemption: PromotionRow) -> list[PromotionRow]:
    """Return the counts of a customer's uses that a use of a code is part of."""
    parts = json.loads(redemption.redeemers or "[]")
    found = (PromotionRow.find_row(redemption.code, part) for part in parts)
    return [row for row in found if row is not None]


def find_orders(subject: Subject) -> list[OrderRow]:
    """Return every part of the subject's orders, the order itself last of each."""
    return [row for number in subject.numbers for row in order_parts(number)]


def find_payments(subject: Subject) -> list[PaymentRow]:
    """Return the payments of the subject's orders."""
    return [row for number in subject.numbers for row in order_payments(number)]


def find_invoices(subject: Subject) -> list[InvoiceRow]:
    """Return the invoices and credit notes of the subject's orders."""
    return [row for number in subject.numbers for row in order_documents(number)]


def find_withdrawals(subject: Subject) -> list[WithdrawalRow]:
    """Return the withdrawals from the subject's orders, and from no order by the address."""
    found = [row for number in subject.numbers for row in order_withdrawals(number)]
    found += [row for row in _by_address(subject) if row.declared_at <= subject.until]
    return list({row.withdrawal_id: row for row in found}.values())


def _by_address(subject: Subject) -> list[WithdrawalRow]:
    if not subject.email:
        return []
    rows = WithdrawalRow.by_email_hash.query(address_hash(subject.email))
    return [row for row in rows if row.order_number in (None, *subject.numbers)]


def find_redemptions(subject: Subject) -> list[PromotionRow]:
    """Return the subject's uses of promotional codes, each with the counts it is part of."""
    heads = [row for row in find_orders(subject) if row.part == ORDER_PART]
    uses = [use for head in heads if (use := order_redemption(head)) is not None]
    return [row for use in uses for row in (use, *redeemers_of(use))]
