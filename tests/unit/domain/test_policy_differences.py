from hypothesis import given
from hypothesis import strategies as st

from shop.domain import policies
from shop.domain.policy_differences import Piece, changed_sections

HEAD = """---
title: Terms
version: 2026-01-05
effective_from: 2026-01-05
material: no
summary: First version.
---

"""
WORDS = st.lists(st.sampled_from(("ghost", "lantern", "never", "sold", "again")), min_size=1)


def policy(**sections: str) -> policies.Policy:
    body = "\n\n".join(
        f"## {name.title()} {{#{name}}}\n\n{text}" for name, text in sections.items()
    )
    return policies.parse("terms", HEAD + body)


def sides(old: policies.Policy, new: policies.Policy) -> tuple[str, str]:
    """Return the words that the differences say were there before, and are there now."""
    pieces = [p for s in changed_sections(old, new) for words in s.paragraphs for p in words]
    before = " ".join(piece.text for piece in pieces if piece.kind != "added")
    return before, " ".join(piece.text for piece in pieces if piece.kind != "removed")


def test_tells_which_words_of_a_paragraph_changed():
    old = policy(sending="We send within 4 days of payment.", same="It stays.")
    new = policy(sending="We send within 10 days of payment.", same="It stays.")
    (section,) = changed_sections(old, new)
    assert (section.id, section.heading, section.kind) == ("sending", "Sending", "changed")
    assert section.paragraphs == (
        (
            Piece("same", "We send within"),
            Piece("removed", "4"),
            Piece("added", "10"),
            Piece("same", "days of payment."),
        ),
    )


def test_replaces_a_paragraph_that_has_little_in_common_as_a_whole():
    (section,) = changed_sections(policy(part="Lanterns are lit."), policy(part="Nobody pays."))
    assert section.paragraphs == (
        (Piece("removed", "Lanterns are lit."),),
        (Piece("added", "Nobody pays."),),
    )


def test_names_sections_that_are_new_and_tells_last_which_are_gone():
    old, new = policy(gone="Old.", same="It stays."), policy(same="It stays.", new="New.")
    assert [(s.id, s.kind) for s in changed_sections(old, new)] == [
        ("new", "added"),
        ("gone", "removed"),
    ]


def test_tells_of_a_new_heading_over_the_same_words():
    old = policy(part="Words.")
    text = HEAD + "## Another name {#part}\n\nWords."
    assert sides(old, policies.parse("terms", text)) == ("Part", "Another name")


def test_tells_of_lines_that_were_added_to_a_list():
    old, new = policy(part="- One\n- Two"), policy(part="- One\n- Between\n- Two")
    (section,) = changed_sections(old, new)
    assert section.paragraphs == ((Piece("added", "Between"),),)


def test_finds_nothing_between_a_version_and_itself():
    same = policy(part="Words.")
    assert changed_sections(same, same) == ()


@given(WORDS, WORDS)
def test_both_sides_can_be_read_back_from_the_pieces(old, new):
    before, after = " ".join(old), " ".join(new)
    told = sides(policy(part=before), policy(part=after))
    assert told == (("", "") if before == after else (before, after))
