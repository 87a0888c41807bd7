import json

import pytest
from aws_lambda_powertools.metrics import MetricUnit
from aws_lambda_powertools.metrics.provider.cloudwatch_emf.cloudwatch import (
    AmazonCloudWatchEMFProvider,
)

from shop.domain.embedded_metrics import with_metrics

SERVICE = ("service", "shop")


def test_agrees_with_what_powertools_writes(capsys):
    provider = AmazonCloudWatchEMFProvider(namespace="Shop/dev", service="shop")
    provider.add_dimension("function", "cart")
    provider.add_metric("RequestDuration", MetricUnit.Milliseconds, 12)
    provider.add_metric("RequestsFailed", MetricUnit.Count, 1)
    provider.flush_metrics()
    theirs = json.loads(capsys.readouterr().out)
    dimensions = (("function", "cart"), SERVICE)
    counts = {("RequestDuration", dimensions): 12, ("RequestsFailed", dimensions): 1}
    [ours] = with_metrics({}, counts, "Shop/dev", theirs["_aws"]["Timestamp"])
    # Powertools writes every value as a list of floats, which the format allows as well.
    assert theirs == ours | {"RequestDuration": [12.0], "RequestsFailed": [1.0]}


def test_metrics_of_different_dimensions_share_a_line_where_its_fields_agree():
    counts = {
        ("Requests", (SERVICE, ("outcome", "ok"))): 1,
        ("RequestDuration", (SERVICE, ("function", "cart"))): 12,
        ("ColdStarts", (SERVICE,)): 1,
        ("DynamoDBRetries", (SERVICE,)): 2,
    }
    line = {"message": "request", "function": "cart", "outcome": "ok"}
    [told] = with_metrics(line, counts, "Shop/dev", 1)
    found = [
        (directive["Dimensions"], [metric["Name"] for metric in directive["Metrics"]])
        for directive in told["_aws"]["CloudWatchMetrics"]
    ]
    assert found == [
        ([["service", "outcome"]], ["Requests"]),
        ([["service", "function"]], ["RequestDuration"]),
        ([["service"]], ["ColdStarts", "DynamoDBRetries"]),
    ]


@pytest.mark.parametrize("field", ["currency", "RevenueMinorUnits"])
def test_another_value_of_a_field_gets_a_line_of_its_own(field):
    pounds = ("RevenueMinorUnits", (SERVICE, ("currency", "GBP")))
    first, second = with_metrics({field: "EUR"}, {pounds: 5}, "Shop/dev", 1)
    assert first == {field: "EUR"}
    assert (second["message"], second["currency"], second["RevenueMinorUnits"]) == (
        "metrics",
        "GBP",
        5,
    )


def test_a_line_without_counts_has_no_metrics():
    assert with_metrics({"message": "request"}, {}, "Shop/dev", 1) == [{"message": "request"}]
