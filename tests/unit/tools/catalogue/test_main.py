"""The commands on tables of the template, from a file to what is sold and back."""

import csv
import re
from collections.abc import Callable
from pathlib import Path

import boto3
import pytest
from botocore.stub import Stubber

from shop.domain.catalogue import terms_of
from shop.storage import price_history, product_terms, products
from tests.support.factories import change_product, make_product, stock
from tests.support.tables import REGION
from tests.support.template import resources, table_name
from tools.catalogue.__main__ import main

STACK = "shop-test"
LAMP = make_product("LAMP-1")
HEADER = "sku,name,description,category,price_pence,weight_grams,image,image_alt"


@pytest.fixture
def shop(tables, capsys, tmp_path):
    return Shop(tables, capsys, tmp_path)


def main_on(stubbed: Callable[[Stubber], object], arguments: list[str]) -> int:
    cloudformation = boto3.client("cloudformation", region_name=REGION)
    with Stubber(cloudformation) as stubber:
        stubbed(stubber)
        return main(["--stack", STACK, *arguments], cloudformation)


def with_outputs(stubber: Stubber) -> None:
    tables = resources("AWS::DynamoDB::Table")
    outputs = [{"OutputKey": name, "OutputValue": table_name(name)} for name in tables]
    stack = {"StackName": STACK, "CreationTime": 0, "StackStatus": "CREATE_COMPLETE"}
    stubber.add_response("describe_stacks", {"Stacks": [stack | {"Outputs": outputs}]})


class Shop:
    """The command line, its output, and files of goods."""

    def __init__(self, tables, capsys, folder: Path):
        self.tables = tables
        self._capsys = capsys
        self.file = folder / "goods.csv"
        self.told = ""

    def run(self, *arguments: str) -> int:
        code = main_on(with_outputs, [*arguments])
        printed = self._capsys.readouterr()
        self.told = printed.out + printed.err
        return code

    def import_text(self, text: str, *options: str) -> int:
        self.file.write_text(text, encoding="utf-8")
        return self.run("import", str(self.file), *options)

    def everything(self) -> list[object]:
        return [
            sorted(self.tables.items(name), key=str) for name in resources("AWS::DynamoDB::Table")
        ]

    @property
    def import_id(self) -> str:
        found = re.search(r"catalogue undo (\S+)", self.told)
        assert found
        return found[1]


def test_what_is_exported_and_imported_again_is_the_same(shop):
    stock(LAMP, make_product("MUG-1", category="kitchen", name="=1+1"))
    assert shop.run("export", str(shop.file)) == 0
    with shop.file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["name"] for row in rows] == ["Fog lantern", "'=1+1"]

    assert shop.run("import", str(shop.file)) == 0
    assert "2 rows: 0 created, 0 updated, 2 the same, 0 rejected." in shop.told
    assert products.get("MUG-1").name == "=1+1"


def test_exports_more_goods_than_one_call_reads(shop):
    stock(*(make_product(f"LAMP-{n:03}") for n in range(205)))
    assert shop.run("export", str(shop.file)) == 0
    assert "205 products" in shop.told
    assert len(shop.file.read_text(encoding="utf-8-sig").splitlines()) == 206


MIXED = "\n".join(
    [
        HEADER,
        "LAMP-1,Mist lantern,Shines through fog.,lanterns,1499,800,logo.svg,A lantern",
        "LAMP-2,Brass lantern,Shines.,lanterns,999,300,logo.svg,A lantern",
        "LAMP-3,Tin lantern,Shines.,lanterns,free,300,logo.svg,A lantern",
        "LAMP-4,Fog lantern,Shines through fog.,lanterns,1999,800,logo.svg,A lantern",
        "LAMP-5,One,Shines.,lanterns,999,300,logo.svg,A lantern",
        "LAMP-5,Two,Shines.,lanterns,999,300,logo.svg,A lantern",
        "",
        "LAMP-6,too short",
    ]
)


def test_a_dry_run_tells_what_the_run_then_does_and_writes_nothing(shop):
    stock(LAMP, make_product("LAMP-4"))
    before = shop.everything()

    assert shop.import_text(MIXED, "--dry-run") == 1
    told = shop.told.splitlines()
    assert shop.everything() == before

    assert shop.import_text(MIXED) == 1
    run = shop.told.splitlines()
    assert told[:-1] == run[1:-1]
    assert told[-1] == f"Dry run, nothing written: {run[-1]}"
    assert run[-1] == "7 rows: 1 created, 1 updated, 1 the same, 4 rejected."
    assert run[1] == (
        "line 2  LAMP-1  update  name: Fog lantern -> Mist lantern; price_pence: 1999 -> 1499"
    )
    assert run[3] == (
        "line 4  LAMP-3  reject"
        "  price_pence must be a whole number from 1 to 10,000,000, digits only"
    )
    assert "line 9  (no SKU)  reject  sku the row has more or fewer cells" in run[6]


def test_an_import_writes_price_history_and_keeps_search_in_step(shop):
    stock(LAMP)
    shop.import_text(MIXED)

    assert [e.price_pence for e in price_history.list_newest_first("LAMP-1")] == [1499, 1999]
    for sku in ("LAMP-1", "LAMP-2"):
        listed = {i["term"] for i in shop.tables.items("ProductTermsTable") if i["sku"] == sku}
        assert listed == terms_of(products.get(sku))


def test_an_import_that_is_run_again_changes_nothing_more(shop):
    stock(LAMP)
    shop.import_text(MIXED)
    shop.import_text(MIXED)
    assert "0 created, 0 updated" in shop.told


def test_undoing_leaves_everything_as_it_was_but_the_history(shop):
    stock(LAMP, make_product("LAMP-4"))
    terms = sorted(shop.tables.items("ProductTermsTable"), key=str)
    goods = sorted(shop.tables.items("ProductsTable"), key=str)
    shop.import_text(MIXED)
    import_id = shop.import_id

    assert shop.run("undo", import_id) == 0
    assert "2 undone, 0 left as they are" in shop.told
    assert sorted(shop.tables.items("ProductsTable"), key=str) == goods
    assert sorted(shop.tables.items("ProductTermsTable"), key=str) == terms
    assert len(price_history.list_newest_first("LAMP-1")) == 3

    assert shop.run("undo", import_id) == 0
    assert "0 undone, 0 left" in shop.told


def test_undoing_leaves_what_was_changed_since_and_says_so(shop):
    stock(LAMP)
    shop.import_text(MIXED)
    import_id = shop.import_id
    change_product("LAMP-1", name="Changed by hand")

    assert shop.run("undo", import_id) == 1
    assert "LAMP-1  left as it is: it was changed after the import" in shop.told
    assert "2 undone, 1 left as they are" in shop.told
    assert products.get("LAMP-1").name == "Changed by hand"
    assert products.find("LAMP-2") is None
    assert product_terms.list_by_terms(("word#brass",), after="", limit=9) == []


def test_undoing_needs_an_import(shop):
    assert shop.run("undo", "2026-01-01-000000") == 1
    assert "There is no import" in shop.told


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"", "is missing"),
        (b"sku,colour\n", "'colour' is no column"),
        (b"name,price_pence\nx,1\n", "'sku' is missing"),
        ("sku,name\nLAMP-1,Caf\u00e9\n".encode("latin-1"), "not UTF-8"),
        (b'sku,name\nLAMP-1,"a"b"\n', "not CSV"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_before_anything_is_written(shop, content, told):
    shop.file.write_bytes(content)
    assert shop.run("import", str(shop.file)) == 1
    assert told in shop.told
    assert shop.tables.count("ImportsTable") == 0


def test_a_file_that_is_not_there_is_told(shop):
    assert shop.run("import", "nowhere.csv") == 1
    assert "nowhere.csv cannot be read" in shop.told


@pytest.mark.parametrize("separator", [";", "\t"])
def test_reads_what_other_spreadsheets_write(shop, separator):
    stock(LAMP)
    text = f"\ufeffsku{separator}price_pence\r\nLAMP-1{separator}1500\r\n"
    assert shop.import_text(text) == 0
    assert products.get("LAMP-1").price_pence == 1500


def test_a_stack_that_is_not_there_is_told(capsys):
    def refuse(stubber: Stubber) -> None:
        stubber.add_client_error("describe_stacks", "ValidationError")

    assert main_on(refuse, ["export", "x.csv"]) == 1
    assert "shop-test was not found" in capsys.readouterr().err
