import pytest

from shop.domain.personal_data import (
    BOOKS,
    EMPTIED,
    GOES,
    REMOVED,
    SECRET,
    About,
    Fate,
    Rule,
    kept,
    mistakes_in,
    table,
)

NO, LINKED, YES = About.NOBODY, About.LINKED, About.PERSON


def a_table(*groups):
    return table("ThingsTable", "Things", "To try.", *groups)


def test_says_what_an_erasure_does_with_rows_that_stay():
    found = a_table((NO, None, "at"), (YES, EMPTIED, "email"), (LINKED, REMOVED, "id"))
    assert found.scrubbed() == {"email": Fate.EMPTIED, "id": Fate.REMOVED}
    assert found.is_about_people
    assert not found.goes


def test_does_not_touch_what_the_books_keep():
    found = a_table((LINKED, BOOKS, "number"), (YES, GOES, "name"))
    assert found.scrubbed() == {}
    assert found.goes


def test_shows_everything_but_secrets():
    found = a_table((NO, None, "at"), (YES, GOES, "email"), (YES, SECRET, "hash"))
    assert found.shown() == ["at", "email"]


def test_a_table_of_goods_tells_of_nobody():
    assert not a_table((NO, None, "sku price")).is_about_people


def test_what_is_kept_needs_a_reason():
    with pytest.raises(ValueError, match="reason"):
        Rule(Fate.KEPT)
    assert kept("It is needed.").reason == "It is needed."


def test_an_attribute_has_one_class():
    with pytest.raises(ValueError, match="twice"):
        a_table((NO, None, "at"), (YES, GOES, "at"))


def test_finds_what_leads_to_a_person_and_has_no_rule():
    (mistake,) = mistakes_in(a_table((LINKED, None, "id"), (NO, None, "at")))
    assert mistake.startswith("ThingsTable.id leads to a person: give it a rule")


def test_finds_a_rule_for_what_tells_of_nobody_unless_it_is_a_secret():
    (mistake,) = mistakes_in(a_table((NO, GOES, "at"), (NO, SECRET, "hash")))
    assert mistake == "ThingsTable.at tells of nobody and needs no rule"


def test_finds_rows_that_both_go_and_stay():
    (mistake,) = mistakes_in(a_table((YES, GOES, "name"), (YES, REMOVED, "email")))
    assert "both go and stay" in mistake
