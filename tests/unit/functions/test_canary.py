import pytest

from functions.canary.app import lambda_handler
from shop.domain.catalogue import TEST_SKU
from shop.storage import products
from tests.support.logs import counted, lines_in
from tests.support.public_address import opened_shop

pytestmark = [pytest.mark.usefixtures("tables"), pytest.mark.enable_socket]


def own_line(output: str) -> dict[str, object]:
    (line,) = [line for line in lines_in(output) if line.get("function") == "canary"]
    return line


def test_tells_that_an_order_can_be_placed_and_how_long_it_took(capsys):
    with opened_shop():
        answer = lambda_handler({}, None)
    line = own_line(capsys.readouterr().out)

    assert (answer["is_ok"], answer["step"]) == (True, None)
    assert (line["SyntheticOrdersOk"], line["SyntheticOrdersFailed"]) == (1, 0)
    assert line["SyntheticOrderDuration"] == answer["took_ms"]


def test_counts_in_no_figure_of_the_business(capsys):
    with opened_shop():
        lambda_handler({}, None)

    technical = {"Requests", "RequestDuration", "ColdStarts"}
    own = {"SyntheticOrdersOk", "SyntheticOrdersFailed", "SyntheticOrderDuration"}
    assert set(counted(capsys.readouterr().out)) - technical == own


def test_tells_which_step_failed_and_takes_back_what_it_ordered(capsys):
    with opened_shop() as shop:
        shop.broken.add("GET /orders/{number}")
        answer = lambda_handler({}, None)
    line = own_line(capsys.readouterr().out)

    assert (answer["is_ok"], answer["step"], answer["why"]) == (False, "view", "503")
    assert line["step"] == "view"
    assert (line["SyntheticOrdersOk"], line["SyntheticOrdersFailed"]) == (0, 1)
    assert "SyntheticOrderDuration" not in line
    assert products.get(TEST_SKU).available == 10
