"""A refund of a card payment that was asked for, to test with."""

from shop.domain.orders import By
from shop.domain.refunds import ask_refund, refund_done
from shop.storage import payments, refund_settlement, refunds
from shop.storage.orders import OrderRow, row_of
from tests.support.gateway import NOW
from tests.support.orders import an_order
from tests.support.payments import a_payment

ORDER = an_order(payment_method="card", status="paid", version=2)
PAID = a_payment(state="paid", version=3, charge="pi_1")
BY = By("an operator")
AFTER, REFUND = ask_refund(PAID, 1000, "k1", NOW)
NOTED = refund_done([AFTER], ORDER, REFUND, NOW, BY)


def keep_paid() -> None:
    """Keep one paid order."""
    row_of(ORDER).save(condition=OrderRow.number.does_not_exist())
    payments.insert(PAID)
    payments.change(PAID, PAID)


def ask() -> None:
    """Set the refund aside."""
    refunds.insert(PAID, AFTER, REFUND, seconds_left=10)


def done() -> None:
    """Note that the refund is done."""
    refund_settlement.change_to_done(REFUND, "re_1", (ORDER, *NOTED), seconds_left=10)
