"""That what is deployed answers at all, on every kind of route."""

import concurrent.futures

import pytest

PARALLEL_REQUESTS = 32


def test_tells_that_it_is_well(visitor):
    reply = visitor.get("/health")
    assert (reply.status_code, reply.json()["status"]) == (200, "ok")


@pytest.mark.parametrize("path", ["/login", "/logout", "/no-such-page", "/_ministack/health"])
def test_answers_every_path_itself(visitor, path):
    reply = visitor.get(path, headers={"Accept": "application/json"})
    assert "x-request-id" in reply.headers


def test_serves_many_visitors_at_once(shop):
    def ask(_number):
        with shop.client() as client:
            return client.get("/products").status_code

    with concurrent.futures.ThreadPoolExecutor(PARALLEL_REQUESTS) as pool:
        answers = list(pool.map(ask, range(PARALLEL_REQUESTS)))
    assert set(answers) == {200}
