import json

import pytest

from shop import telemetry
from tests.support.logs import logged


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


def test_a_count_is_a_metric_of_the_service_written_at_once(capsys):
    telemetry.count("StockLow")
    telemetry.count("BackInStockMails", 3)
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    [directive] = first["_aws"]["CloudWatchMetrics"]
    assert directive["Namespace"] == "CTBusters"
    assert directive["Dimensions"] == [["service"]]
    assert directive["Metrics"] == [{"Name": "StockLow", "Unit": "Count"}]
    assert (first["service"], first["StockLow"]) == ("shop", [1])
    assert second["BackInStockMails"] == [3]


def test_nothing_of_one_line_is_left_in_the_next():
    with logged() as lines:
        telemetry.log_fault(a_fault("x"), request_id="r1", route="GET /cart")
        telemetry.log_event("second", one=1)
        telemetry.log_event("third")
    assert "request_id" not in lines[1]
    assert "one" not in lines[2]
