"""Thirty-two buyers, ten units, three-line orders and a code good for five of them.

On a data store whose transactions are atomic; the run prints what came of it.
"""

import concurrent.futures
from collections import Counter
from typing import Any

import httpx
import pytest

from tests.e2e.test_journey import checkout, confirm, new_email
from tests.e2e.test_last_units import until_decided
from tools.local_cloud.invoking import invoke

BUYERS = 32
# The third product is the scarce one: the others have enough for everybody.
UNITS = {"RACE-ROPE": 200, "RACE-MUG": 200, "RACE-LAMP": 10}
QUANTITIES = {"RACE-ROPE": 2, "RACE-MUG": 1, "RACE-LAMP": 1}
CODE, USES = "RACE-FIVE", 5
LAST, RIVALS = "RACE-ONE", 8
MOST_TRIES = 30


@pytest.fixture
def prepared(shop) -> None:
    """Three products with their entries in the ledger, and two codes, from scratch."""
    tables, dynamodb = shop.outputs(), shop.aws("dynamodb")
    pattern = dynamodb.get_item(
        TableName=tables["ProductsTable"], Key={"sku": {"S": "LAMP-HUSH-01"}}
    )["Item"]
    for sku, units in UNITS.items():
        number = {"N": str(units)}
        product = pattern | {"sku": {"S": sku}, "available": number, "price_pence": {"N": "1000"}}
        dynamodb.put_item(TableName=tables["ProductsTable"], Item=product)
        movement = {"movement": {"S": "race#1#added"}, "reason": {"S": "added"}}
        movement |= {"sku": {"S": sku}, "quantity": number, "at": {"S": "2026-01-01T00:00:00Z"}}
        dynamodb.put_item(TableName=tables["StockMovementsTable"], Item=movement)
    for code, uses in ((CODE, USES), (LAST, 1)):
        promotion = {
            "code": {"S": code},
            "part": {"S": "code"},
            "kind": {"S": "percent"},
            "amount": {"N": "10"},
            "starts_at": {"S": "2026-01-01T00:00:00Z"},
            "ends_at": {"S": "2099-01-01T00:00:00Z"},
            "least_subtotal_pence": {"N": "0"},
            "most_uses": {"N": str(uses)},
            "uses": {"N": "0"},
        }
        dynamodb.put_item(TableName=tables["PromotionsTable"], Item=promotion)


def forget_attempts(shop) -> None:
    """Forget how often codes were typed: here all buyers have one address, and it is limited."""
    table, dynamodb = shop.outputs()["LimitsTable"], shop.aws("dynamodb")
    for row in dynamodb.scan(TableName=table)["Items"]:
        if row["limit_key"]["S"].startswith("promotion-codes#"):
            dynamodb.delete_item(TableName=table, Key={"limit_key": row["limit_key"]})


def fill(buyer: httpx.Client, code: str = CODE) -> dict[str, Any]:
    """Fill a cart while nobody has bought yet; return the review."""
    for sku, quantity in QUANTITIES.items():
        reply = buyer.post("/cart/lines", json={"sku": sku, "quantity": quantity})
        assert reply.status_code == 200, reply.text
    assert buyer.post("/cart/promotion", json={"code": code}).status_code == 200
    return checkout(buyer, new_email())


def buy(buyer: httpx.Client, review: dict[str, Any]) -> httpx.Response:
    """Confirm; do without the code once it is used up; come again while the shop says so."""
    reply = confirm(buyer, review)
    for _ in range(MOST_TRIES):
        if reply.status_code == 409 and reply.json()["code"] == "promotion-unavailable":
            buyer.post("/cart/promotion", json={"code": ""})
            again = buyer.post("/checkout", json=_answers(review))
            if again.status_code != 200:
                return again
            reply = confirm(buyer, again.json())
        elif reply.status_code == 503:
            reply = confirm(buyer, review)
        else:
            break
    return reply


def _answers(review: dict[str, Any]) -> dict[str, Any]:
    wanted = ("email", "billing_address", "shipping_method", "payment_method", "instructions")
    return {name: review[name] for name in wanted}


def item(shop, table: str, **key: str) -> dict[str, Any]:
    answer = shop.aws("dynamodb").get_item(
        TableName=shop.outputs()[table],
        Key={name: {"S": value} for name, value in key.items()},
        ConsistentRead=True,
    )
    return answer["Item"]


def test_what_should_sell_sells_once(shop, new_visitor, prepared):
    buyers = [new_visitor() for _ in range(BUYERS)]
    reviews = []
    for buyer in buyers:
        forget_attempts(shop)
        reviews.append(fill(buyer))

    with concurrent.futures.ThreadPoolExecutor(BUYERS) as pool:
        replies = list(pool.map(buy, buyers, reviews))

    outcomes = Counter(
        "sold" if reply.status_code == 201 else reply.json()["code"] for reply in replies
    )
    orders = [reply.json() for reply in replies if reply.status_code == 201]
    discounted = sum(order["discount"]["amount"] > 0 for order in orders)
    left = {sku: int(item(shop, "ProductsTable", sku=sku)["available"]["N"]) for sku in UNITS}
    uses = int(item(shop, "PromotionsTable", code=CODE, part="code")["uses"]["N"])
    found = invoke(shop.place, "housekeeping", {"task": "reconcile-stock"})["Payload"]
    differences = [d for d in found["differences"] if d["sku"] in UNITS]
    print(
        f"{BUYERS} buyers of {UNITS['RACE-LAMP']} units: {dict(outcomes)}, {discounted} with the"
        f" code, uses {uses}, left {left}, ledger differences {differences}"
    )

    sold = UNITS["RACE-LAMP"]
    assert outcomes == {"sold": sold, "out-of-stock": BUYERS - sold}
    assert left == {sku: units - sold * QUANTITIES[sku] for sku, units in UNITS.items()}
    assert (discounted, uses) == (USES, USES)
    assert differences == []
    assert len({order["number"] for order in orders}) == sold


def test_the_last_use_of_a_code_is_used_once(shop, new_visitor, prepared):
    """The code is read before the transaction: here several read it before any has used it."""
    buyers = [new_visitor() for _ in range(RIVALS)]
    forget_attempts(shop)
    reviews = [fill(buyer, LAST) for buyer in buyers]

    with concurrent.futures.ThreadPoolExecutor(RIVALS) as pool:
        replies = list(pool.map(until_decided, buyers, reviews))

    outcomes = Counter(
        "sold" if reply.status_code == 201 else reply.json()["code"] for reply in replies
    )
    uses = int(item(shop, "PromotionsTable", code=LAST, part="code")["uses"]["N"])
    print(f"{RIVALS} buyers with a code good for one: {dict(outcomes)}, uses {uses}")
    assert outcomes == {"sold": 1, "promotion-unavailable": RIVALS - 1}
    assert uses == 1
