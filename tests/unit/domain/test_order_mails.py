from dataclasses import replace
from datetime import date
from typing import Any, get_args

import pytest

from shop.domain.mails import Letter, Mail
from shop.domain.order_mails import (
    FACTS,
    event_mail,
    fact_mail,
    link_mail,
    mail_about,
    reminder_mail,
    return_mail,
)
from shop.domain.order_states import OrderStatus
from shop.domain.order_sums import sums_of
from shop.domain.orders import By, OrderEvent
from shop.domain.returns import ReturnLine, request_return
from shop.domain.shipping import ShippingWindow
from shop.gateways.mail_texts import letter
from shop.gateways.settings import SHOP
from tests.support.gateway import NOW
from tests.support.orders import BILLING, LINES, NUMBER, an_order, some_sums

EXPORT_NOTE = (
    "No VAT is charged on goods sent out of the United Kingdom. When they arrive, the country they"
    " are sent to may charge import tax and duty."
)
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
            "taxes": "of which VAT at 20% on £39.65: £7.93",
            "tax_is_included": "yes",
            "export_note": EXPORT_NOTE,
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
    for text in (
        "2 × Lamp",
        "Discount: -£4.85",
        "Total: £47.58\nof which VAT",
        "by 7 December 2026",
        LINK,
    ):
        assert text in receipt.text
    assert "Whoever has this link" in receipt.text


def test_a_receipt_tells_of_import_tax_only_abroad():
    abroad = mail_about(None, an_order(), LINK)
    at_home = mail_about(None, an_order(shipping_address=BILLING), LINK)
    assert abroad is not None
    assert at_home is not None
    assert EXPORT_NOTE in " ".join(letter(abroad).text.split())
    assert "import tax" not in letter(at_home).text


def test_a_receipt_says_the_tax_before_the_total_where_it_is_added():
    order = an_order(sums=sums_of(LINES, 395, prices_include_tax=False))
    mail = mail_about(None, order, LINK)
    assert mail is not None
    assert "\nVAT at 20% on £52.43: £10.49\nTotal: £62.92\n" in letter(mail).text


def test_a_customers_receipt_without_discount_says_neither():
    sums = some_sums(4848, 0, 395)
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


def told(status: str, **changes: Any) -> Letter:
    before = an_order()
    mail = mail_about(before, replace(before, status=status, **changes), LINK)
    assert mail is not None
    assert mail.mail_id == f"order#{NUMBER}#{status}#1"
    return letter(mail)


def test_a_paid_order_is_told_when_it_ships():
    window = ShippingWindow(date(2026, 11, 27), date(2026, 12, 7))
    paid = told("paid", ships_between=window)
    assert paid.subject == f"Your order {NUMBER} is paid"
    assert "27 November 2026 to 7 December 2026" in paid.text
    assert "between these days" not in told("paid").text


def test_a_shipped_order_is_told_with_its_tracking_number():
    assert "Its tracking number is AB123." in told("shipped", tracking="AB123").text
    assert "tracking" not in told("shipped").text


def test_an_expired_order_is_told_what_becomes_of_a_late_payment():
    text = told("expired").text
    assert "over £47.58, so it has expired" in text
    assert "as soon as the payment is here" in text


def test_the_reminder_says_how_much_and_by_when():
    mail = reminder_mail(an_order(), LINK)
    assert mail.mail_id == f"order#{NUMBER}#reminder#1"
    text = letter(mail).text
    for part in ("a money order over £47.58", "by 7 December 2026", SHOP.postal_address, LINK):
        assert part in text


@pytest.mark.parametrize("status", get_args(OrderStatus))
def test_a_change_without_news_is_not_mailed(status):
    order = an_order(status=status)
    assert mail_about(order, replace(order, version=2), LINK) is None


def test_another_status_has_no_mail_here():
    before = an_order()
    assert mail_about(before, replace(before, status="refunded"), LINK) is None


def test_a_link_is_mailed_once_an_hour():
    mail = link_mail(an_order(), LINK, NOW)
    assert mail.mail_id == f"order#{NUMBER}#link#2026-11-23T10"
    assert LINK in letter(mail).text


def test_the_mails_of_an_order_are_known_by_their_facts():
    ids = {fact: fact_mail(an_order(), fact, LINK).mail_id for fact in FACTS}
    assert ids == {fact: f"order#{NUMBER}#{fact}#1" for fact in FACTS}
    assert mail_about(None, an_order(), LINK) == fact_mail(an_order(), "received", LINK)
    assert reminder_mail(an_order(), LINK) == fact_mail(an_order(), "reminder", LINK)


@pytest.mark.parametrize(
    ("kind", "words"),
    [("refunded", "We have paid money back"), ("refund_due", "We owe you money")],
)
def test_each_refund_and_each_debt_is_told_by_a_mail_of_its_own(kind, words):
    order = an_order(version=4)
    events = [
        OrderEvent(NOW, "placed", "placed"),
        OrderEvent(NOW, "paid", "paid"),
        OrderEvent(NOW, kind, "This was £10.00."),
        OrderEvent(NOW, kind, "This was £20.00."),
    ]
    mails = [event_mail(order, events[version - 1], version, LINK) for version in (3, 4)]
    assert len({mail.mail_id for mail in mails}) == 2
    told = letter(mails[1])
    assert words in told.subject
    for text in ("This was £20.00.", LINK):
        assert text in told.text


def test_the_mail_about_a_payment_has_the_invoices_link():
    paid = replace(an_order(), status="paid", version=2)
    mail = mail_about(an_order(), paid, f"{LINK}?key=k")
    assert mail is not None
    assert f"{LINK}/invoice?key=k" in letter(mail).text
    assert "ask there for a code" in letter(mail).text
    mine = mail_about(an_order(), replace(paid, customer_id="c1"), LINK)
    assert mine is not None
    assert "ask there for a code" not in letter(mine).text
    assert f"{LINK}/invoice\n" in letter(mine).text


def test_a_return_request_is_confirmed_without_its_reason():
    order = an_order(status="shipped")
    lines = [ReturnLine("LAMP", 1), ReturnLine("MUG", 1)]
    asked = request_return(order, (), lines, "Too bright.", NOW, By("guest"))
    mail = return_mail(order, asked.request, LINK)
    assert mail.mail_id == f"order#{NUMBER}#return-1#1"
    text = letter(mail).text
    assert f"request {NUMBER}-R1" in text
    assert "1 × Lamp\n1 × Mug" in text
    assert "Too bright" not in text
