"""An alarm looks at a metric that is written, and leads to a runbook whose steps can be done."""

import json
import re
from importlib.util import find_spec

import pytest

from functions.housekeeping.app import TASKS
from shop.web.desk.actions import ACTIONS
from tests.support.alarms import alarms, is_written, name_of, watched_by
from tests.support.log_queries import queries
from tests.support.template import ROOT, resources, template
from tools.desk.commands import desk

FOLDER = ROOT / "docs/runbooks"
RUNBOOKS = {path.stem: path.read_text(encoding="utf-8") for path in sorted(FOLDER.glob("*.md"))}
# What is done seldom, and belongs to no alarm.
PROCEDURES = {"card-payments", "messages-and-visits", "refunds-and-invoices", "restore"}
BUDGETS = {
    budget["Budget"]["BudgetName"]["Fn::Sub"].removeprefix("shop-${Stage}-")
    for budget in resources("AWS::Budgets::Budget").values()
}
PARTS = re.compile(r'ALARM\("\$\{(\w+)\}"\)')
QUERY = re.compile(r"\b[Qq]uery `([^`]+)`")
DESK = re.compile(r"\bdesk ([a-z][a-z-]+)(?= |`|$)", re.MULTILINE)
ALARMS = alarms()
NAMES = {name_of(alarm) for alarm in ALARMS.values()}
LIST = RUNBOOKS["README"]
# What takes a gradual deployment back.
ROLL_BACK = {
    alarm["Fn::If"][1]["Ref"]
    for function in resources("AWS::Serverless::Function").values()
    for alarm in function.get("DeploymentPreference", {}).get("Alarms", ())
}
OF_ALARMS = sorted(NAMES | BUDGETS)


def code_in(text: str) -> str:
    """Return what a page shows as code, one piece a line."""
    blocks = re.findall(r"```\w*\n(.*?)```", text, re.DOTALL)
    return "\n".join(
        [*blocks, *re.findall(r"`([^`\n]+)`", re.sub(r"```.*?```", "", text, flags=re.DOTALL))]
    )


class TestAlarms:
    @pytest.mark.parametrize("logical_name", ALARMS)
    def test_is_named_as_in_the_template(self, logical_name):
        words = name_of(ALARMS[logical_name]).split("-")
        assert logical_name == "".join(word.capitalize() for word in words) + "Alarm"

    @pytest.mark.parametrize("logical_name", ALARMS)
    def test_looks_at_metrics_that_are_written(self, logical_name):
        alarm = ALARMS[logical_name]
        watched = list(watched_by(alarm))
        assert watched or PARTS.search(str(alarm["AlarmRule"]))
        assert [metric for metric in watched if not is_written(metric)] == []

    @pytest.mark.parametrize("logical_name", resources("AWS::CloudWatch::Alarm"))
    def test_says_what_missing_data_mean(self, logical_name):
        alarm = ALARMS[logical_name]
        assert alarm["TreatMissingData"] in ("notBreaching", "ignore", "breaching")

    @pytest.mark.parametrize("logical_name", resources("AWS::CloudWatch::Alarm"))
    def test_gives_the_reason_of_its_number(self, logical_name):
        text = (ROOT / "template.yaml").read_text(encoding="utf-8")
        resource = re.split(r"\n  (?=\S)", text[text.index(f"\n  {logical_name}:\n") + 1 :])[0]
        assert re.search(r"^ +# ", resource, re.MULTILINE)

    def test_tells_somebody_or_is_part_of_one_that_does(self):
        telling = {name for name, alarm in ALARMS.items() if alarm.get("AlarmActions")}
        parts = {
            part
            for name in telling
            for part in PARTS.findall(str(ALARMS[name].get("AlarmRule", "")))
        }
        # Who deploys is told by the deployment that is taken back.
        assert telling | parts | ROLL_BACK == set(ALARMS)
        assert not ROLL_BACK & (telling | parts)
        # One trouble is told once: what is part of another tells nobody by itself.
        assert telling & parts <= {"ShopDownAlarm"}

    def test_is_on_aws_alone(self):
        found = [name for name in ALARMS if template()["Resources"][name]["Condition"] != "OnAws"]
        assert found == []


class TestRunbooks:
    def test_there_is_one_for_each_alarm_and_no_other(self):
        assert set(RUNBOOKS) - {"README"} == NAMES | BUDGETS | PROCEDURES

    @pytest.mark.parametrize("logical_name", ALARMS)
    def test_is_linked_by_the_description_of_its_alarm(self, logical_name):
        alarm = ALARMS[logical_name]
        ending = f" Runbook: docs/runbooks/{name_of(alarm)}.md"
        assert alarm["AlarmDescription"].endswith(ending)
        assert (ROOT / ending.removeprefix(" Runbook: ")).is_file()

    @pytest.mark.parametrize("name", OF_ALARMS)
    def test_says_what_it_means_where_to_look_what_to_do_and_when_it_is_over(self, name):
        headings = re.findall(r"^## (.*)$", RUNBOOKS[name], re.MULTILINE)
        assert headings == ["What it means", "First looks", "What to do", "It is over when"]
        looks = RUNBOOKS[name].split("## First looks\n")[1].split("## What to do")[0]
        assert re.findall(r"^(\d)\. ", looks, re.MULTILINE) == ["1", "2", "3"]
        assert QUERY.search(looks)

    def test_the_list_has_each(self):
        listed = re.findall(r"^\| \[([a-z-]+)\]\(([a-z-]+)\.md\) \|", LIST, re.MULTILINE)
        assert sorted(listed) == [(name, name) for name in OF_ALARMS]

    def test_the_list_says_who_tells(self):
        told = dict(re.findall(r"^\| \[([a-z-]+)\].* \| `?([a-z -]+)[^|]* \|$", LIST, re.MULTILINE))
        parts = {
            name_of(ALARMS[part]): name_of(alarm)
            for alarm in resources("AWS::CloudWatch::CompositeAlarm").values()
            for part in PARTS.findall(str(alarm["AlarmRule"]))
            if part != "ShopDownAlarm"
        }
        parts |= {name_of(ALARMS[name]): "make deploy" for name in ROLL_BACK}
        assert told == {name: parts.get(name, "mail") for name in OF_ALARMS}

    def test_name_every_query_and_none_that_there_is_not(self):
        named = {query for text in RUNBOOKS.values() for query in QUERY.findall(text)}
        assert named == set(queries())

    @pytest.mark.parametrize("name", RUNBOOKS)
    def test_every_command_is_one(self, name):
        code = code_in(RUNBOOKS[name])
        assert set(DESK.findall(code)) <= set(desk.commands)
        targets = re.findall(r"^([a-z-]+):.*## ", (ROOT / "Makefile").read_text(), re.MULTILINE)
        assert set(re.findall(r"\bmake ([a-z-]+)", code)) <= set(targets)
        modules = re.findall(r"python -m ([a-z_.]+)", code)
        assert [module for module in modules if find_spec(module) is None] == []
        events = re.findall(r"events/\S+\.json", code)
        assert [event for event in events if not (ROOT / event).is_file()] == []

    @pytest.mark.parametrize("name", RUNBOOKS)
    def test_every_action_and_task_is_one(self, name):
        code = code_in(RUNBOOKS[name])
        assert set(re.findall(r'"action": "([^"]+)"', code)) <= set(ACTIONS)
        assert set(re.findall(r'"task": "([^"]+)"', code)) <= set(TASKS)

    @pytest.mark.parametrize("name", RUNBOOKS)
    def test_every_output_is_one(self, name):
        outputs = template()["Outputs"]
        found = re.findall(r"<([A-Z]\w+)>", code_in(RUNBOOKS[name]))
        assert [output for output in found if output not in outputs] == []


def test_nobody_but_cloudwatch_and_budgets_may_publish():
    [policy] = resources("AWS::SNS::TopicPolicy").values()
    [statement] = policy["PolicyDocument"]["Statement"]
    assert statement["Principal"] == {
        "Service": ["cloudwatch.amazonaws.com", "budgets.amazonaws.com"]
    }
    assert json.dumps(statement["Condition"]).count("aws:SourceAccount") == 1
    [topic] = resources("AWS::SNS::Topic").values()
    assert topic["KmsMasterKeyId"] == {"Ref": "AlarmsKey"}
