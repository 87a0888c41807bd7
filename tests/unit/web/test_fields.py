from typing import Annotated, Literal

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import Meta

from shop.domain.errors import InvalidFields
from shop.web.fields import in_words, to_struct


class Address(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    line1: Annotated[str, Meta(min_length=1, max_length=10)]
    country: Annotated[str, Meta(pattern="^[A-Z]{2}$")] = "GB"


class Form(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    name: Annotated[str, Meta(min_length=1, max_length=5)]
    quantity: Annotated[int, Meta(ge=0, le=99)] = 1
    agreed: bool = False
    colour: Literal["red", "blue"] | None = None
    tags: Annotated[list[str], Meta(min_length=1, max_length=2)] | None = None
    address: Address | None = None


def errors_of(fields, *, strict=True) -> dict[str, str]:
    with pytest.raises(InvalidFields) as raised:
        to_struct(fields, Form, strict=strict)
    return {error.field: error.message for error in raised.value.errors}


class TestJson:
    def test_fills_a_struct(self):
        fields = {
            "name": "Ada",
            "quantity": 3,
            "agreed": True,
            "colour": "red",
            "tags": ["a"],
            "address": {"line1": "x"},
        }
        assert to_struct(fields, Form, strict=True) == Form(
            name="Ada",
            quantity=3,
            agreed=True,
            colour="red",
            tags=["a"],
            address=Address(line1="x"),
        )

    @pytest.mark.parametrize(
        ("field", "value"),
        [
            ("quantity", "1"),
            ("quantity", True),
            ("quantity", 1.0),
            ("quantity", [1]),
            ("agreed", 1),
            ("agreed", "true"),
            ("name", 5),
            ("name", ["Ada"]),
            ("name", {"a": 1}),
            ("colour", "green"),
            ("colour", 1),
            ("tags", "a"),
            ("tags", [1]),
            ("address", "x"),
            ("address", []),
        ],
    )
    def test_refuses_a_value_of_another_type(self, field, value):
        assert list(errors_of({"name": "Ada"} | {field: value})) == [field]

    def test_refuses_an_empty_answer_even_to_an_optional_number(self):
        assert errors_of({"name": "Ada", "quantity": ""}) == {"quantity": "Enter a whole number."}

    def test_null_is_no_answer(self):
        assert to_struct({"name": "Ada", "quantity": None}, Form, strict=True).quantity == 1

    def test_null_for_a_required_field_is_a_mistake(self):
        assert errors_of({"name": None}) == {"name": "This must be text."}


class TestForms:
    @pytest.mark.parametrize(("text", "value"), [("7", 7), ("0", 0), ("99", 99)])
    def test_reads_numbers(self, text, value):
        fields = {"name": "Ada", "quantity": text}
        assert to_struct(fields, Form, strict=False).quantity == value

    @pytest.mark.parametrize("text", ["seven", "1.5", " \uff17", "0x10", "1_0", "--1", "9" * 400])
    def test_refuses_what_is_no_number(self, text):
        assert list(errors_of({"name": "Ada", "quantity": text}, strict=False)) == ["quantity"]

    @pytest.mark.parametrize(("text", "value"), [("true", True), ("false", False), ("1", True)])
    def test_reads_yes_and_no(self, text, value):
        assert to_struct({"name": "Ada", "agreed": text}, Form, strict=False).agreed is value

    @pytest.mark.parametrize("blank", ["", "  ", {"line1": "", "country": " "}])
    def test_a_blank_answer_to_an_optional_question_is_none(self, blank):
        field = "address" if isinstance(blank, dict) else "colour"
        form = to_struct({"name": "Ada", field: blank}, Form, strict=False)
        assert (form.address, form.colour) == (None, None)

    def test_a_blank_answer_to_a_required_question_is_a_mistake(self):
        assert errors_of({"name": ""}, strict=False) == {"name": "Please fill this in."}


class TestMistakes:
    def test_tells_every_mistake_at_once(self):
        fields = {"quantity": 100, "agreed": "x", "address": {"country": "gb", "zip": 1}, "x": 1}
        assert errors_of(fields) == {
            "x": "There is no such field.",
            "name": "Please fill this in.",
            "quantity": "Enter a number of at most 99.",
            "agreed": "This must be yes or no (true or false).",
            "address.zip": "There is no such field.",
            "address.line1": "Please fill this in.",
            "address.country": "This is not in the expected form.",
        }

    def test_shows_no_more_than_the_beginning_of_a_name_it_does_not_know(self):
        assert max(len(field) for field in errors_of({"name": "Ada", "x" * 60_000: 1})) == 80

    @pytest.mark.parametrize(
        ("fields", "message"),
        [
            ({"name": "Adaaaa"}, "Use at most 5 characters."),
            ({"name": "Ada", "quantity": -1}, "Enter a number of at least 0."),
            ({"name": "Ada", "tags": []}, "Give at least 1 of these."),
            ({"name": "Ada", "tags": ["a", "b", "c"]}, "Give at most 2 of these."),
            ({"name": "Ada", "colour": "green"}, "Choose one of the options."),
        ],
    )
    def test_says_it_in_words(self, fields, message):
        assert list(errors_of(fields).values()) == [message]

    def test_asks_for_a_length(self):
        assert in_words("Expected `str` of length >= 15") == "Use at least 15 characters."

    def test_never_shows_words_it_cannot_translate(self):
        assert in_words("Object missing `x` - at `$[...]`") == "This is not in the expected form."


JSON_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
NAMES = st.sampled_from(["name", "quantity", "agreed", "colour", "tags", "address", "other"])


@given(fields=st.dictionaries(NAMES, JSON_VALUES), strict=st.booleans())
def test_gives_a_struct_or_tells_the_mistakes_and_never_anything_else(fields, strict):
    try:
        form = to_struct(fields, Form, strict=strict)
    except InvalidFields as refusal:
        form, mistakes = None, refusal.errors
    else:
        mistakes = ()
    assert (form is None) == bool(mistakes)
    assert form is None or (1 <= len(form.name) <= 5 and 0 <= form.quantity <= 99)


class Line(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    sku: str
    quantity: int


class Lines(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    lines: Annotated[list[Line], Meta(max_length=2)]


class TestLists:
    def test_a_form_numbers_the_parts_of_a_list(self):
        fields = {
            "lines": {"10": {"sku": "B", "quantity": "2"}, "9": {"sku": "A", "quantity": "1"}}
        }
        found = to_struct(fields, Lines, strict=False)
        assert [(line.sku, line.quantity) for line in found.lines] == [("A", 1), ("B", 2)]

    @pytest.mark.parametrize("given", [{"first": {}}, {"0": {}, "x": {}}, {"0": {"sku": "A"}}])
    def test_what_is_no_list_is_refused(self, given):
        with pytest.raises(InvalidFields) as refusal:
            to_struct({"lines": given}, Lines, strict=False)
        assert [error.field for error in refusal.value.errors] == ["lines"]

    def test_a_program_sends_a_list_as_a_list(self):
        with pytest.raises(InvalidFields):
            to_struct({"lines": {"0": {"sku": "A", "quantity": 1}}}, Lines, strict=True)
