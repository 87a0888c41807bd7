import pytest

from shop.domain.personal_data_tables import TABLES
from shop.web.record_words import record_value, record_words


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("placed_at", "Placed"),
        ("shipping_address", "Shipping address"),
        ("subtotal_pence", "Subtotal"),
        ("mail_id", "Mail number"),
        ("line1", "Address line 1"),
        ("email_hash", "E-mail address (scrambled)"),
        ("token_hash", "Token (scrambled)"),
    ],
)
def test_says_what_an_attribute_is(name, words):
    assert record_words(name) == words


def test_has_words_without_underscores_for_everything_that_somebody_may_be_shown():
    shown = {name for table in TABLES.values() for name in table.shown()}
    assert not [name for name in shown if not record_words(name) or "_" in record_words(name)]


@pytest.mark.parametrize(
    ("value", "name", "words"),
    [
        ("2026-11-22T16:50:00Z", "at", "22 November 2026, 16:50 UTC"),
        ("2026-11-22T16:50:00.524000Z", "at", "22 November 2026, 16:50 UTC"),
        ("2026-11-22", "due", "22 November 2026"),
        ("2026-13-45 or so", "note", "2026-13-45 or so"),
        ("2026-11-22.2", "version", "2026-11-22.2"),
        (1999, "total_pence", "£19.99"),
        (3, "quantity", "3"),
    ],
)
def test_says_a_value_as_a_person_reads_it(value, name, words):
    assert record_value(value, name) == words


@pytest.mark.parametrize("typed", ["2026-02-30", "2026-11-22T99:00:00Z"])
def test_leaves_what_only_looks_like_a_date_as_it_was_typed(typed):
    assert record_value(typed, "note") == typed
