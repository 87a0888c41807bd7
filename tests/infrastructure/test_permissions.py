"""Each function is given the tables its code reaches and may do to them what its code does."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support import reach, table_use
from tests.support.template import resources, template
from tools.seed.stack import variable_of

FUNCTIONS = {
    Path(properties["CodeUri"]).name: properties
    for properties in resources("AWS::Serverless::Function").values()
}
TABLES = {variable_of(name): name for name in resources("AWS::DynamoDB::Table")}
COMMON = set(template()["Globals"]["Function"]["Environment"]["Variables"])
# Read by Powertools, botocore and Lambda itself.
NOT_OURS = {
    "POWERTOOLS_SERVICE_NAME",
    "POWERTOOLS_METRICS_NAMESPACE",
    "POWERTOOLS_LOG_LEVEL",
    "AWS_CA_BUNDLE",
    "AWS_DATA_PATH",
}
# Set by Lambda itself, for each call.
LAMBDAS_OWN = {"_X_AMZN_TRACE_ID", "AWS_LAMBDA_FUNCTION_VERSION"}


def app(function: str) -> str:
    name = f"functions.{function}.app"
    if name not in reach.modules():
        pytest.fail(f"functions/{function}/app.py is missing")
    return name


def statements(function: str) -> Iterator[dict[str, Any]]:
    for policy in FUNCTIONS[function].get("Policies", []):
        assert isinstance(policy, dict), f"{function}: a managed policy grants too much: {policy}"
        yield from policy["Statement"]


def as_list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def granted(function: str) -> set[tuple[str, str]]:
    """Return (table's variable, action) of every permission on a table or its indexes."""
    return {
        (variable_of(table), action.removeprefix("dynamodb:"))
        for statement in statements(function)
        for resource in as_list(statement["Resource"])
        for table in re.findall(r"\b(\w+Table)\b", str(resource))
        for action in as_list(statement["Action"])
    }


def given_variables(function: str) -> set[str]:
    return set(FUNCTIONS[function].get("Environment", {}).get("Variables", {}))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_may_do_to_each_table_exactly_what_its_code_does(function):
    used, may = table_use.used_actions(app(function)), granted(function)
    assert {"needs a permission for": used - may, "may without need": may - used} == {
        "needs a permission for": set(),
        "may without need": set(),
    }


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_function_is_given_exactly_the_variables_its_code_reads(function):
    read = reach.used_variables(app(function)) - COMMON - LAMBDAS_OWN
    given = given_variables(function)
    assert {"reads": read - given, "is given without need": given - read} == {
        "reads": set(),
        "is given without need": set(),
    }


def test_what_every_function_is_given_some_function_reads():
    read = {name for function in FUNCTIONS for name in reach.used_variables(app(function))}
    assert COMMON - read - NOT_OURS == set()


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_variable_of_a_table_names_that_table(function):
    variables = FUNCTIONS[function].get("Environment", {}).get("Variables", {})
    wrong = {
        name: value
        for name, value in variables.items()
        if name.endswith("_TABLE") and value != {"Ref": TABLES.get(name)}
    }
    assert wrong == {}


@pytest.mark.parametrize("function", FUNCTIONS)
def test_secrets_and_mail_are_for_those_who_use_them(function):
    reached = reach.reached_modules(app(function))
    definitions = reach.reached_definitions(app(function))
    actions = {
        action
        for statement in statements(function)
        for action in as_list(statement["Action"])
        if not action.startswith("dynamodb:")
    }
    expected = set()
    if ("shop.gateways.signatures", "_keys") in definitions:
        expected |= {"secretsmanager:GetSecretValue"}
    if ("shop.gateways.payment_providers", "_parameter") in definitions:
        expected |= {"ssm:GetParameter"}
    if "shop.gateways.mail" in reached:
        expected |= {"ses:SendEmail"}
    assert actions == expected


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_permission_is_for_everything(function):
    for statement in statements(function):
        assert statement["Effect"] == "Allow"
        assert not [action for action in as_list(statement["Action"]) if "*" in action]
        for resource in as_list(statement["Resource"]):
            text = str(resource)
            # An account's mail identities are not known to the template.
            assert "*" not in text or "identity/*" in text, f"{function}: {text}"


def test_who_may_work_at_the_desk_may_invoke_it_and_nothing_else():
    policy = resources("AWS::IAM::ManagedPolicy")["DeskOperatorsPolicy"]
    invoking, looking = policy["PolicyDocument"]["Statement"]
    assert invoking["Action"] == "lambda:InvokeFunction"
    assert invoking["Resource"] == {"Fn::GetAtt": "DeskFunction.Arn"}
    assert set(looking["Action"]) == {"cloudwatch:GetDashboard", "cloudwatch:ListDashboards"}
    group = resources("AWS::IAM::Group")["DeskOperators"]
    assert group["ManagedPolicyArns"] == [{"Ref": "DeskOperatorsPolicy"}]
    assert set(resources("AWS::IAM::ManagedPolicy")) == {"DeskOperatorsPolicy"}


def test_nothing_but_a_policy_leads_to_the_desk():
    desk = FUNCTIONS["desk"]
    assert "Events" not in desk
    assert "FunctionUrlConfig" not in desk
    leading = [
        name
        for name, resource in template()["Resources"].items()
        if "DeskFunction" in str(resource.get("Properties")) and name != "DeskOperatorsPolicy"
    ]
    # Dashboards only name it: whoever looks at one calls it with their own rights. A trail keeps
    # who did.
    kinds = {template()["Resources"][name]["Type"] for name in leading}
    assert kinds <= {"AWS::CloudWatch::Dashboard", "AWS::CloudTrail::Trail"}


def test_nobody_may_scan_or_change_tables_themselves():
    forbidden = {"Scan", "DeleteTable", "UpdateTable", "CreateTable", "DescribeTable"}
    assert [(f, g) for f in FUNCTIONS for g in granted(f) if g[1] in forbidden] == []
    assert [
        (f, u) for f in FUNCTIONS for u in table_use.used_actions(app(f)) if u[1] == "Scan"
    ] == []


@pytest.mark.parametrize("function", FUNCTIONS)
def test_a_permission_on_an_index_names_an_index_of_the_table(function):
    for statement in statements(function):
        for resource in as_list(statement["Resource"]):
            for table, index in re.findall(r"(\w+Table)\.Arn\}/index/(\w+)", str(resource)):
                indexes = resources("AWS::DynamoDB::Table")[table]["GlobalSecondaryIndexes"]
                assert index in {i["IndexName"] for i in indexes}
                assert "dynamodb:Query" in as_list(statement["Action"])


def test_the_policies_need_nothing_of_aws():
    reached = reach.reached_modules(app("policies"))
    assert [name for name in reached if name.startswith("shop.storage")] == []
    assert "shop.gateways.aws" not in reached


@pytest.mark.parametrize("function", FUNCTIONS)
def test_no_variable_holds_a_secret(function):
    variables = FUNCTIONS[function].get("Environment", {}).get("Variables", {})
    written = {name: value for name, value in variables.items() if not isinstance(value, dict)}
    assert [n for n in written if re.search("SECRET|PASSWORD|TOKEN|_KEY$", n)] == []
