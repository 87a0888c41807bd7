import time

import pytest

from shop.gateways.even_time import evenly
from tests.support.template import template


def taken(seconds: float, floor: float) -> float:
    started = time.monotonic()
    with evenly(floor):
        time.sleep(seconds)
    return time.monotonic() - started


@pytest.mark.parametrize("seconds", [0, 0.02, 0.05])
def test_short_work_takes_as_long_as_the_floor(seconds: float):
    assert taken(seconds, 0.06) >= 0.06


def test_long_work_is_not_made_longer():
    assert taken(0.05, 0.0) < 0.1


def test_a_refusal_takes_as_long_as_an_answer():
    started = time.monotonic()
    with pytest.raises(LookupError), evenly(0.05):
        raise LookupError
    assert time.monotonic() - started >= 0.05


def test_the_floor_is_above_the_work_and_far_below_what_people_notice():
    floor = int(template()["Parameters"]["AnswerFloorMilliseconds"]["Default"])
    assert 100 <= floor <= 300
