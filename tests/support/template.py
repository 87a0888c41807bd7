"""template.yaml as Python values, with CloudFormation's short tags left readable."""

import functools
from pathlib import Path
from typing import Any

import yaml

from tools.seed.stack import as_variables

ROOT = Path(__file__).parents[2]


class _Loader(yaml.SafeLoader):
    """Reads `!Ref X` as `{"Ref": "X"}` and `!GetAtt X.Y` as `{"Fn::GetAtt": "X.Y"}`."""


def _tag(loader: yaml.Loader, suffix: str, node: yaml.Node) -> dict[str, Any]:
    name = suffix if suffix in ("Ref", "Condition") else f"Fn::{suffix}"
    if isinstance(node, yaml.ScalarNode):
        return {name: loader.construct_scalar(node)}
    if isinstance(node, yaml.SequenceNode):
        return {name: loader.construct_sequence(node, deep=True)}
    return {name: loader.construct_mapping(node, deep=True)}


_Loader.add_multi_constructor("!", _tag)


@functools.cache
def template() -> dict[str, Any]:
    return yaml.load((ROOT / "template.yaml").read_text(), Loader=_Loader)  # noqa: S506 - safe, above


def resources(kind: str) -> dict[str, dict[str, Any]]:
    """Return the properties of every resource of a kind by logical name."""
    return {
        name: resource.get("Properties", {})
        for name, resource in template()["Resources"].items()
        if resource["Type"] == kind
    }


def table_name(logical_name: str) -> str:
    return f"test-{logical_name}"


def environment() -> dict[str, str]:
    """Return every variable any function is given, with the parameters' defaults."""
    parameters = {n: str(p.get("Default", "")) for n, p in template()["Parameters"].items()}
    variables = dict(template()["Globals"]["Function"]["Environment"]["Variables"])
    # Some tables are only for the operators' tools.
    variables |= as_variables(
        {"OutputKey": name, "OutputValue": table_name(name)}
        for name in resources("AWS::DynamoDB::Table")
    )
    for function in resources("AWS::Serverless::Function").values():
        variables |= function.get("Environment", {}).get("Variables", {})
    return {name: _value(value, parameters) for name, value in variables.items()}


def _value(value: Any, parameters: dict[str, str]) -> str:
    if isinstance(value, dict):
        name = value["Ref"]
        return parameters.get(name, table_name(name))
    return str(value)
