"""The order desk: invoked by operators, never over HTTP."""

import json
from typing import Any

import pytest

from functions.desk.app import lambda_handler
from shop.storage.orders import row_of
from shop.web.desk.actions import ACTIONS
from tests.support.faults import failing
from tests.support.logs import logged
from tests.support.orders import NUMBER, an_order
from tests.support.tables import CALLS
from tests.support.template import resources

pytestmark = pytest.mark.usefixtures("tables")
OPERATOR = "arn:aws:iam::123456789012:user/ada"


class Context:
    aws_request_id = "request-7"


def act(action: str, **given: Any) -> Any:
    return lambda_handler({"action": action} | given, Context())


@pytest.mark.parametrize("event", [{"describe": True}, {"action": "describe"}])
def test_describes_itself_in_markdown_as_a_widget_must(event):
    assert str(lambda_handler(event, None)).startswith("## Order desk")
    assert CALLS == []


@pytest.mark.parametrize("action", ACTIONS)
def test_describes_each_action(action):
    assert f"| `{action}` |" in str(lambda_handler({"describe": True}, None))


def test_an_answer_is_json():
    row_of(an_order()).save()
    answer = act("mark-paid", number=NUMBER, operator=OPERATOR)
    assert json.loads(json.dumps(answer)) == answer
    assert answer["order"]["events"][0]["request_id"] == "request-7"


def test_a_dashboard_gets_html_and_a_program_data():
    row_of(an_order()).save()
    shown = act("order", number=NUMBER, widgetContext={"dashboardName": "shop"})
    assert isinstance(shown, str)
    assert f"<h2>Order {NUMBER}</h2>" in shown
    assert act("order", number=NUMBER)["number"] == NUMBER


def test_every_action_is_logged_with_who_did_it_and_why():
    row_of(an_order()).save()
    with logged() as log:
        act("diagnose", number=NUMBER, operator=OPERATOR, reason="asked by the customer")
    (line,) = [line for line in log if line["message"] == "desk-action"]
    assert (line["action"], line["operator"], line["order_number"], line["reason"]) == (
        "diagnose",
        OPERATOR,
        NUMBER,
        "asked by the customer",
    )
    assert "ada@example.com" not in json.dumps(log)


def test_who_started_which_promotion_is_logged():
    with logged() as log:
        answer = act(
            "start-promotion",
            code="ten",
            kind="percent",
            amount=10,
            ends_at="2100-01-01T00:00:00Z",
            operator=OPERATOR,
        )
    (line,) = [line for line in log if line["message"] == "desk-action"]
    assert (line["action"], line["operator"], line["promotion"], line["outcome"]) == (
        "start-promotion",
        OPERATOR,
        "ten",
        "started",
    )
    assert json.loads(json.dumps(answer)) == answer


def test_why_somebodys_visits_were_looked_at_is_logged():
    with logged() as log:
        act("visits", ip="192.0.2.10", operator=OPERATOR, reason="many refused logins")
    (line,) = [line for line in log if line["message"] == "desk-action"]
    assert (line["operator"], line["reason"]) == (OPERATOR, "many refused logins")
    assert "192.0.2.10" not in json.dumps(log)


def test_names_the_actions_there_are_when_asked_for_another():
    answer = act("burn")
    assert answer["error"] == "invalid-fields"
    assert answer["errors"] == [
        {
            "field": "action",
            "message": f"There is no such action; there is {', '.join(ACTIONS)}.",
        }
    ]


@pytest.mark.parametrize(
    ("action", "given", "field"),
    [
        ("orders", {"status": "lost"}, "status"),
        ("ship", {"number": NUMBER, "operator": OPERATOR, "tracking": 7}, "tracking"),
        ("cancel", {"number": NUMBER, "operator": "ada"}, "operator"),
        ("cancel", {"operator": OPERATOR}, "number"),
        ("diagnose", {"number": NUMBER, "reason": ""}, "reason"),
    ],
)
def test_refuses_what_it_cannot_understand(action, given, field):
    answer = act(action, **given)
    assert [error["field"] for error in answer["errors"]] == [field]
    assert CALLS == []


def test_refuses_in_a_plain_sentence():
    row_of(an_order()).save()
    with logged() as log:
        answer = act("ship", number=NUMBER, operator=OPERATOR)
    assert answer == {"error": "conflict", "detail": "The order is not paid yet."}
    assert [(line["message"], line["code"]) for line in log] == [("desk-refused", "conflict")]


def test_what_nobody_expected_is_logged_and_fails():
    row_of(an_order()).save()
    with (
        failing("TransactWriteItems", RuntimeError("on purpose")),
        logged() as log,
        pytest.raises(RuntimeError),
    ):
        act("mark-paid", number=NUMBER, operator=OPERATOR)
    assert [line["message"] for line in log] == ["unhandled-error"]


def test_nothing_in_the_template_leads_to_it():
    assert "Events" not in resources("AWS::Serverless::Function")["DeskFunction"]
