import pytest

from tests.support.factories import make_product, stock
from tests.support.gateway import Client
from tests.support.tables import CALLS

pytestmark = pytest.mark.usefixtures("tables")
HEADING = "Perhaps one of these"


@pytest.fixture(autouse=True)
def goods(tables):
    stock(
        make_product("LAMP-1", name="Brass lantern"),
        make_product("MUG-1", name="Fog mug", category="kitchen"),
    )


def suggested(path: str) -> list[str]:
    _, heading, rest = Client(page=True).get(path).text.partition(HEADING)
    assert heading
    return [name for name in ("Brass lantern", "Fog mug") if name in rest]


def test_a_search_without_results_offers_what_has_one_of_its_words():
    assert suggested("/products?q=brass+unicorn") == ["Brass lantern"]


def test_a_category_without_results_offers_what_is_in_it():
    assert suggested("/products?q=unicorn&category=kitchen") == ["Fog mug"]


@pytest.mark.parametrize("query", ["q=unicorn", "q=%21%21", "category=nonsense"])
def test_otherwise_it_offers_anything(query):
    assert suggested(f"/products?{query}") == ["Brass lantern", "Fog mug"]


def test_a_search_with_results_offers_and_reads_nothing_more():
    CALLS.clear()
    assert HEADING not in Client(page=True).get("/products?q=brass").text
    assert CALLS == ["Query", "BatchGetItem"]


def test_a_program_is_told_that_there_is_nothing():
    CALLS.clear()
    assert Client().get("/products?q=unicorn").json["products"] == []
    assert CALLS == ["Query"]


def test_a_long_search_costs_few_reads():
    CALLS.clear()
    Client(page=True).get("/products?q=aa+bb+cc+dd+ee+ff+gg+hh")
    assert CALLS.count("Query") <= 5


def test_what_was_searched_for_stays_in_the_field():
    assert 'value="brass unicorn"' in Client(page=True).get("/products?q=brass+unicorn").text
    assert "&lt;b&gt;" in Client(page=True).get("/products?q=%3Cb%3E").text
