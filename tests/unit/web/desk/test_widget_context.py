"""What a dashboard tells a widget, as AWS documents it."""

from datetime import UTC, datetime
from typing import Any

import pytest

from shop.domain.errors import InvalidFields
from shop.web.desk.widget_context import operator_arn, widget_context

FUNCTION = "arn:aws-cn:lambda:cn-north-1:210987654321:function:desk"
# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/add_custom_widget_dashboard_about.html
DOCUMENTED: dict[str, Any] = {
    "dashboardName": "Name-of-current-dashboard",
    "widgetId": "widget-16",
    "accountId": "012345678901",
    "locale": "en",
    "timezone": {"label": "UTC", "offsetISO": "+00:00", "offsetInMinutes": 0},
    "period": 300,
    "isAutoPeriod": True,
    "timeRange": {
        "mode": "relative",
        "start": 1627236199729,
        "end": 1627322599729,
        "relativeStart": 86400012,
        "zoom": {"start": 1627276030434, "end": 1627282956521},
    },
    "theme": "light",
    "linkCharts": True,
    "title": "Tweets for Amazon website problem",
    "forms": {"all": {}},
    "params": {"original": "param-to-widget"},
    "width": 588,
    "height": 369,
}


def test_reads_what_aws_documents():
    context = widget_context(DOCUMENTED)
    assert (context.account_id, context.theme) == ("012345678901", "light")
    assert (context.width_pixels, context.height_pixels) == (588, 369)
    assert context.params == {"original": "param-to-widget"}
    assert context.typed == {}


@pytest.mark.parametrize(
    ("offset", "minutes", "zone"),
    [
        ("+00:00", 0, "UTC"),
        ("+05:30", 330, "UTC+05:30"),
        ("-03:30", -210, "UTC-03:30"),
        ("later", 0, "UTC"),
        (None, 0, "UTC"),
    ],
)
def test_reads_what_time_the_dashboard_is_in(offset, minutes, zone):
    context = widget_context(DOCUMENTED | {"timezone": {"offsetISO": offset}})
    assert (context.offset_minutes, context.zone) == (minutes, zone)


def test_a_zoomed_range_is_what_the_viewer_looks_at():
    context = widget_context(DOCUMENTED)
    assert context.starts_at == datetime(2021, 7, 26, 5, 7, 10, 434000, tzinfo=UTC)
    assert context.ends_at == datetime(2021, 7, 26, 7, 2, 36, 521000, tzinfo=UTC)
    times = {k: v for k, v in DOCUMENTED["timeRange"].items() if k != "zoom"}
    whole = widget_context(DOCUMENTED | {"timeRange": times})
    assert whole.starts_at == datetime(2021, 7, 25, 18, 3, 19, 729000, tzinfo=UTC)


@pytest.mark.parametrize(
    "given",
    [None, [], "x", {}, {"forms": []}, {"forms": {"all": []}}, {"timeRange": 7, "params": 1}],
)
def test_what_makes_no_sense_gets_its_usual_value(given: object):
    context = widget_context(given)
    assert (context.theme, context.width_pixels, context.typed) == ("light", 900, {})
    assert context.starts_at is None


@pytest.mark.parametrize("width", [0, -5, 10**9, "wide", True, None])
def test_a_width_that_is_none_gets_the_usual_one(width: object):
    assert widget_context({"width": width}).width_pixels == 900


@pytest.mark.parametrize("start", [10**30, "now", float("nan")])
def test_an_instant_that_is_none_is_none(start: object):
    assert widget_context({"timeRange": {"start": start}}).starts_at is None


def test_what_was_typed_is_text_with_single_line_ends():
    typed = {"a": "one\r\ntwo", "b": None, "c": 7}
    context = widget_context({"forms": {"all": typed}})
    assert context.typed == {"a": "one\ntwo", "b": "", "c": "7"}


@pytest.mark.parametrize(
    ("stated", "arn"),
    [
        ("", None),
        ("ada", "arn:aws-cn:iam::123456789012:user/ada"),
        ("ada.l+shop@example.com", "arn:aws-cn:iam::123456789012:user/ada.l+shop@example.com"),
        ("Desk/ada", "arn:aws-cn:sts::123456789012:assumed-role/Desk/ada"),
        ("arn:aws:iam::111122223333:user/bo", "arn:aws:iam::111122223333:user/bo"),
    ],
)
def test_who_acts_is_who_the_viewer_says_to_be(stated: str, arn: str | None):
    told = {"accountId": "123456789012", "forms": {"all": {"operator": f" {stated} "}}}
    assert operator_arn(widget_context(told), FUNCTION) == arn


def test_a_widgets_parameter_names_the_operator_unless_another_is_typed():
    told: dict[str, Any] = {"accountId": "123456789012", "params": {"operator": "bo"}}
    assert operator_arn(widget_context(told), FUNCTION) == "arn:aws-cn:iam::123456789012:user/bo"
    typed = told | {"forms": {"all": {"operator": "ada"}}}
    assert operator_arn(widget_context(typed), FUNCTION) == "arn:aws-cn:iam::123456789012:user/ada"


def test_without_an_account_of_the_viewer_it_is_the_functions():
    told = {"accountId": "mine", "forms": {"all": {"operator": "ada"}}}
    assert operator_arn(widget_context(told), FUNCTION) == "arn:aws-cn:iam::210987654321:user/ada"
    assert operator_arn(widget_context(told), "") == "arn:aws:iam:::user/ada"


@pytest.mark.parametrize("stated", ["Ada Lovelace", "a/b/c", "<b>", "x" * 65, "arn:aws:s3:::x"])
def test_refuses_what_is_no_name_of_iam(stated: str):
    with pytest.raises(InvalidFields):
        operator_arn(widget_context({"forms": {"all": {"operator": stated}}}), FUNCTION)
