from dataclasses import replace

import pytest

from shop.domain.mails import Mail
from shop.domain.order_mails import link_mail, mail_about
from shop.domain.orders import Sums
from shop.gateways.mail_texts import letter
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order

LINK = "http://shop.localhost:3000/orders/1"


def test_a_new_order_is_told_with_a_receipt():
    mail = mail_about(None, an_order(), LINK)

    assert mail == Mail(
        mail_id=f"order#{NUMBER}#received#1",
        to="ada@example.com",
        template="order-received",
        values={
            "number": NUMBER,
            "placed_on": "23 November 2026",
            "lines": "2 × Lamp at £19.99: £39.98\n1 × Mug at £8.50: £8.50",
            "subtotal": "£48.48",
            "discount": "£4.85",
            "shipping": "£3.95",
            "shipping_name": "Standard post",
            "total": "£47.58",
            "tax": "£7.93",
            "due_on": "7 December 2026",
            "link": LINK,
            "by_card": "",
            "for_guest": "yes",
        },
    )


def test_the_receipt_reads_well():
    mail = mail_about(None, an_order(), LINK)
    assert mail is not None
    receipt = letter(mail)
    assert receipt.subject == f"We have received your order {NUMBER}"
    for text in ("2 × Lamp", "Discount: -£4.85", "Total: £47.58", "by 7 December 2026", LINK):
        assert text in receipt.text
    assert "Whoever has this link" in receipt.text


def test_a_customers_receipt_without_discount_says_neither():
    sums = Sums(subtotal_pence=4848, discount_pence=0, shipping_pence=395)
    mail = mail_about(None, an_order(customer_id="c1", sums=sums), LINK)
    assert mail is not None
    text = letter(mail).text
    assert "Discount" not in text
    assert "Whoever has this link" not in text


def test_the_receipt_of_an_order_by_card_says_nothing_of_money_orders():
    mail = mail_about(None, an_order(payment_method="card"), LINK)
    assert mail is not None
    text = letter(mail).text
    assert "If you have not paid £47.58 by card yet" in text
    assert "money order" not in text


def test_a_cancelled_order_is_told():
    before = an_order()
    mail = mail_about(before, replace(before, status="cancelled"), LINK)
    assert mail is not None
    assert mail.mail_id == f"order#{NUMBER}#cancelled#1"
    assert "£47.58 is cancelled" in letter(mail).text


@pytest.mark.parametrize("status", ["awaiting_payment", "paid", "cancelled"])
def test_a_change_without_news_is_not_mailed(status):
    order = an_order(status=status)
    assert mail_about(order, replace(order, version=2), LINK) is None


def test_another_status_has_no_mail_here():
    before = an_order()
    assert mail_about(before, replace(before, status="paid"), LINK) is None


def test_a_link_is_mailed_once_an_hour():
    mail = link_mail(an_order(), LINK, NOW)
    assert mail.mail_id == f"order#{NUMBER}#link#2026-11-23T10"
    assert LINK in letter(mail).text
