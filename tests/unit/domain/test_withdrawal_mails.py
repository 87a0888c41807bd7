from dataclasses import replace

import pytest

from shop.domain.orders import OrderEvent
from shop.domain.withdrawal_mails import declined_mail, receipt_mail, waiting_mail
from shop.domain.withdrawals import Declaration, DeclaredLine, Withdrawal
from shop.gateways.mail_texts import letter
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order

DECLARED = Declaration(
    withdrawal_id="WD-2345-2345-2", number=NUMBER, name="Ada Sample", email="bo@example.com"
)
RECEIVED = Withdrawal(declaration=DECLARED, declared_at=NOW, outcome="late", order_number=NUMBER)
LEFT = (OrderEvent(NOW, "shipped", ""),)


def test_the_receipt_has_the_content_and_time_of_the_declaration():
    mail = receipt_mail(RECEIVED)
    assert (mail.mail_id, mail.to) == ("withdrawal#WD-2345-2345-2#receipt", "bo@example.com")
    text = letter(mail).text
    for part in ("23 November 2026, 10:00 UTC", NUMBER, "Ada Sample", "bo@example.com"):
        assert part in text
    assert "Goods: the whole order" in text


def test_the_receipt_names_the_goods():
    lines = (DeclaredLine("LAMP", 2, "Lamp"), DeclaredLine("MUG", 1))
    named = replace(RECEIVED, declaration=replace(DECLARED, lines=lines, goods="And the box"))
    assert "Goods: 2 × Lamp\n1 × MUG\nAnd the box" in letter(receipt_mail(named)).text


@pytest.mark.parametrize(
    "outcome", ["cancelled", "return_approved", "unmatched", "not_offered", "closed", "unclear"]
)
def test_the_receipt_is_the_same_whatever_comes_of_it(outcome):
    assert receipt_mail(replace(RECEIVED, outcome=outcome)) == receipt_mail(RECEIVED)


@pytest.mark.parametrize(
    ("outcome", "words"),
    [
        ("late", "The period to withdraw ended on 6 January 2027."),
        ("not_offered", "orders sent to other countries"),
        ("closed", "closed already"),
        ("unclear", "which goods you mean"),
    ],
)
def test_the_owner_is_told_why_somebody_has_to_look(outcome, words):
    order = an_order(status="shipped")
    mail = waiting_mail(replace(RECEIVED, outcome=outcome), order, LEFT, "http://shop/orders/1")
    assert (mail.mail_id, mail.to) == (f"order#{NUMBER}#withdrawal-WD-2345-2345-2#1", order.email)
    assert words in letter(mail).text


def test_whoever_declared_it_is_told_why_it_has_no_effect():
    mail = declined_mail(replace(RECEIVED, outcome="declined", answer="It came too late."))
    assert mail.to == "bo@example.com"
    assert "It came too late." in letter(mail).text
