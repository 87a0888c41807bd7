from dataclasses import replace

import boto3
import pytest
from botocore.stub import Stubber

from shop.domain.catalogue import TEST_SKU
from shop.domain.orders import placed
from shop.domain.synthetic_orders import PRODUCT
from shop.storage import orders
from shop.storage.orders import event_row
from tests.support import canaries
from tests.support.factories import make_product, stock
from tests.support.orders import an_order
from tests.support.tables import REGION, Tables
from tests.support.template import resources, table_name
from tools.sanitise.__main__ import load, main

STACK = "shop-test"


def run(folder, *, is_there: bool = True) -> int:
    cloudformation = boto3.client("cloudformation", region_name=REGION)
    names = resources("AWS::DynamoDB::Table")
    outputs = [{"OutputKey": name, "OutputValue": table_name(name)} for name in names]
    stack = {"StackName": STACK, "CreationTime": 0, "StackStatus": "CREATE_COMPLETE"}
    with Stubber(cloudformation) as stubber:
        if is_there:
            answer = {"Stacks": [stack | {"Outputs": outputs}]}
            stubber.add_response("describe_stacks", answer)
        else:
            stubber.add_client_error("describe_stacks")
        return main([str(folder), "--stack", STACK], cloudformation)


def test_writes_a_set_in_which_nobody_is_and_that_can_be_loaded(tables: Tables, tmp_path):
    stock(make_product())
    canaries.buy(canaries.a_customer())
    assert run(tmp_path) == 0
    written = "".join(path.read_text() for path in tmp_path.iterdir())
    assert "LAMP-1" in written
    assert not any(word in written.lower() for word in canaries.WORDS)

    for name in ("OrdersTable", "ProductsTable"):
        canaries.restored({name: []})
    assert load(tmp_path, boto3.client("dynamodb", region_name=REGION)) == 0
    assert tables.count("ProductsTable") == 1
    assert [row["email"] for row in tables.items("OrdersTable") if row["part"] == "order"] == [""]


def test_says_that_there_is_no_such_stack(tables: Tables, tmp_path, capsys):
    orders.row_of(an_order()).save()
    assert run(tmp_path, is_there=False) == 1
    assert "shop-test" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


pytestmark = pytest.mark.usefixtures("tables")


def test_leaves_out_what_the_shop_orders_from_itself(tables: Tables, tmp_path):
    stock(PRODUCT, make_product("LAMP-1"))
    test = replace(an_order(), number="CT-1", lines=(replace(an_order().lines[0], sku=TEST_SKU),))
    for order in (test, an_order()):
        orders.row_of(order).save()
        event_row(order, placed(order)).save()

    assert run(tmp_path) == 0
    lines = (tmp_path / "OrdersTable.jsonl").read_text().splitlines()
    assert len(lines) == 2
    for path in tmp_path.glob("*.jsonl"):
        assert TEST_SKU not in path.read_text()
    assert len((tmp_path / "ProductsTable.jsonl").read_text().splitlines()) == 1
