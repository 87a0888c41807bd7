"""Following a stream: one bad record holds up no other, and is logged once."""

from shop.gateways.streams import follow_stream
from tests.support.logs import lines_in, logged


def record(number: int) -> dict:
    return {
        "eventID": f"event-{number}",
        "eventSource": "aws:dynamodb",
        "dynamodb": {"SequenceNumber": str(number), "Keys": {"sku": {"S": f"LAMP-{number}"}}},
    }


def test_tells_each_change_and_names_only_the_bad_one():
    told: list[str] = []

    def tell(change: dict) -> None:
        told.append(change["Keys"]["sku"]["S"])
        if told[-1] == "LAMP-2":
            raise ValueError("planted")

    handler = follow_stream("a_stream", tell)
    with logged() as lines:
        answer = handler({"Records": [record(n) for n in (1, 2, 3)]}, None)

    assert told == ["LAMP-1", "LAMP-2", "LAMP-3"]
    assert answer == {"batchItemFailures": [{"itemIdentifier": "2"}]}
    assert [(line["message"], line["route"]) for line in lines] == [("unhandled-error", "a_stream")]


def test_a_batch_of_bad_records_names_every_one_of_them():
    def tell(_change: dict) -> None:
        raise ValueError("planted")

    answer = follow_stream("a_stream", tell)({"Records": [record(1), record(2)]}, None)

    assert [f["itemIdentifier"] for f in answer["batchItemFailures"]] == ["1", "2"]


def test_counts_what_does_not_come_again_and_nothing_after_the_first_bad_record():
    counted: list[str] = []

    def tell(change: dict) -> None:
        if change["Keys"]["sku"]["S"] in bad:
            raise ValueError("planted")

    def tally(change: dict) -> None:
        counted.append(change["Keys"]["sku"]["S"])

    handler = follow_stream("a_stream", tell, tally)
    bad = {"LAMP-2"}
    handler({"Records": [record(n) for n in (1, 2, 3)]}, None)
    assert counted == ["LAMP-1"]
    bad.clear()
    handler({"Records": [record(n) for n in (2, 3)]}, None)
    assert counted == ["LAMP-1", "LAMP-2", "LAMP-3"]


def test_a_batch_is_one_line_however_many_records_it_has(capsys):
    def tell(change: dict) -> None:
        if change["Keys"]["sku"]["S"] == "LAMP-2":
            raise ValueError("planted")

    follow_stream("a_stream", tell)({"Records": [record(1), record(2)]}, None)
    [line] = [line for line in lines_in(capsys.readouterr().out) if "outcome" in line]
    assert (line["message"], line["function"]) == ("invocation", "a_stream")
    assert (line["records"], line["failed"], line["outcome"]) == (2, 1, "ok")
