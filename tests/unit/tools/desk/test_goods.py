"""Goods from a file to what is sold and back, through the order desk."""

import csv
from pathlib import Path

import pytest

from shop.domain.catalogue import terms_of
from shop.storage import price_history, product_terms, products
from shop.storage.stock_reconciliation import find_difference
from tests.support.factories import change_product, make_product, meddle_with_stock, stock
from tests.support.tables import Tables
from tests.support.template import resources
from tests.support.terminal import Terminal, in_process

LAMP = make_product("LAMP-1")
HEADER = "sku,name,description,category,price_pence,weight_grams,image,image_alt"


@pytest.fixture
def shop(tables, tmp_path):
    return Shop(tables, tmp_path)


class Shop(Terminal):
    """The terminal, and files of goods."""

    def __init__(self, tables: Tables, folder: Path):
        super().__init__()
        self.tables = tables
        self.file = folder / "goods.csv"
        self.environment["COLUMNS"] = "160"

    @property
    def told(self) -> str:
        return self.out + self.err

    def import_text(self, text: str, *options: str) -> int:
        self.file.write_text(text, encoding="utf-8")
        return self.run("import", self.file, *(options or ("--yes",)))

    def undo(self, import_id: str) -> int:
        return self.run("undo-import", import_id, "--yes")

    def everything(self) -> list[object]:
        return [
            sorted(self.tables.items(name), key=str) for name in resources("AWS::DynamoDB::Table")
        ]

    @property
    def import_id(self) -> str:
        """The id that was told first, so that what is broken off can be taken back."""
        return next(line.split()[1] for line in self.err.splitlines() if line.startswith("Import"))


def rows_of(told: str) -> list[str]:
    return [" ".join(line.split()) for line in told.splitlines()]


def test_what_is_exported_and_imported_again_is_the_same(shop):
    stock(LAMP, make_product("MUG-1", category="kitchen", name="=1+1"))
    assert shop.run("export", shop.file) == 0
    with shop.file.open(encoding="utf-8-sig", newline="") as opened:
        rows = list(csv.DictReader(opened))
    assert [row["name"] for row in rows] == ["Fog lantern", "'=1+1"]

    assert shop.run("import", shop.file, "--yes") == 0
    assert "2 rows: 0 new, 0 changed, 2 the same, 0 rejected" in shop.told
    assert products.get("MUG-1").name == "=1+1"


def test_exports_more_goods_than_one_call_reads(shop):
    stock(*(make_product(f"LAMP-{n}") for n in range(5)))
    shop.invoke = lambda event: in_process(event | {"limit": 2})
    assert shop.run("export", shop.file) == 0
    assert "5 products" in shop.told
    assert [event["after"] for event in shop.sent] == ["", "LAMP-1", "LAMP-3"]
    assert len(shop.file.read_text(encoding="utf-8-sig").splitlines()) == 6


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
    told = rows_of(shop.out)
    assert shop.everything() == before
    assert told[0] == ("Dry run, nothing written: 7 rows: 1 new, 1 changed, 1 the same, 4 rejected")
    assert "2 LAMP-1 update name: Fog lantern → Mist lantern; price_pence: 1999 → 1499" in told
    assert (
        "4 LAMP-3 reject price_pence must be a whole number from 1 to 10,000,000, digits only"
        in told
    )
    assert "6 LAMP-5 reject sku is in the file more than once" in told
    assert "9 reject sku the row has more or fewer cells than the first line" in told

    assert shop.import_text(MIXED) == 1
    assert rows_of(shop.out)[1 : len(told)] == told[1:]
    assert products.get("LAMP-1").name == "Mist lantern"
    assert products.find("LAMP-3") is None


def test_asks_after_the_dry_run_and_writes_nothing_without_a_yes(shop):
    stock(LAMP)
    before = shop.everything()
    shop.file.write_text(MIXED, encoding="utf-8")
    assert shop.run("import", shop.file, typed="n\n") == 1
    assert "Mist lantern" in shop.out
    assert shop.everything() == before


def test_a_long_file_is_one_import_sent_in_parts(shop):
    prices = {0: 999, 150: 999, 249: 999}
    lines = [
        f"LAMP-{n:03},Lamp {n},Shines.,lanterns,{prices.get(n, 'free')},300,logo.svg,A lamp"
        for n in range(250)
    ]
    assert shop.import_text("\n".join([HEADER, *lines, lines[7]])) == 1
    sizes = [len(e["rows"]) for e in shop.sent if e["action"] == "import-products"]
    assert sizes == [99, 100, 50] * 2
    assert "251 rows: 3 new, 0 changed, 0 the same, 248 rejected" in shop.out
    assert shop.tables.count("ProductsTable") == 3
    imports = {item["import_id"] for item in shop.tables.items("ImportsTable")}
    assert imports == {shop.import_id}

    shop.invoke = lambda event: in_process(event | {"limit": 1})
    assert shop.undo(shop.import_id) == 0
    assert "3 taken back" in shop.out
    assert shop.tables.count("ProductsTable") == 0


def test_of_very_many_rows_the_first_are_shown_and_every_fault(shop):
    lines = [f"LAMP-{n:03},Lamp {n},Shines.,lanterns,999,300,logo.svg,A lamp" for n in range(25)]
    assert shop.import_text("\n".join([HEADER, *lines, "LAMP-999,x"]), "--dry-run") == 1
    assert "and 5 more; --json has them all" in shop.out
    assert "LAMP-024" not in shop.out
    assert "27 reject sku the row has more or fewer cells" in " ".join(shop.out.split())


def test_what_changes_between_the_dry_run_and_the_import_is_not_written(shop):
    stock(LAMP)

    def change_meanwhile(event):
        if event.get("confirm"):
            change_product("LAMP-1", name="Changed meanwhile")
        return in_process(event)

    shop.invoke = change_meanwhile
    assert shop.import_text(f"{HEADER.split(',', maxsplit=1)[0]},name\nLAMP-1,Mist lantern\n") == 1
    assert "changed since the dry run" in shop.err
    assert products.get("LAMP-1").name == "Changed meanwhile"


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
    assert "0 new, 0 changed" in shop.told


def test_undoing_leaves_everything_as_it_was_but_the_history(shop):
    stock(LAMP, make_product("LAMP-4"))
    terms = sorted(shop.tables.items("ProductTermsTable"), key=str)
    goods = sorted(shop.tables.items("ProductsTable"), key=str)
    shop.import_text(MIXED)
    import_id = shop.import_id

    assert shop.undo(import_id) == 0
    assert "2 taken back, 0 left as they are" in shop.told
    assert sorted(shop.tables.items("ProductsTable"), key=str) == goods
    assert sorted(shop.tables.items("ProductTermsTable"), key=str) == terms
    assert len(price_history.list_newest_first("LAMP-1")) == 3

    assert shop.undo(import_id) == 0
    assert "0 taken back, 0 left" in shop.told


def test_undoing_leaves_what_was_changed_since_and_says_so(shop):
    stock(LAMP)
    shop.import_text(MIXED)
    import_id = shop.import_id
    change_product("LAMP-1", name="Changed by hand")

    assert shop.undo(import_id) == 1
    assert "LAMP-1 changed after the import, so it was left as it is" in rows_of(shop.out)
    assert "2 taken back, 1 left as they are" in shop.told
    assert products.get("LAMP-1").name == "Changed by hand"
    assert products.find("LAMP-2") is None
    assert product_terms.list_by_terms(("word#brass",), after="", limit=9) == []


def test_undoing_needs_an_import(shop):
    assert shop.undo("2026-01-01-000000") == 1
    assert "There is no such import" in shop.told


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
    assert shop.run("import", shop.file, "--yes") == 2
    assert told in " ".join(shop.told.split())
    assert shop.tables.count("ImportsTable") == 0


def test_a_file_that_is_not_there_is_told(shop):
    assert shop.run("import", "nowhere.csv") == 2
    assert "nowhere.csv" in shop.told


@pytest.mark.parametrize("separator", [";", "\t"])
def test_reads_what_other_spreadsheets_write(shop, separator):
    stock(LAMP)
    text = f"\ufeffsku{separator}price_pence\r\nLAMP-1{separator}1500\r\n"
    assert shop.import_text(text) == 0
    assert products.get("LAMP-1").price_pence == 1500


def test_stock_is_shown_and_set_once_for_each_key(shop):
    stock(make_product("LAMP-1", available=3))
    assert shop.run("products", "--low") == 0
    assert "1 low or sold out" in shop.out
    counted = ("set-stock", "lamp-1", "12", "--reason", "counted", "--yes")
    assert shop.run(*counted, "--key", "k1") == 0
    assert "LAMP-1: 12 units (+9)" in shop.out
    assert shop.run(*counted, "--key", "k1") == 0
    assert "set before" in shop.out
    assert shop.run(*counted, "--counted-at", "3") == 1
    assert "count again" in shop.err
    assert find_difference("LAMP-1") is None
    assert shop.run("stock", "lamp-1") == 0
    assert "LAMP-1" in shop.out
    assert shop.run("stock", "lamp-1", "nothing") == 1
    assert "Not sold: NOTHING" in shop.err


def test_a_stock_that_does_not_add_up_is_shown_and_repaired_once_for_each_key(shop):
    stock(make_product("LAMP-1", available=10))
    meddle_with_stock("LAMP-1", 99)
    assert shop.run("stock-history", "lamp-1") == 0
    assert "stock 99, movements 10, they differ" in shop.out
    repairing = ("repair-stock", "lamp-1", "--counted", "12", "--reason", "counted", "--yes")
    assert shop.run(*repairing, "--counted-at", "98") == 1
    assert "count again" in shop.err
    assert shop.run(*repairing, "--counted-at", "99", "--key", "k1") == 0
    assert "LAMP-1: 12 units, repaired." in shop.out
    assert shop.run(*repairing, "--key", "k1") == 0
    assert "repaired before" in shop.out
    assert shop.run(*repairing) == 1
    assert "Set the stock instead" in shop.err
    assert shop.run("stock-history", "lamp-1") == 0
    assert "they agree" in shop.out
    assert all(word in shop.out for word in ("repaired", "counted", "ada"))
    assert find_difference("LAMP-1") is None
