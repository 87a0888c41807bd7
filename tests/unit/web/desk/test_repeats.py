import pytest

from shop.domain.errors import Conflict
from shop.web.desk.repeats import Changed, repeatedly, store


def refused() -> None:
    raise Conflict("The order has changed.")


def test_decides_anew_when_somebody_was_quicker():
    tries = []

    def step() -> int:
        tries.append(1)
        if len(tries) < 3:
            store(refused)
        return len(tries)

    assert repeatedly(step) == 3


def test_gives_up_when_somebody_always_is():
    with pytest.raises(Conflict):
        repeatedly(lambda: store(refused))


def test_what_is_refused_for_itself_is_not_tried_again():
    tries = []

    def step() -> None:
        tries.append(1)
        refused()

    with pytest.raises(Conflict):
        repeatedly(step)
    assert len(tries) == 1


def test_a_write_that_meets_something_else_is_told_apart():
    with pytest.raises(Changed):
        store(refused)
