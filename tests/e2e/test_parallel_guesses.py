"""Many guesses at one password at the same moment: the limit is a number, not an intention."""

from collections import Counter
from collections.abc import Iterator

import httpx
import pytest

from tests.e2e.test_last_units import at_once

GUESSES = 30
ALLOWED = 10


@pytest.fixture
def forgetful(shop) -> Iterator[None]:
    """Forget what was counted: every test here comes from one network."""
    yield
    table, client = shop.outputs()["LimitsTable"], shop.aws("dynamodb")
    for item in client.scan(TableName=table)["Items"]:
        client.delete_item(TableName=table, Key={"limit_key": item["limit_key"]})


@pytest.mark.usefixtures("forgetful")
def test_of_thirty_guesses_at_once_ten_are_looked_at(shop, new_visitor):
    guessers = [new_visitor() for _ in range(GUESSES)]
    fields = {"email": "customer@example.com", "password": "wrong wrong wrong"}

    def guess(number: int) -> httpx.Response:
        return guessers[number].post("/login", json=fields)

    replies = at_once(GUESSES, guess)

    outcomes = Counter(reply.status_code for reply in replies)
    print(f"{GUESSES} guesses at once: {dict(outcomes)}")
    assert outcomes == {401: ALLOWED, 429: GUESSES - ALLOWED}
    assert all(int(r.headers["retry-after"]) <= 300 for r in replies if r.status_code == 429)
