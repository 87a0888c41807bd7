import boto3
import pytest
from botocore.stub import Stubber

from shop.gateways.subject_marks import customer_mark
from tests.support.accounts import add_customer
from tests.support.data_requests import add_request
from tests.support.tables import REGION, Tables
from tests.support.template import resources, table_name
from tools.erasures.__main__ import main, told

STACK = "shop-test"


def run(*answers: dict) -> int:
    cloudformation = boto3.client("cloudformation", region_name=REGION)
    with Stubber(cloudformation) as stubber:
        for answer in answers:
            stubber.add_response("describe_stacks", answer)
        if not answers:
            stubber.add_client_error("describe_stacks")
        return main(["replay", "--stack", STACK], cloudformation)


def outputs() -> dict:
    names = [*resources("AWS::DynamoDB::Table"), "SigningKeys"]
    found = {name: table_name(name) for name in names}
    found["SigningKeysSecret"] = found.pop("SigningKeys")
    stack = {"StackName": STACK, "CreationTime": 0, "StackStatus": "CREATE_COMPLETE"}
    listed = [{"OutputKey": name, "OutputValue": value} for name, value in found.items()]
    return {"Stacks": [stack | {"Outputs": listed}]}


def test_erases_again_on_the_tables_of_a_stack(tables: Tables, capsys):
    add_customer()
    mark = customer_mark("id-of-customer")
    add_request(state="done", customer_id="", email="", customer_mark=mark)
    assert run(outputs(), outputs()) == 0
    assert "1 erasures were done again." in capsys.readouterr().out
    assert tables.items("CustomersTable") == []


def test_says_that_there_is_no_such_stack(tables: Tables, capsys):
    assert run() == 1
    assert "shop-test" in capsys.readouterr().err


@pytest.mark.usefixtures("tables")
def test_tells_what_was_done_and_whether_anything_is_left(capsys):
    assert told([add_request(state="done")]) == 0
    assert "example-: done\n1 erasures were done again." in capsys.readouterr().out
    assert told([add_request(request_id="left", state="erasing")]) == 1
