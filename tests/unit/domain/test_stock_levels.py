import pytest

from shop.domain.stock_levels import stock_news
from tests.support.factories import make_product


@pytest.mark.parametrize(
    ("before", "after", "news"),
    [
        (9, 6, None),
        (6, 5, "low"),
        (6, 1, "low"),
        (5, 4, None),
        (6, 0, "out"),
        (1, 0, "out"),
        (0, 0, None),
        (0, 1, "back"),
        (0, 99, "back"),
        (-1, 2, "back"),
        (3, 50, None),
        (50, 50, None),
    ],
)
def test_tells_when_a_threshold_is_crossed(before, after, news):
    assert stock_news(make_product(available=before), make_product(available=after)) == news


def test_a_product_has_a_threshold_of_its_own():
    def news(before, after, low_stock_at):
        products = [make_product(available=n, low_stock_at=low_stock_at) for n in (before, after)]
        return stock_news(*products)

    assert news(21, 20, 20) == "low"
    assert news(6, 5, 2) is None
    assert news(2, 1, 0) is None
    assert news(1, 0, 0) == "out"


def test_a_raised_threshold_is_news_too():
    before, after = make_product(available=8), make_product(available=8, low_stock_at=10)
    assert stock_news(before, after) == "low"
