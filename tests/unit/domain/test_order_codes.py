import pytest

from shop.domain.errors import InvalidFields
from shop.domain.order_codes import code_mail, code_of, code_typed, wrong_code
from tests.support.orders import NUMBER, an_order


@pytest.mark.parametrize(
    ("random_number", "code"), [(0, "000000"), (7, "000007"), (10**6 + 42, "000042")]
)
def test_a_code_has_six_digits(random_number, code):
    assert code_of(random_number) == code


@pytest.mark.parametrize("typed", ["012345", " 012 345 ", "012-345", "0 1 2 3 4 5"])
def test_a_code_may_be_typed_in_groups(typed):
    assert code_typed(typed) == "012345"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "12345\u0665", "12345²", "-"])
def test_refuses_what_can_be_no_code(typed):
    with pytest.raises(InvalidFields) as refusal:
        code_typed(typed)
    assert refusal.value.errors[0].field == "code"


def test_a_wrong_code_and_one_too_old_are_refused_in_the_same_words():
    (error,) = wrong_code().errors
    assert error.field == "code"
    assert "ask for a new one" in error.message


def test_the_mail_goes_to_the_orders_address_and_its_id_tells_no_code():
    mail = code_mail(an_order(), "012345", "random")
    assert (mail.to, mail.template) == ("ada@example.com", "order-code")
    assert mail.values == {"number": NUMBER, "code": "012345", "good_for": "15 minutes"}
    assert "012345" not in mail.mail_id
