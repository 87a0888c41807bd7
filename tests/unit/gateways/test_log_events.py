import base64
import gzip

import pytest

from shop.gateways.log_events import LogLine, read_log_lines
from tests.support.visits import log_batch, pack


def test_unpacks_the_lines_of_a_batch_in_their_order():
    assert read_log_lines(log_batch(["one", "two"], name="b")) == (
        LogLine("b-0", "one"),
        LogLine("b-1", "two"),
    )


def test_finds_no_lines_in_a_control_message():
    message = {"messageType": "CONTROL_MESSAGE", "logEvents": [{"id": "", "message": "Checking"}]}

    assert read_log_lines(pack(message)) == ()


@pytest.mark.parametrize(
    "event", [{}, {"awslogs": {}}, pack({}), pack({"messageType": "DATA_MESSAGE"})]
)
def test_refuses_what_is_no_subscriptions_event(event: dict[str, dict[str, str]]):
    with pytest.raises(KeyError):
        read_log_lines(event)


@pytest.mark.parametrize(
    "data",
    [
        "%%%",
        base64.b64encode(b"not gzip").decode(),
        base64.b64encode(gzip.compress(b"{}" * 100, mtime=0)[:20]).decode(),
        base64.b64encode(gzip.compress(b"not JSON", mtime=0)).decode(),
    ],
)
def test_refuses_what_is_not_packed_json(data: str):
    with pytest.raises(ValueError, match=r"."):
        read_log_lines({"awslogs": {"data": data}})
