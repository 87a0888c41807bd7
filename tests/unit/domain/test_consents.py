import pytest

from shop.domain.consents import Method, settle
from shop.domain.cookie_choices import Choices


@pytest.mark.parametrize(("on_page", "method"), [(True, Method.PAGE), (False, Method.JSON)])
def test_keeps_to_the_answer_and_notes_how_it_was_given(on_page, method):
    asked = Choices(recognition=True, statistics=True)

    assert settle(asked, asks_not_to_be_tracked=False, on_page=on_page) == (asked, method)


def test_lets_the_browsers_signal_overrule_a_yes_to_statistics():
    asked = Choices(recognition=True, statistics=True)

    assert settle(asked, asks_not_to_be_tracked=True, on_page=True) == (
        Choices(recognition=True, statistics=False),
        Method.GPC,
    )


def test_notes_a_no_as_the_visitors_own_whatever_the_browser_sends():
    asked = Choices(recognition=False, statistics=False)

    assert settle(asked, asks_not_to_be_tracked=True, on_page=True) == (asked, Method.PAGE)
