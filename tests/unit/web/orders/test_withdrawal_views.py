from shop.web.orders.withdrawal_views import (
    WithdrawForm,
    WithdrawLineForm,
    confirm_context,
    declaration_typed,
    offer_context,
    offer_view,
    receipt_view,
)
from tests.support.orders import NUMBER
from tests.support.returns import SHIPPED, WITHDRAWAL_ID, a_withdrawal


def test_a_form_without_lines_declares_the_whole_order():
    form = WithdrawForm(name="Ada", number="ct2pqx5mwja", email=" a@example.com ")
    declared = declaration_typed(form, WITHDRAWAL_ID, None)
    assert (declared.number, declared.email) == (NUMBER, "a@example.com")
    assert (declared.lines, declared.goods, declared.by_key) == ((), "", False)


def test_lines_get_their_names_from_the_order_that_was_opened():
    lines = [WithdrawLineForm(sku="LAMP", quantity=1), WithdrawLineForm(sku="MUG")]
    declared = declaration_typed(WithdrawForm(lines=lines), WITHDRAWAL_ID, SHIPPED)
    assert [(line.sku, line.quantity, line.name) for line in declared.lines] == [
        ("LAMP", 1, "Lamp")
    ]
    assert declared.by_key


def test_the_receipt_shows_nothing_of_what_came_of_it():
    assert receipt_view(a_withdrawal()) == receipt_view(a_withdrawal(outcome="unmatched"))


def test_the_offer_lists_the_lines_of_an_order_that_was_opened():
    assert [line.quantity for line in offer_view(NUMBER, SHIPPED).lines] == [2, 1]
    assert offer_view(NUMBER, None).lines == []


def test_the_page_names_the_countries_in_words():
    names = str(offer_context("k1.A")["country_names"])
    assert names.startswith("Austria, ")
    assert "Germany, Greece" in names


def test_the_page_knows_whether_that_can_be_a_number():
    assert confirm_context(a_withdrawal().declaration) == {"is_number": True}
    assert confirm_context(a_withdrawal(number="mine").declaration) == {"is_number": False}
