import re

import pytest

from shop.domain.metrics import DIMENSIONS, METRICS, metric_named
from shop.domain.money import CURRENCY
from shop.web.request_log import outcome_of
from shop.web.routes import ROUTES


def test_names_say_one_thing_in_the_fields_own_style():
    assert [name for name in METRICS if not re.fullmatch(r"([A-Z]+[a-z]+|DynamoDB)+", name)] == []


def test_every_dimension_is_bounded_by_the_values_it_has():
    assert set(DIMENSIONS["function"]) == set(ROUTES)
    assert DIMENSIONS["currency"] == (CURRENCY,)
    assert set(DIMENSIONS["outcome"]) == {outcome_of(status) for status in (200, 404, 503)}


def test_a_metric_is_as_many_as_its_dimensions_have_values():
    assert METRICS["StockLow"].number_of_series == 1
    assert METRICS["RequestDuration"].number_of_series == len(ROUTES)


def test_finds_a_metric_with_its_dimensions():
    assert metric_named("Requests", {"outcome": "ok"}).unit == "Count"


@pytest.mark.parametrize(
    ("name", "dimensions"), [("Nothing", {}), ("Requests", {}), ("StockLow", {"function": "cart"})]
)
def test_refuses_what_is_not_in_the_register(name, dimensions):
    with pytest.raises(LookupError):
        metric_named(name, dimensions)
