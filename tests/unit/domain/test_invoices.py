from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.invoices import Document, issue, next_document, series_of
from shop.domain.order_sums import OrderLine, sums_of
from shop.domain.orders import By, Order
from shop.domain.payments import Payment
from shop.domain.refunds import Refund
from tests.support.documents import PAID, SELLER, a_refund, an_invoice, paid_in_full
from tests.support.gateway import NOW
from tests.support.orders import BILLING, NUMBER, SUMS, an_order
from tests.support.payments import TOTAL

ORDER = an_order(status="paid", version=2)
INVOICE = replace(an_invoice(ORDER), position=7)


def following(
    issued: Sequence[Document],
    payments: Sequence[Payment] = (),
    refunds: Sequence[Refund] = (),
    order: Order = ORDER,
) -> Document | None:
    return next_document(order, (PAID,), issued, (payments, refunds), SELLER, NOW)


def note_of(issued: Sequence[Document], payments: Sequence[Payment], *refunds: Refund) -> Document:
    note = following(issued, payments, refunds)
    assert note is not None
    return replace(note, position=len(issued))


def test_an_invoice_says_what_was_ordered_by_whom_and_what_it_comes_to():
    assert INVOICE.number == "INV-2026-000007"
    assert (INVOICE.kind, INVOICE.order_number, INVOICE.buyer) == ("invoice", NUMBER, BILLING)
    assert (INVOICE.seller, INVOICE.paid_at, INVOICE.issued_at) == (SELLER, NOW, NOW)
    assert [(line.sku, line.quantity, line.total_pence) for line in INVOICE.lines] == [
        ("LAMP", 2, 3998),
        ("MUG", 1, 850),
    ]
    assert (INVOICE.subtotal_pence, INVOICE.discount_pence, INVOICE.shipping_pence) == (
        4848,
        485,
        395,
    )
    assert (INVOICE.total_pence, INVOICE.taxes, INVOICE.tax_pence) == (
        TOTAL,
        SUMS.taxes,
        SUMS.tax_pence,
    )


def test_an_order_that_was_not_paid_gets_no_invoice():
    assert next_document(an_order(), (), (), ((), ()), SELLER, NOW) is None


@pytest.mark.parametrize("status", ["shipped", "cancelled", "refunded"])
def test_an_order_that_was_paid_gets_its_invoice_whatever_became_of_it(status):
    order = replace(ORDER, status=status)
    assert an_invoice(order).kind == "invoice"


def test_an_order_gets_one_invoice():
    assert following([INVOICE], [paid_in_full()]) is None


def test_what_is_paid_back_is_credited_once_against_the_invoice():
    payment = paid_in_full(refunded_pence=1000, state="refunded_part")
    note = note_of([INVOICE], [payment], a_refund(1000))
    assert (note.kind, note.credits, note.series) == ("credit_note", INVOICE.number, "CRN-2026")
    assert (note.total_pence, note.refund_id, note.position) == (-1000, "001#k1", 1)
    assert [line.total_pence for line in note.lines] == [-1000]
    (part,) = note.taxes
    assert (part.net_pence, part.tax_pence) == (-833, -167)
    assert following([INVOICE, note], [payment], [a_refund(1000)]) is None


def test_the_credit_notes_of_an_order_paid_back_in_parts_sum_up_to_its_invoice():
    first = note_of([INVOICE], [paid_in_full(refunded_pence=1, state="refunded_part")], a_refund(1))
    payment = paid_in_full(refunded_pence=TOTAL, state="refunded")
    last = note_of([INVOICE, first], [payment], a_refund(1), a_refund(TOTAL - 1, "k2"))
    assert first.total_pence + last.total_pence == -INVOICE.total_pence
    assert first.tax_pence + last.tax_pence == -INVOICE.tax_pence


def test_a_refund_that_is_not_done_is_not_credited():
    payment = paid_in_full(refunded_pence=1000, state="refunded_part")
    refunds = [a_refund(1000, state="asked", done_at=None)]
    assert following([INVOICE], [payment], refunds) is None


def test_money_that_came_twice_is_paid_back_without_a_credit_note():
    twin = paid_in_full(attempt=2, refunded_pence=TOTAL, state="refunded")
    again = a_refund(TOTAL, attempt=2)
    assert following([INVOICE], [paid_in_full(), twin], [again]) is None
    both = [paid_in_full(refunded_pence=1000, state="refunded_part"), twin]
    note = note_of([INVOICE], both, a_refund(1000), again)
    assert note.total_pence == -1000


def test_a_refund_that_the_card_did_not_take_is_credited_once_when_it_is_sent_another_way():
    payment = paid_in_full(refunded_pence=1000, state="refunded_part")
    note = note_of([INVOICE], [payment], a_refund(1000))
    failed = replace(payment, refunded_pence=0, state="refund_due")
    assert following([INVOICE, note], [failed], [a_refund(1000)]) is None
    again = [a_refund(1000), a_refund(1000, "k2", way="bank")]
    assert following([INVOICE, note], [payment], again) is None


def test_a_refund_that_failed_is_not_credited_while_another_is_only_asked_for():
    payment = paid_in_full(refunded_pence=1000, state="refunded_part")
    refunds = [a_refund(1000), a_refund(1000, "k2", state="asked", done_at=None)]
    assert following([INVOICE], [payment], refunds) is None


def test_a_payment_that_never_came_counts_for_nothing():
    declined = paid_in_full(attempt=2, state="declined")
    payment = paid_in_full(refunded_pence=TOTAL, state="refunded")
    note = note_of([INVOICE], [payment, declined], a_refund(TOTAL, done_at=None))
    assert (note.total_pence, note.paid_at) == (-TOTAL, NOW)


def test_a_series_is_of_a_kind_and_a_year():
    assert series_of("invoice", datetime(2026, 12, 31, 23, 59, tzinfo=UTC)) == "INV-2026"
    assert series_of("credit_note", datetime(2027, 1, 1, tzinfo=UTC)) == "CRN-2027"


def test_what_is_issued_is_told_on_the_order():
    order, event = issue(ORDER, INVOICE, By("bookkeeping", "request-1"))
    assert (order.version, order.status, event.type, event.actor) == (
        3,
        "paid",
        "invoiced",
        "bookkeeping",
    )
    assert event.detail == "We have issued invoice INV-2026-000007 over £47.58."
    payment = paid_in_full(refunded_pence=1000, state="refunded_part")
    note = note_of([INVOICE], [payment], a_refund(1000))
    _, event = issue(ORDER, note, By("bookkeeping"))
    assert event.type == "credited"
    assert event.detail == "We have issued credit note CRN-2026-000001 over £10.00."


PRICES = st.integers(min_value=0, max_value=20_000)


@given(
    prices=st.lists(
        st.tuples(PRICES, st.sampled_from([2_000, 500, 0])), min_size=1, max_size=4
    ).filter(lambda prices: any(price for price, _ in prices)),
    amounts=st.lists(st.integers(min_value=1, max_value=20_000), min_size=1, max_size=5),
    is_included=st.booleans(),
)
def test_however_it_is_paid_back_the_parts_of_the_credit_notes_never_exceed_the_invoice(
    prices, amounts, is_included
):
    lines = [
        OrderLine(f"SKU-{n}", "Thing", 1, price, tax_rate_basis_points=rate)
        for n, (price, rate) in enumerate(prices)
    ]
    order = replace(ORDER, sums=sums_of(lines, 395, prices_include_tax=is_included))
    invoice = an_invoice(order)
    total = invoice.total_pence
    issued, refunds, back = [invoice], [], 0
    for position, wanted in enumerate([*amounts, total]):
        amount = min(wanted, total - back)
        if not amount:
            break
        back += amount
        refunds.append(a_refund(amount, f"k{position}"))
        payment = paid_in_full(amount_pence=total, refunded_pence=back, state="refund_due")
        note = following(issued, [payment], refunds, order)
        assert note is not None
        assert note.total_pence == -amount
        assert sum(part.gross_pence for part in note.taxes) == -amount
        assert all(part.net_pence <= 0 and part.tax_pence <= 0 for part in note.taxes)
        issued.append(note)
    left = [
        sum(document.taxes[n].tax_pence for document in issued) for n in range(len(invoice.taxes))
    ]
    assert all(tax >= 0 for tax in left)
    if back == total:
        assert not any(left)
        assert sum(document.total_pence for document in issued) == 0
