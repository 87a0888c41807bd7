"""Whether the time of an answer tells a customer from a stranger, as somebody outside sees it.

    pytest tests/bench/telling_apart.py -s

A thousand answers are timed for each branch, half of them about somebody known, in random order,
and told apart by their time alone. The area under that classifier's curve (AUC) is 0.5 for a coin;
with a thousand timings chance keeps it between 0.45 and 0.55. It is named like no test, since a
busy machine may move it.
"""

import os
import random
import statistics
import time

import pytest

from tests.e2e.test_journey import checkout, confirm, new_email
from tests.support.telling_apart import Pair, pairs_about

TIMINGS = int(os.environ.get("TIMINGS", "1000"))
WARM_UP = 20
FAIR = (0.45, 0.55)
BRANCHES = ("login", "find, by number", "register", "forgot", "find, by address")


@pytest.fixture(scope="module")
def pairs(shop) -> dict[str, Pair]:
    """What may be asked about the shop's demo customer, and about a guest's order."""
    email = new_email()
    with shop.client() as guest:
        sku = guest.get("/products").json()["products"][0]["sku"]
        guest.post("/cart/lines", json={"sku": sku, "quantity": 1})
        number = confirm(guest, checkout(guest, email)).json()["number"]
    return pairs_about(number, email)


def forget_limits(shop, table: str) -> None:
    """Make the next attempt the first one."""
    client = shop.aws("dynamodb")
    for item in client.scan(TableName=table)["Items"]:
        client.delete_item(TableName=table, Key={"limit_key": item["limit_key"]})


def timed(shop, pair: Pair) -> tuple[list[float], list[float]]:
    """Return the milliseconds of answers about somebody known, and about somebody unknown."""
    order = [True, False] * (TIMINGS // 2 + WARM_UP)
    random.Random(20261122).shuffle(order)  # noqa: S311 - the same order each time
    found: dict[bool, list[float]] = {True: [], False: []}
    table = shop.outputs()["LimitsTable"]
    with shop.client() as client:
        for number, is_known in enumerate(order):
            forget_limits(shop, table)
            fields = pair.known if is_known else pair.unknown
            started = time.perf_counter()
            reply = client.post(pair.path, json=fields)
            taken = (time.perf_counter() - started) * 1000
            assert reply.status_code in (202, 401), reply.text
            if number >= 2 * WARM_UP:
                found[is_known].append(taken)
    return found[True], found[False]


def auc(known: list[float], unknown: list[float]) -> float:
    """Return how often somebody known takes longer than somebody unknown (Mann and Whitney)."""
    ranked = sorted([(value, True) for value in known] + [(value, False) for value in unknown])
    ranks = sum(rank for rank, (_, is_known) in enumerate(ranked, 1) if is_known)
    return (ranks - len(known) * (len(known) + 1) / 2) / (len(known) * len(unknown))


@pytest.mark.enable_socket
@pytest.mark.parametrize("branch", BRANCHES)
def test_the_time_of_an_answer_tells_nothing(branch: str, shop, pairs: dict[str, Pair]):
    known, unknown = timed(shop, pairs[branch])
    value = auc(known, unknown)
    medians = f"{statistics.median(known):.1f} ms known, {statistics.median(unknown):.1f} unknown"
    told = f"{branch}: AUC {value:.3f} of {len(known) + len(unknown)}, medians {medians}"
    print(f"\n{told}")  # noqa: T201 - what it is run for
    assert FAIR[0] <= value <= FAIR[1]
