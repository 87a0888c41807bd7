import pytest

from shop.domain.errors import InvalidFields
from shop.web.fields import to_struct
from shop.web.token_forms import TokenForm, TokenQuery


def test_a_form_has_a_token_and_nothing_else():
    assert to_struct({"token": "abc"}, TokenForm, strict=True).token == "abc"
    for given in ({}, {"token": "x" * 1025}, {"token": "abc", "email": "ada@example.com"}):
        with pytest.raises(InvalidFields):
            to_struct(given, TokenForm, strict=True)


def test_a_page_is_shown_without_a_token_too():
    assert to_struct({}, TokenQuery, strict=False).token == ""
