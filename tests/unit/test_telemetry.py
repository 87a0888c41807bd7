import json
import os
import subprocess
import sys
import threading
from types import SimpleNamespace

import pytest

from shop import telemetry
from tests.support.logs import counted, lines_in, logged
from tests.support.template import ROOT


class Broken(Exception):
    pass


def fail(text: str) -> None:
    raise Broken(text)


def a_fault(text: str) -> Exception:
    with pytest.raises(Broken) as raised:
        fail(text)
    return raised.value


def test_there_is_one_logger():
    assert telemetry.logger() is telemetry.logger()


def test_the_logger_is_named_as_the_template_says():
    assert telemetry.logger().service == "shop"


def test_a_fault_is_one_line_with_its_traceback():
    with logged() as lines:
        telemetry.log_fault(a_fault("over\nthere"), request_id="r1", route="GET /cart")
    [line] = lines
    assert (line["level"], line["message"], line["error"]) == ("ERROR", "unhandled-error", "Broken")
    assert (line["request_id"], line["route"]) == ("r1", "GET /cart")
    assert "fail" in line["exception"]
    assert "\n" not in json.dumps(line)


def test_an_event_is_one_line_with_the_fields_it_was_given():
    with logged() as lines:
        telemetry.log_event("login-refused", reason="limit", attempts=3)
    [line] = lines
    assert (line["level"], line["message"]) == ("INFO", "login-refused")
    assert (line["reason"], line["attempts"]) == ("limit", 3)


def test_a_count_outside_a_call_is_written_at_once(capsys):
    telemetry.count("StockLow")
    telemetry.count("BackInStockMails", 3)
    first, second = lines_in(capsys.readouterr().out)
    [directive] = first["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "CTBusters/dev"
    assert directive["Dimensions"] == [["service"]]
    assert directive["Metrics"] == [{"Name": "StockLow", "Unit": "Count"}]
    assert (first["service"], first["StockLow"]) == ("shop", 1)
    assert second["BackInStockMails"] == 3


def test_a_call_is_one_line_with_all_that_was_counted_and_noted(capsys):
    telemetry.begin()
    telemetry.count("StockLow")
    telemetry.count("StockLow", 2)
    telemetry.count("DeadLinks", 0)
    telemetry.note(task="t")
    assert capsys.readouterr().out == ""
    telemetry.finish("invocation", function="f", request_id=None)
    [line] = lines_in(capsys.readouterr().out)
    assert (line["message"], line["function"], line["task"]) == ("invocation", "f", "t")
    assert "request_id" not in line
    assert (line["StockLow"], line["DeadLinks"]) == (3, 0)


def test_only_the_first_call_of_a_process_is_a_cold_start():
    program = "from shop import telemetry as t\nfor _ in '12': t.begin(); t.finish('x')"
    done = subprocess.run(
        [sys.executable, "-c", program],
        env=os.environ | {"PYTHONPATH": "layers/shop"},
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    first, second = lines_in(done.stdout)
    assert (first["cold_start"], first["ColdStarts"]) == (True, 1)
    assert second["cold_start"] is False
    assert "ColdStarts" not in second


def test_knows_the_trace_of_a_call(capsys, monkeypatch):
    monkeypatch.setenv("_X_AMZN_TRACE_ID", "Root=1-67891233-abcdef012345678912345678;Sampled=1")
    telemetry.begin()
    telemetry.finish("request")
    [line] = lines_in(capsys.readouterr().out)
    assert line["trace_id"] == "1-67891233-abcdef012345678912345678"


def test_a_call_that_breaks_off_leaves_nothing_to_the_next(capsys):
    telemetry.begin()
    telemetry.count("StockLow")
    telemetry.begin()
    telemetry.finish("request")
    assert "StockLow" not in counted(capsys.readouterr().out)


def test_calls_in_other_threads_are_told_apart(capsys):
    telemetry.begin()

    def answer_another() -> None:
        telemetry.begin()
        telemetry.finish("other")

    thread = threading.Thread(target=answer_another)
    telemetry.count("StockLow")
    thread.start()
    thread.join()
    telemetry.finish("mine")
    other, mine = lines_in(capsys.readouterr().out)
    assert "StockLow" not in other
    assert mine["StockLow"] == 1


@pytest.mark.parametrize(
    ("name", "dimensions"),
    [("StockHigh", {}), ("StockLow", {"function": "cart"}), ("Requests", {})],
)
def test_refuses_a_metric_that_is_not_in_the_register(name, dimensions):
    with pytest.raises(LookupError):
        telemetry.count(name, **dimensions)


def test_what_runs_without_a_request_is_one_line_too(capsys):
    @telemetry.observed("visits")
    def handler(_event, _context):
        telemetry.note(records=3)
        return "kept"

    context = SimpleNamespace(aws_request_id="r1")
    assert handler({}, context) == "kept"
    [line] = lines_in(capsys.readouterr().out)
    expected = {"function": "visits", "outcome": "ok", "records": 3, "request_id": "r1"}
    assert expected.items() <= line.items()
    assert line["duration_ms"] >= 0


def test_what_fails_is_told_with_its_traceback_and_still_fails(capsys):
    @telemetry.observed("housekeeping")
    def handler(_event, _context):
        telemetry.note(task="measure-backlog")
        return fail("no")

    with logged() as faults, pytest.raises(Broken):
        handler({}, SimpleNamespace(aws_request_id="r1"))
    [fault] = faults
    told = {"message": "unhandled-error", "route": "measure-backlog", "request_id": "r1"}
    assert told.items() <= fault.items()
    assert "Broken" in fault["exception"]
    [line] = [line for line in lines_in(capsys.readouterr().out) if "outcome" in line]
    assert line["outcome"] == "failed"


def test_a_fault_that_was_told_where_it_happened_is_told_once():
    @telemetry.observed("mail_events")
    def handler(_event, _context):
        telemetry.log_fault(a_fault("x"), request_id="e1", route="mail_events")
        return fail("no")

    with logged() as faults, pytest.raises(Broken):
        handler({}, None)
    assert [fault["request_id"] for fault in faults] == ["e1"]


def test_nothing_of_one_line_is_left_in_the_next():
    with logged() as lines:
        telemetry.log_fault(a_fault("x"), request_id="r1", route="GET /cart")
        telemetry.log_event("second", one=1)
        telemetry.log_event("third")
    assert "request_id" not in lines[1]
    assert "one" not in lines[2]
