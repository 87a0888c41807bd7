from dataclasses import replace
from datetime import timedelta

import pytest

from shop.domain.order_codes import MOST_TRIES, OrderCode, code_mail
from shop.storage import order_codes, tokens
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.tables import CALLS, Tables

pytestmark = pytest.mark.usefixtures("tables")
CODE = OrderCode(NUMBER, "k1.seal", NOW + timedelta(minutes=15))
SECOND = timedelta(seconds=1)


def keep(code: OrderCode = CODE, mail_id: str = "1") -> None:
    mail = code_mail(an_order(), "012345", mail_id)
    order_codes.change_with_mail(code, mail, NOW, seconds_left=10)


def test_a_code_and_its_mail_are_kept_in_one_and_nothing_but_the_seal(tables: Tables):
    keep()
    assert CALLS == ["TransactWriteItems"]
    (row,) = tables.items("TokensTable")
    assert row == {
        "token_hash": f"order-code#{NUMBER}",
        "purpose": "order-code",
        "epoch": 0,
        "code_seal": "k1.seal",
        "tries": 0,
        "expires_at": int((NOW + timedelta(minutes=15)).timestamp()),
    }
    assert tables.count("MailsTable") == 1


def test_a_code_is_tried_a_few_times_and_then_dead():
    keep()
    tried = [order_codes.change_tries(NUMBER, NOW) for _ in range(MOST_TRIES + 1)]
    assert tried == ["k1.seal"] * MOST_TRIES + [None]


def test_a_code_is_good_for_a_quarter_of_an_hour():
    keep()
    assert order_codes.change_tries(NUMBER, CODE.expires_at - SECOND) == "k1.seal"
    assert order_codes.change_tries(NUMBER, CODE.expires_at) is None


def test_where_there_is_no_code_none_is_made(tables: Tables):
    assert order_codes.change_tries(NUMBER, NOW) is None
    assert tables.count("TokensTable") == 0


def test_a_new_code_takes_the_place_of_the_one_before(tables: Tables):
    keep()
    for _ in range(MOST_TRIES):
        order_codes.change_tries(NUMBER, NOW)
    keep(replace(CODE, seal="k1.other"), "2")

    assert tables.count("TokensTable") == 1
    assert order_codes.change_tries(NUMBER, NOW) == "k1.other"


def test_a_code_is_used_up_once():
    keep()
    assert not order_codes.remove(NUMBER, "k1.other")
    assert [order_codes.remove(NUMBER, "k1.seal") for _ in range(2)] == [True, False]


def test_a_code_is_no_mailed_token_of_another_kind():
    keep()
    found = tokens.find(f"order-code#{NUMBER}")
    assert found is not None
    assert (found.purpose, found.email) == ("order-code", "")
