"""Many buyers at once, on a data store whose transactions are atomic."""

import concurrent.futures
from collections import Counter

import httpx
import pytest

from tests.e2e.test_journey import checkout, confirm, new_email

BUYERS = 16
SAME_KEY_THREADS = 8
UNITS = 3


@pytest.fixture
def scarce(shop) -> str:
    """A product with exactly three units."""
    sku = "RACE-UNITS"
    table = shop.outputs()["ProductsTable"]
    item = shop.aws("dynamodb").scan(TableName=table, Limit=1)["Items"][0]
    item |= {"sku": {"S": sku}, "available": {"N": str(UNITS)}, "price_pence": {"N": "1250"}}
    shop.aws("dynamodb").put_item(TableName=table, Item=item)
    return sku


def units_left(shop, sku: str) -> int:
    answer = shop.aws("dynamodb").get_item(
        TableName=shop.outputs()["ProductsTable"], Key={"sku": {"S": sku}}, ConsistentRead=True
    )
    return int(answer["Item"]["available"]["N"])


def at_once(number: int, work) -> list[httpx.Response]:
    with concurrent.futures.ThreadPoolExecutor(number) as pool:
        return list(pool.map(work, range(number)))


def until_decided(client: httpx.Client, review: dict) -> httpx.Response:
    """Confirm as a careful client does: the same request again while the shop says try again."""
    reply = confirm(client, review)
    for _ in range(20):
        if reply.status_code != 503:
            break
        reply = confirm(client, review)
    return reply


def test_sixteen_buyers_of_the_last_three_units_get_three_orders(shop, new_visitor, scarce):
    buyers = [new_visitor() for _ in range(BUYERS)]
    reviews = []
    for buyer in buyers:
        buyer.post("/cart/lines", json={"sku": scarce, "quantity": 1})
        reviews.append(checkout(buyer, new_email()))

    replies = at_once(BUYERS, lambda n: until_decided(buyers[n], reviews[n]))

    outcomes = Counter(reply.status_code for reply in replies)
    print(f"{BUYERS} buyers, {UNITS} units: {dict(outcomes)}, left {units_left(shop, scarce)}")
    assert outcomes == {201: UNITS, 409: BUYERS - UNITS}
    assert {r.json()["code"] for r in replies if r.status_code == 409} == {"out-of-stock"}
    assert len({r.json()["number"] for r in replies if r.status_code == 201}) == UNITS
    assert units_left(shop, scarce) == 0


def test_the_same_key_from_eight_threads_places_one_order(shop, new_visitor, scarce):
    buyer = new_visitor()
    buyer.post("/cart/lines", json={"sku": scarce, "quantity": 1})
    review = checkout(buyer, new_email())
    jar = dict(buyer.cookies)

    def confirm_once(_number: int) -> httpx.Response:
        with shop.client() as twin:
            twin.headers["Cookie"] = "; ".join(f"{n}={v}" for n, v in jar.items())
            return until_decided(twin, review)

    replies = at_once(SAME_KEY_THREADS, confirm_once)

    outcomes = Counter(reply.status_code for reply in replies)
    print(f"{SAME_KEY_THREADS} threads, one key: {dict(outcomes)}, left {units_left(shop, scarce)}")
    assert outcomes == {201: 1, 200: SAME_KEY_THREADS - 1}
    assert len({reply.json()["number"] for reply in replies}) == 1
    assert units_left(shop, scarce) == UNITS - 1
