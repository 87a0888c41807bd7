"""An operator's day at the terminal, on the shop as it is deployed."""

import json
import subprocess
import sys
from typing import Any

import pytest

from tests.e2e.test_journey import checkout, confirm, new_email
from tools.local_cloud.place import PROJECT

HEADER = "sku,name,description,category,price_pence,weight_grams,image,image_alt,available"


class Operator:
    """Somebody at a terminal on this machine."""

    def __init__(self, shop) -> None:
        self._environment = shop.place.environment() | {
            "LOCAL_PORT": str(shop.place.port),
            "LOCAL_FOLDER": str(shop.place.folder),
        }

    def run(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "tools.desk", *arguments],
            cwd=PROJECT,
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    def told(self, *arguments: str, code: int = 0) -> Any:
        done = self.run(*arguments, "--json")
        assert done.returncode == code, done.stdout + done.stderr
        return json.loads(done.stdout)

    def faults(self) -> set[str]:
        """Return what `restore-check` finds; its exit code must say whether that is nothing."""
        done = self.run("restore-check", "--json")
        answer = json.loads(done.stdout)
        found = {fault for check in answer["checks"] for fault in check["found"]}
        assert (done.returncode, answer["passed"]) == (int(bool(found)), not found), done.stderr
        return found


@pytest.fixture
def operator(shop) -> Operator:
    return Operator(shop)


def test_an_order_is_found_paid_picked_and_sent(operator, visitor):
    (sku, *_) = [p["sku"] for p in visitor.get("/products").json()["products"] if p["max_quantity"]]
    visitor.post("/cart/lines", json={"sku": sku, "quantity": 1})
    number = confirm(visitor, checkout(visitor, new_email())).json()["number"]
    assert number in {o["number"] for o in operator.told("orders")["orders"]}
    assert operator.run("ship", number, "--yes").stderr == "The order is not paid yet.\n"
    operator.told("mark-paid", number, "--yes")
    picks = operator.told("pick-list")["lines"]
    assert any(number in pick["numbers"] for pick in picks)
    for _ in range(2):
        operator.told("ship", number, "--tracking", "AB123", "--yes")
    order = operator.told("order", number)
    assert (order["status"], order["tracking"]) == ("shipped", "AB123")
    assert [e["type"] for e in order["events"]].count("shipped") == 1
    assert order["events"][-1]["actor"].endswith("user/local-operator")


def test_goods_come_in_and_go_back_and_a_restored_shop_is_proven(operator, shop, tmp_path):
    file = tmp_path / "goods.csv"
    rows = [f"TERM-{n:03},Lamp {n},Shines.,lanterns,999,300,logo.svg,A lamp,5" for n in range(120)]
    file.write_text("\n".join([HEADER, *rows, "TERM-BAD,Bad,Bad,lanterns,free,3,logo.svg,A,1"]))
    done = operator.told("import", str(file), "--yes", code=1)
    assert [row["sku"] for row in done["rows"] if row["outcome"] == "reject"] == ["TERM-BAD"]
    exported = tmp_path / "all.csv"
    assert operator.run("export", str(exported)).returncode == 0
    assert "TERM-119" in exported.read_text(encoding="utf-8-sig")
    # Other tests may have changed stock behind the ledger's back.
    before = operator.faults()

    tables, name = shop.aws("dynamodb"), shop.outputs()["ProductsTable"]
    planted = {"TableName": name, "Key": {"sku": {"S": "TERM-007"}}}
    change = {"UpdateExpression": "SET available = :units"}
    tables.update_item(**planted, **change, ExpressionAttributeValues={":units": {"N": "6"}})
    assert operator.faults() - before == {"TERM-007: stock 6, but its movements come to 5"}
    tables.update_item(**planted, **change, ExpressionAttributeValues={":units": {"N": "5"}})

    undone = operator.told("undo-import", done["import_id"], "--yes")
    assert (len(undone["undone"]), undone["left"]) == (120, [])
    assert operator.faults() == before
