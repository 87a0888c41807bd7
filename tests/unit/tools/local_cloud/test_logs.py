import json

from shop import telemetry
from tools.local_cloud.logs import is_double, line_of, readable


def test_a_request_is_a_short_line_without_what_only_cloudwatch_reads(capsys):
    telemetry.begin()
    telemetry.count("Requests", outcome="ok")
    telemetry.count("DynamoDBConflicts", 2)
    telemetry.finish("request", function="cart", route="GET /cart", status=200, duration_ms=12)
    told = readable(capsys.readouterr().out.rstrip())
    assert told.startswith("request cart GET /cart 200 12 ")
    assert "_aws" not in told
    assert "Requests" not in told
    assert "DynamoDBConflicts=2" in told


def test_a_traceback_keeps_its_lines():
    line = {"level": "ERROR", "message": "unhandled-error", "exception": "Traceback:\\n  x"}
    assert readable(json.dumps(line)) == "ERROR unhandled-error\nTraceback:\\n  x"


def test_what_is_no_object_is_shown_as_it_is():
    assert [readable(text) for text in ("START", "[1]", "{")] == ["START", "[1]", "{"]


def test_a_line_begins_with_its_time():
    event = {"timestamp": 1795428000000, "message": "Task timed out\n"}
    assert line_of(event) == "10:00:00 Task timed out"


def test_the_visit_line_is_left_out_since_the_request_has_its_own():
    assert is_double('{"message":"visit-record","ip":"192.0.2.1"}')
    assert not is_double('{"message":"request"}')
