"""What was typed into a widget, as the fields of an action."""

import pytest

from shop.domain.errors import InvalidFields
from shop.web.desk.widget_fields import (
    import_fields,
    merged,
    pence_of,
    promotion_fields,
    refund_fields,
    rows_of,
    typed_fields,
)


def test_takes_the_fields_of_one_form_only():
    typed = {"ship-1.tracking": "A", "ship-10.tracking": "B", "operator": "ada"}
    assert typed_fields(typed, "ship-1") == {"tracking": "A"}


def test_nests_what_is_named_so_and_drops_what_nests_two_ways():
    typed = {"r.lines.0.sku": "LAMP", "r.lines.1.sku": "MUG", "r.reason": "x", "r.reason.y": "z"}
    assert typed_fields(typed, "r") == {
        "lines": {"0": {"sku": "LAMP"}, "1": {"sku": "MUG"}},
        "reason": "x",
    }


def test_the_buttons_word_counts():
    typed = {"number": "typed", "lines": {"0": {"restocked": "1", "sku": "typed"}}}
    said = {"number": "said", "lines": {"0": {"sku": "LAMP"}}}
    assert merged(said, typed) == {
        "number": "said",
        "lines": {"0": {"restocked": "1", "sku": "LAMP"}},
    }


@pytest.mark.parametrize(
    ("text", "pence"), [("12.50", 1250), ("£12.5", 1250), ("0.07", 7), ("19", 1900), ("1e2", 10000)]
)
def test_reads_pounds(text: str, pence: int):
    assert pence_of(text, "amount") == pence


@pytest.mark.parametrize("text", ["", "12.505", "-1", "ten", "NaN", "Infinity", "1e99", "12,50"])
def test_refuses_what_is_no_amount(text: str):
    with pytest.raises(InvalidFields) as refusal:
        pence_of(text, "amount")
    assert [error.field for error in refusal.value.errors] == ["amount"]


def test_no_amount_is_the_whole_refund():
    assert refund_fields({"amount": " ", "how": "bank"}) == {"how": "bank"}
    assert refund_fields({"amount": "5"}) == {"amount_pence": 500}


def test_a_promotion_ends_with_the_end_of_its_last_day():
    typed = {"kind": "fixed", "amount": "5", "least_subtotal": "20", "ends_on": "2026-12-31"}
    fields = promotion_fields(typed | {"starts_on": "2026-12-01"})
    assert (fields["amount"], fields["least_subtotal_pence"]) == (500, 2000)
    assert fields["starts_at"].isoformat() == "2026-12-01T00:00:00+00:00"
    assert fields["ends_at"].isoformat() == "2027-01-01T00:00:00+00:00"


def test_per_cent_are_per_cent():
    assert promotion_fields({"kind": "percent", "amount": "10"}) == {
        "kind": "percent",
        "amount": "10",
    }


def test_refuses_a_day_that_is_none():
    with pytest.raises(InvalidFields):
        promotion_fields({"ends_on": "31/12/2026"})


def test_reads_rows_of_csv_with_quotes_and_line_ends():
    text = '\ufeffsku,name\nLAMP,"Lamp, large\nand blue"\n\nMUG,Mug\n'
    assert rows_of(text) == [
        {"sku": "LAMP", "name": "Lamp, large\nand blue"},
        {"sku": "MUG", "name": "Mug"},
    ]


def test_a_row_with_more_or_fewer_cells_than_the_first_line_is_empty():
    assert rows_of("sku,name\nLAMP\nMUG,Mug,1\n") == [{}, {}]
    assert import_fields({"csv": "sku\nLAMP"}) == {"rows": [{"sku": "LAMP"}]}


@pytest.mark.parametrize("text", ["", "sku,name", 'sku,name\n"LAMP', "sku,sku\n1,2"])
def test_refuses_what_has_no_rows(text: str):
    with pytest.raises(InvalidFields) as refusal:
        rows_of(text)
    assert [error.field for error in refusal.value.errors] == ["csv"]
