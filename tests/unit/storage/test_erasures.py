import pytest

from shop.domain.communications import CommunicationChoices
from shop.domain.data_requests import Subject
from shop.domain.mails import Mail
from shop.domain.orders import placed
from shop.domain.personal_data_tables import TABLES
from shop.domain.stock_alerts import StockAlert
from shop.storage import communications, erasures, mails, orders, stock_alerts, withdrawals
from shop.storage.order_standings import find_standing
from shop.storage.payments import PaymentRow
from shop.storage.personal_rows import with_numbers
from tests.support import canaries
from tests.support.accounts import add_customer, logged_in
from tests.support.codes import turned_on
from tests.support.factories import make_product, stock
from tests.support.gateway import NOW, Client
from tests.support.orders import NUMBER, an_order
from tests.support.returns import WITHDRAWAL_ID, kept_withdrawal
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
EMAIL, ID = "customer@example.com", "id-of-customer"
HERS = Subject(ID, EMAIL, NOW)


def lives(email: str) -> None:
    """Let a customer be in every table whose rows go."""
    customer = add_customer(email)
    client = logged_in(email, remember=True)
    turned_on(client)
    assert client.post("/cart/lines", {"sku": "LAMP-1", "quantity": 1}).status == 200
    assert client.post("/password/forgot", {"email": email}).status == 202
    communications.change_choices(email, CommunicationChoices(newsletter=True), NOW)
    stock_alerts.insert(StockAlert(sku="MUG", email=email, confirmed_at=NOW))
    canaries.write_message(Client(), email)
    kept_withdrawal(withdrawal_id=f"WD-{email}", email=email, order_number=None)
    mails.insert(Mail(f"newsletter#{customer.customer_id}", email, "newsletter-welcome", {}), NOW)
    canaries.visit(session=f"session of {email}", customer_id=customer.customer_id)


def test_every_step_takes_the_subject_s_rows_and_nobody_else_s(tables: Tables):
    stock(make_product())
    lives(EMAIL)
    lives("other@example.com")
    for name, step in erasures.STEPS.items():
        before = tables.count(name)
        taken = step(HERS)
        assert taken >= 1, name
        assert tables.count(name) == before - (taken if TABLES[name].goes else 0), name
        assert step(HERS) == 0, name
    for name in erasures.STEPS:
        assert tables.count(name) >= 1, name


def test_there_is_a_step_for_every_table_whose_rows_go():
    assert set(erasures.STEPS) >= {t.name for t in TABLES.values() if t.goes}
    assert set(erasures.LATE_STEPS) <= set(erasures.STEPS)


def test_an_order_that_stays_open_loses_its_account_and_nothing_else():
    orders.row_of(an_order(customer_id=ID, email=EMAIL)).save()
    assert erasures.change_to_nobodys(NUMBER)
    order, _ = orders.get_with_events(NUMBER)
    assert (order.customer_id, order.email, order.version) == (None, EMAIL, 2)
    assert with_numbers(HERS).numbers == ()
    assert erasures.change_to_nobodys(NUMBER)


def test_a_closed_order_and_its_payments_tell_of_nobody():
    order = an_order(customer_id=ID, status="shipped", tracking="T-1")
    orders.row_of(order).save()
    orders.event_row(order, placed(order)).save()
    PaymentRow(
        order_number=NUMBER, part="payment#001", amount_pence=4393, redirect_url="https://x"
    ).save()
    assert erasures.change_to_scrubbed(find_standing(NUMBER)) == 3
    after, (event,) = orders.get_with_events(NUMBER)
    assert (after.email, after.tracking, after.version) == ("", None, 2)
    assert (event.detail, event.type) == ("", "placed")
    payment = PaymentRow.find_row(NUMBER, "payment#001")
    assert (payment.redirect_url, payment.amount_pence) == (None, 4393)
    assert erasures.change_to_scrubbed(find_standing(NUMBER)) == 0


def test_an_order_that_changed_meanwhile_is_left_for_the_next_run():
    orders.row_of(an_order(customer_id=ID, status="shipped")).save()
    standing = find_standing(NUMBER)
    assert erasures.change_to_nobodys(NUMBER)
    assert erasures.change_to_scrubbed(standing) is None
    assert orders.get_with_events(NUMBER)[0].email == "ada@example.com"


def test_a_withdrawal_from_a_closed_order_tells_of_nobody():
    orders.row_of(an_order(customer_id=ID, status="shipped")).save()
    kept_withdrawal(goods="The lamp", answer="It came too late.", outcome="declined")
    subject = with_numbers(Subject(ID, "", NOW))
    assert erasures.scrub_withdrawals(subject) == 1
    assert erasures.scrub_withdrawals(subject) == 0
    left = withdrawals.get(WITHDRAWAL_ID)
    declared = left.declaration
    assert (declared.name, declared.email, declared.goods, left.answer) == ("", "", "", "")
    assert (declared.number, left.outcome) == (NUMBER, "declined")
