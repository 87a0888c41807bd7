"""What the template says beside tables and permissions: times, logs, failures, outputs."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from shop.domain import retention
from shop.storage import connection
from shop.web.routes import ROUTES
from tests.support.template import ROOT, resources, template

FUNCTIONS = {
    Path(properties["CodeUri"]).name: properties
    for properties in resources("AWS::Serverless::Function").values()
}
GLOBALS = template()["Globals"]["Function"]
HTTP = sorted(ROUTES)
# The order desk is invoked by operators, who see for themselves when it fails.
ASYNCHRONOUS = sorted(set(FUNCTIONS) - set(ROUTES) - {"desk"})
NAMES = {Path(p["CodeUri"]).name: n for n, p in resources("AWS::Serverless::Function").items()}


def events(function: str, kind: str) -> list[dict[str, Any]]:
    found = FUNCTIONS[function].get("Events", {}).values()
    return [event.get("Properties", {}) for event in found if event["Type"] == kind]


class TestFunctions:
    def test_every_folder_is_deployed_and_every_function_has_one(self):
        folders = {path.parent.name for path in (ROOT / "functions").glob("*/app.py")}
        assert set(FUNCTIONS) == folders

    def test_a_folder_holds_nothing_but_its_app(self):
        found = [
            path
            for path in (ROOT / "functions").glob("*/*")
            if path.name not in ("app.py", "__pycache__")
        ]
        assert found == []

    @pytest.mark.parametrize("function", FUNCTIONS)
    def test_has_the_name_of_its_folder(self, function):
        expected = "".join(part.capitalize() for part in function.split("_")) + "Function"
        assert NAMES[function] == expected

    @pytest.mark.parametrize("function", FUNCTIONS)
    def test_is_built_precompiled(self, function):
        resource = template()["Resources"][NAMES[function]]
        assert resource["Metadata"] == {"BuildMethod": "makefile", "ContextPath": "functions"}

    def test_run_on_the_python_they_are_tested_on(self):
        assert GLOBALS["Runtime"] == "python3.13"
        assert GLOBALS["Handler"] == "app.lambda_handler"
        overriding = [f for f, p in FUNCTIONS.items() if {"Runtime", "Handler", "Layers"} & set(p)]
        assert overriding == []


class TestTimes:
    @pytest.mark.parametrize("function", HTTP)
    def test_lambda_ends_before_the_gateway_gives_up(self, function):
        timeout_seconds = FUNCTIONS[function].get("Timeout", GLOBALS["Timeout"])
        integrations = {e.get("TimeoutInMillis", 30_000) for e in events(function, "HttpApi")}
        assert timeout_seconds == 10
        assert integrations == {12_000}

    def test_the_client_gives_up_before_lambda_ends(self):
        worst = connection.ATTEMPTS * (
            connection.CONNECT_TIMEOUT_SECONDS + connection.READ_TIMEOUT_SECONDS
        )
        assert worst < min(GLOBALS["Timeout"], 10)

    def test_the_gateway_throttles(self):
        [api] = resources("AWS::Serverless::HttpApi").values()
        assert api["DefaultRouteSettings"]["ThrottlingRateLimit"] <= 1_000
        assert {"POST /login", "POST /register"} <= set(api["RouteSettings"])
        keys = {key for routes in ROUTES.values() for key in routes}
        assert set(api["RouteSettings"]) <= keys


class TestLogs:
    @pytest.mark.parametrize(
        ("group", "kept"),
        [
            ("HttpLogGroup", retention.LOG_VISITS),
            ("EventsLogGroup", retention.LOG_APPLICATION),
            ("AccessLogGroup", retention.LOG_ACCESS),
        ],
    )
    def test_are_kept_as_long_as_the_policy_says(self, group, kept):
        properties = resources("AWS::Logs::LogGroup")[group]
        assert timedelta(days=properties["RetentionInDays"]) == kept

    def test_every_group_is_one_of_them(self):
        assert set(resources("AWS::Logs::LogGroup")) == {
            "HttpLogGroup",
            "EventsLogGroup",
            "AccessLogGroup",
        }

    @pytest.mark.parametrize("function", FUNCTIONS)
    def test_visit_lines_are_in_the_group_with_the_short_life(self, function):
        settings = FUNCTIONS[function].get("LoggingConfig", GLOBALS["LoggingConfig"])
        expected = "HttpLogGroup" if function in ROUTES else "EventsLogGroup"
        assert settings["LogGroup"] == {"Ref": expected}
        assert settings["LogFormat"] == "JSON"

    def test_the_access_log_is_on_and_holds_no_address(self):
        [api] = resources("AWS::Serverless::HttpApi").values()
        assert "$context.requestId" in api["AccessLogSettings"]["Format"]
        assert "sourceIp" not in api["AccessLogSettings"]["Format"]


class TestFailures:
    def test_what_could_not_be_delivered_is_kept_as_long_as_the_policy_says(self):
        [queue] = resources("AWS::SQS::Queue").values()
        assert timedelta(seconds=queue["MessageRetentionPeriod"]) == retention.FAILED_DELIVERY
        assert queue["SqsManagedSseEnabled"] is True

    @pytest.mark.parametrize("function", ASYNCHRONOUS)
    def test_every_source_has_a_bound_and_a_place_for_failures(self, function):
        sources = [
            (event["Type"], event.get("Properties", {}))
            for event in FUNCTIONS[function].get("Events", {}).values()
        ]
        assert sources, f"{function} has no source"
        for kind, properties in sources:
            {
                "DynamoDB": stream,
                "Schedule": schedule,
                "EventBridgeRule": schedule,
                "CloudWatchLogs": subscription,
            }[kind](function, properties)


DEAD_LETTERS = {"Fn::GetAtt": "DeadLettersQueue.Arn"}


def stream(_function: str, source: dict[str, Any]) -> None:
    assert source["BisectBatchOnFunctionError"] is True
    assert source["FunctionResponseTypes"] == ["ReportBatchItemFailures"]
    assert 1 <= source["MaximumRetryAttempts"] <= 20
    assert source["MaximumRecordAgeInSeconds"] <= 24 * 3600
    assert source["DestinationConfig"]["OnFailure"]["Destination"] == DEAD_LETTERS


def schedule(function: str, source: dict[str, Any]) -> None:
    assert source["RetryPolicy"]["MaximumRetryAttempts"] <= 10
    assert source["RetryPolicy"]["MaximumEventAgeInSeconds"] <= 24 * 3600
    failed_to_reach = source.get("DeadLetterConfig", {}).get("Arn") == DEAD_LETTERS
    assert failed_to_reach or bounded(function), f"{function}: a failed run is lost"


def subscription(function: str, source: dict[str, Any]) -> None:
    assert source["FilterPattern"] == '"visit-record"'
    assert bounded(function), f"{function}: a failed batch is lost"


def bounded(function: str) -> bool:
    """Tell whether failed asynchronous invocations are tried a few times and then kept."""
    config = FUNCTIONS[function].get("EventInvokeConfig", {})
    destination = config.get("DestinationConfig", {}).get("OnFailure", {}).get("Destination")
    return bool(destination == DEAD_LETTERS) and config.get("MaximumRetryAttempts", 3) <= 2


class TestOutputs:
    def test_name_the_address_the_api_and_every_table(self):
        expected = {"SiteUrl", "ApiId", "ApiUrl", "SigningKeysSecret"}
        expected |= set(resources("AWS::DynamoDB::Table"))
        assert expected <= set(template()["Outputs"])

    def test_of_a_table_is_its_name(self):
        outputs = template()["Outputs"]
        wrong = [
            name
            for name in resources("AWS::DynamoDB::Table")
            if outputs.get(name, {}).get("Value") != {"Ref": name}
        ]
        assert wrong == []

    def test_are_described(self):
        assert all(output.get("Description") for output in template()["Outputs"].values())


def test_every_parameter_is_described_and_used():
    text = (ROOT / "template.yaml").read_text(encoding="utf-8")
    body = text[text.index("\nConditions:") :]
    for name, parameter in template()["Parameters"].items():
        assert parameter["Description"], name
        assert re.search(rf"!Ref {name}\b|\$\{{{name}\}}", body), f"{name} is not used"
