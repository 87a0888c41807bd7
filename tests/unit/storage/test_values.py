from shop.domain.tax import TaxPart
from shop.storage.values import ValueAttribute

PARTS = (TaxPart(2_000, 1_000, 200), TaxPart(0, 500, 0))


def test_a_value_is_kept_as_json_text_and_comes_back_as_it_was():
    attribute = ValueAttribute[tuple[TaxPart, ...]](tuple[TaxPart, ...])
    text = attribute.serialize(PARTS)
    assert text.startswith('[{"rate_basis_points":2000,')
    assert attribute.deserialize(text) == PARTS
