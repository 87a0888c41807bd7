"""Which shop a command is for."""

import os

import boto3
import pytest
from botocore.exceptions import ReadTimeoutError
from botocore.stub import Stubber

from tests.support.tables import REGION
from tools.desk.asking import Broken, Desk, NoShop, Refused, over_lambda
from tools.desk.reaching import reach


@pytest.fixture(autouse=True)
def _own_environment():
    before = dict(os.environ)
    yield
    os.environ.clear()
    os.environ.update(before)


def test_says_how_to_start_a_local_shop_that_is_not_there(tmp_path):
    os.environ |= {"LOCAL_PORT": "1", "LOCAL_FOLDER": str(tmp_path)}
    with pytest.raises(NoShop, match="No shop runs on port 1"):
        reach("shop-local", None)


def test_reaches_nothing_but_the_local_cloud_without_a_stack(tmp_path):
    os.environ |= {"LOCAL_PORT": "1", "AWS_PROFILE": "production", "LOCAL_FOLDER": str(tmp_path)}
    with pytest.raises(NoShop):
        reach("shop-local", "eu-west-2")
    assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:1"
    assert "AWS_PROFILE" not in os.environ


def lambda_stub(payload: bytes, **more):
    client = boto3.client("lambda", region_name=REGION)
    stub = Stubber(client)
    expected = {"FunctionName": "desk", "Payload": b'{"action": "orders"}'}
    stub.add_response("invoke", {"StatusCode": 200, "Payload": Body(payload)} | more, expected)
    stub.activate()
    return over_lambda(client, "desk")


class Body:
    """What Lambda's client hands over to be read."""

    def __init__(self, content: bytes) -> None:
        self._content = content

    def read(self) -> bytes:
        return self._content


def test_invokes_the_function_with_the_event_as_json():
    desk = Desk(lambda_stub(b'{"orders": []}'), "arn")
    assert desk.ask("orders", status=None) == {"orders": []}


def test_a_refusal_is_raised_with_its_answer():
    desk = Desk(lambda_stub(b'{"error": "not-found", "detail": "None."}'), "arn")
    with pytest.raises(Refused, match=r"None\.") as refused:
        desk.ask("orders")
    assert refused.value.answer["error"] == "not-found"


@pytest.mark.parametrize("payload", [b"null", b'"## Order desk"', b""])
def test_an_answer_that_is_none_is_no_answer(payload):
    with pytest.raises(Broken, match="no answer that could be read"):
        Desk(lambda_stub(payload), "arn").ask("orders")


def test_an_answer_that_was_lost_leaves_open_what_happened():
    def lost(_event):
        raise ReadTimeoutError(endpoint_url="https://example.com")

    with pytest.raises(Broken, match="nothing is done twice"):
        Desk(lost, "arn").ask("orders")
