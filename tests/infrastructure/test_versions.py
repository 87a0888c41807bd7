"""What is deployed by and by is deployed at all, and taken back in time; the stack has room left.

The template as SAM's own transform makes it of the source.
"""

import functools
import json
import logging
import os
from typing import Any

import pytest
from samtranslator.translator.transform import transform
from samtranslator.yaml_helper import yaml_parse

from tests.support.alarms import watched_by
from tests.support.template import ROOT, resources

# https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/cloudformation-limits.html
MOST_RESOURCES, MOST_BYTES = 500, 1_000_000
# What is left for routes to come: each is a permission of API Gateway's.
ROOM = 100
GRADUAL = ("OrdersFunction", "SessionsFunction")
ALARM = resources("AWS::CloudWatch::Alarm")["NewVersionFailingAlarm"]
CANARY_SECONDS = 300


class NoPolicies:
    """The managed policies that SAM could name; the template names none."""

    def load(self) -> dict[str, str]:
        return {}


@functools.cache
def transformed(changed: str = "") -> dict[str, Any]:
    """Return what CloudFormation is given; the files of the resource `changed` are others."""
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-2")
    logging.getLogger("samtranslator").setLevel(logging.CRITICAL)
    template = yaml_parse((ROOT / "template.yaml").read_text(encoding="utf-8"))
    for name, resource in template["Resources"].items():
        properties = resource.get("Properties", {})
        for where in ("CodeUri", "ContentUri"):
            if where in properties:
                properties[where] = f"s3://artifacts/{name}{'-new' if name == changed else ''}"
    found: dict[str, Any] = transform(template, {"Stage": "prod"}, NoPolicies())
    return found


def versions(found: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the published versions by the logical names of their functions."""
    return {
        resource["Properties"]["FunctionName"]["Ref"]: {"name": name} | resource["Properties"]
        for name, resource in found["Resources"].items()
        if resource["Type"] == "AWS::Lambda::Version"
    }


@pytest.mark.parametrize("layer", ["ShopLayer", "DependenciesLayer"])
def test_a_changed_layer_publishes_a_version_of_what_has_an_alias(layer):
    before, after = versions(transformed()), versions(transformed(layer))
    assert set(before) == set(GRADUAL)
    assert {name for name in GRADUAL if before[name]["name"] == after[name]["name"]} == set()


def test_another_functions_code_publishes_none():
    before, after = versions(transformed()), versions(transformed("CartFunction"))
    assert before == after


def test_another_version_of_the_shop_replaces_them():
    # A version's description cannot be changed: CloudFormation publishes another one.
    for version in versions(transformed()).values():
        assert version["Description"] == {"Ref": "ShopVersion"}


def test_each_alias_leads_to_the_version_that_is_watched():
    found = transformed()["Resources"]
    watched = json.dumps(found["NewVersionFailingAlarm"]["Properties"])
    for function in GRADUAL:
        alias = found[f"{function}Aliaslive"]
        [version] = alias["Properties"]["FunctionVersion"]["Fn::GetAtt"][:1]
        assert version == versions({"Resources": found})[function]["name"]
        assert watched.count(version) == 3


def test_what_takes_a_deployment_back_knows_within_the_time_of_the_canary():
    periods = {each["MetricStat"]["Period"] for each in ALARM["Metrics"] if "MetricStat" in each}
    assert periods == {60}
    # Lambda's metrics come within two minutes or so.
    assert ALARM["EvaluationPeriods"] * 60 + 120 < CANARY_SECONDS


def test_what_takes_a_deployment_back_looks_at_the_new_versions_alone():
    for metric in watched_by(ALARM):
        if metric.namespace == "AWS/Lambda":
            function = metric.dimensions["FunctionName"]["Ref"]
            assert metric.dimensions["Resource"] == {"Fn::Sub": f"${{{function}}}:live"}
            number = metric.dimensions["ExecutedVersion"]
            assert number == {"Fn::GetAtt": f"{function}.Version.Version"}
        else:
            assert "Function.Version.Version" in metric.dimensions["version"]["Fn::Sub"]


def test_an_alarm_of_the_versions_before_stops_no_deployment():
    name = ALARM["AlarmName"]["Fn::Sub"]
    assert [
        function for function in GRADUAL if f"${{{function}.Version.Version}}" not in name
    ] == []


def test_the_stack_has_room_left():
    found = transformed()
    assert len(found["Resources"]) <= MOST_RESOURCES - ROOM
    assert len(json.dumps(found).encode()) < MOST_BYTES / 2
