from collections.abc import Iterator

import pytest

from shop.domain.errors import TryAgain
from shop.storage import product_terms
from shop.web.patience import list_under_terms, patiently
from tests.support.faults import failing


def test_tries_again_after_longer_and_longer_pauses():
    answers: Iterator[TryAgain | str] = iter([TryAgain(), TryAgain(), "done"])
    pauses: list[float] = []

    def work() -> str:
        answer = next(answers)
        if isinstance(answer, TryAgain):
            raise answer
        return answer

    assert patiently(work, pauses.append) == "done"
    assert pauses == [1, 2]


def test_gives_up_after_some_minutes():
    pauses: list[float] = []

    def work() -> None:
        raise TryAgain

    with pytest.raises(TryAgain):
        patiently(work, pauses.append)
    assert sum(pauses) == 180


def test_lists_and_takes_off_many_terms(tables):
    listed = [("LAMP-1", f"word#{n}") for n in range(250)]
    list_under_terms(product_terms.insert_all, listed)
    assert tables.count("ProductTermsTable") == 250
    list_under_terms(product_terms.remove_all, listed)
    assert tables.count("ProductTermsTable") == 0


@pytest.mark.usefixtures("tables")
def test_says_so_if_a_list_could_not_be_written():
    with (
        failing("BatchWriteItem", "ValidationException"),
        pytest.raises(Exception, match="purpose"),
    ):
        list_under_terms(product_terms.insert_all, [("LAMP-1", "word#fog")])
