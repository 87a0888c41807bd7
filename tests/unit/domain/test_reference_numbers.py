import pytest
from hypothesis import given
from hypothesis import strategies as some

from shop.domain.reference_numbers import ALPHABET, is_reference, make_reference, normalise

references = some.builds(
    make_reference, some.sampled_from(["CT", "TK", "R", "ABCD"]), some.integers(0, 2**64)
)


@given(references)
def test_recognises_what_it_made(reference):
    assert is_reference(reference)


@given(references)
def test_catches_every_wrong_character(reference):
    for position, right in enumerate(reference):
        for wrong in set(ALPHABET + "01ILOUV-") - {right}:
            assert not is_reference(reference[:position] + wrong + reference[position + 1 :])


@given(references)
def test_catches_two_characters_that_changed_places(reference):
    for position in range(len(reference) - 1):
        left, right = reference[position : position + 2]
        swapped = reference[:position] + right + left + reference[position + 2 :]
        assert swapped == reference or not is_reference(swapped)


@given(references)
def test_catches_swaps_beside_a_hyphen_that_was_typed_elsewhere(reference):
    plain = reference.replace("-", "")
    for position in range(len(plain) - 1):
        left, right = plain[position : position + 2]
        swapped = plain[:position] + right + left + plain[position + 2 :]
        assert swapped == plain or not is_reference(normalise(swapped))


def test_makes_different_references_of_different_values():
    assert len({make_reference("CT", value) for value in range(5000)}) == 5000


def test_has_no_character_that_looks_like_another():
    assert len(ALPHABET) == len(set(ALPHABET)) == 29
    assert not set(ALPHABET) & set("0O1ILUV")


@given(references)
def test_reads_a_reference_however_it_is_typed(reference):
    for typed in (
        reference.lower(),
        reference.replace("-", ""),
        reference.replace("-", " "),
        reference.replace("-", "–"),
        f"  {reference}\n",
    ):
        assert normalise(typed) == reference


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", ""),
        ("  ", ""),
        ("abc", "ABC"),
        ("order 12", "ORDER 12"),
        ("2345-2345-2", "2345-2345-2"),
    ],
)
def test_leaves_other_text_as_it_is_in_capitals(typed, expected):
    assert normalise(typed) == expected
    assert not is_reference(normalise(typed))


@pytest.mark.parametrize("prefix", ["", "ABCDE", "OL", "C2", "ct", "Ä"])
def test_refuses_a_prefix_people_would_misread(prefix):
    with pytest.raises(ValueError, match="prefix"):
        make_reference(prefix, 1)


def test_refuses_a_negative_value():
    with pytest.raises(ValueError, match="-1"):
        make_reference("CT", -1)
