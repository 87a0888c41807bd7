"""The shop orders from itself, as it is deployed, and says where it could not."""

import time
from contextlib import contextmanager

import pytest

from shop.domain.catalogue import TEST_SKU
from tools.local_cloud.clients import resources
from tools.local_cloud.invoking import invoke, read_event
from tools.local_cloud.place import PROJECT

STEPS = ["home", "product", "cart", "review", "order", "view", "cancel"]
EMAIL = "success@simulator.amazonses.com"


def run(shop):
    return invoke(shop.place, "canary", read_event(PROJECT / "events/canary/place-order.json"))[
        "Payload"
    ]


def stock(shop) -> int:
    found = shop.aws("dynamodb").get_item(
        TableName=shop.outputs()["ProductsTable"], Key={"sku": {"S": TEST_SKU}}
    )
    return int(found["Item"]["available"]["N"])


@contextmanager
def stock_of(shop, available: int):
    before = stock(shop)

    def put(number: int) -> None:
        shop.aws("dynamodb").update_item(
            TableName=shop.outputs()["ProductsTable"],
            Key={"sku": {"S": TEST_SKU}},
            UpdateExpression="SET available = :n",
            ExpressionAttributeValues={":n": {"N": str(number)}},
        )

    put(available)
    try:
        yield
    finally:
        put(before)


def test_goes_all_the_way_leaves_the_stock_as_it_was_and_mails_nobody(shop):
    assert run(shop)["is_ok"]
    before = stock(shop)
    answer = run(shop)

    assert (answer["is_ok"], list(answer["steps"])) == (True, STEPS)
    assert stock(shop) == before
    time.sleep(3)
    assert shop.mails(EMAIL) == []


def test_nobody_else_finds_the_product(shop, visitor):
    run(shop)

    assert visitor.get(f"/products/{TEST_SKU}").status_code == 404
    reply = visitor.post("/cart/lines", json={"sku": TEST_SKU, "quantity": 1})
    assert reply.status_code == 404
    assert TEST_SKU not in visitor.get("/products?limit=100").text


def test_an_empty_shelf_fails_at_the_product(shop):
    run(shop)
    with stock_of(shop, 0):
        answer = run(shop)

    assert (answer["is_ok"], answer["step"], answer["why"]) == (False, "product", "out of stock")
    assert run(shop)["is_ok"]


@pytest.mark.parametrize(("function", "step"), [("OrdersFunction", "review")])
def test_a_function_that_answers_nobody_fails_at_its_step(shop, function, step):
    functions = shop.aws("lambda")
    name = resources(shop.place)[function]["PhysicalResourceId"]
    functions.put_function_concurrency(FunctionName=name, ReservedConcurrentExecutions=0)
    try:
        answer = run(shop)
    finally:
        functions.delete_function_concurrency(FunctionName=name)

    assert (answer["is_ok"], answer["step"]) == (False, step)
    assert run(shop)["is_ok"]
