import base64
import json
from pathlib import Path

import pytest

from tools.local_cloud.invoking import main, read_event, show
from tools.local_cloud.progress import Failure


def written(folder: Path, text: str) -> Path:
    path = folder / "event.json"
    path.write_text(text)
    return path


def test_a_request_without_an_instant_is_made_now(tmp_path):
    event = read_event(written(tmp_path, '{"requestContext": {}}'))
    assert event["requestContext"]["timeEpoch"] > 1_700_000_000_000


def test_an_instant_that_is_named_stays(tmp_path):
    event = {"requestContext": {"timeEpoch": 1}}
    assert read_event(written(tmp_path, json.dumps(event))) == event


def test_an_event_that_is_no_request_stays_as_it_is(tmp_path):
    assert read_event(written(tmp_path, '{"task": "x"}')) == {"task": "x"}


@pytest.mark.parametrize(("text", "reason"), [("{", "is not JSON"), ("[]", "is not a JSON object")])
def test_says_what_is_wrong_with_a_file(tmp_path, text, reason):
    with pytest.raises(Failure, match=reason):
        read_event(written(tmp_path, text))


def test_a_missing_file_is_one_sentence_and_no_traceback(capsys):
    assert main(["policies", "no-such-file.json"]) == 1
    assert capsys.readouterr().err == "Error: There is no file no-such-file.json.\n"


def test_prints_the_answer_apart_from_what_was_logged(capsys):
    show({"Payload": {"statusCode": 200}, "LogResult": base64.b64encode(b"a line").decode()})
    printed = capsys.readouterr()
    assert json.loads(printed.out) == {"statusCode": 200}
    assert printed.err == "a line\n"
