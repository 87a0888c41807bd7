"""Which logins are from a device that is new to an account."""

from datetime import timedelta

import pytest

from shop.domain.known_devices import MOST_DEVICES, KnownDevice, device_mark, sighted
from shop.domain.sessions import Browser
from tests.support.gateway import NOW

DAY = timedelta(days=1)
HOME = Browser("Firefox on Linux", "192.0.2.0/24")


def test_a_mark_is_of_one_account_one_device_and_one_network():
    marks = {
        device_mark("c1", HOME),
        device_mark("c2", HOME),
        device_mark("c1", Browser("Safari on iPhone", HOME.network)),
        device_mark("c1", Browser(HOME.device, "198.51.100.0/24")),
    }
    assert len(marks) == 4
    assert all("Firefox" not in mark and "192" not in mark[:3] for mark in marks)


def test_the_first_device_of_all_is_new_and_nothing_to_tell():
    sighting = sighted((), "a", NOW)
    assert (sighting.is_new, sighting.is_told) == (True, False)
    assert sighting.devices == (KnownDevice("a", NOW),)


def test_another_device_is_told():
    sighting = sighted((KnownDevice("a", NOW),), "b", NOW + DAY)
    assert (sighting.is_new, sighting.is_told) == (True, True)
    assert sighting.devices == (KnownDevice("b", NOW + DAY), KnownDevice("a", NOW))


@pytest.mark.parametrize(("after", "is_due"), [(timedelta(hours=23), False), (DAY, True)])
def test_a_known_device_is_marked_once_a_day(after: timedelta, is_due: bool):
    sighting = sighted((KnownDevice("a", NOW),), "a", NOW + after)
    assert (sighting.is_new, sighting.is_told, sighting.is_due) == (False, False, is_due)
    assert sighting.devices == (KnownDevice("a", NOW + after),)


def test_a_device_unseen_for_a_year_is_told_again_even_if_it_was_the_only_one():
    sighting = sighted((KnownDevice("a", NOW),), "a", NOW + 365 * DAY)
    assert sighting.is_told
    assert len(sighting.devices) == 1
    assert not sighted((KnownDevice("a", NOW),), "a", NOW + 364 * DAY).is_new


def test_the_longest_unseen_is_forgotten_when_there_are_too_many():
    known = tuple(KnownDevice(f"d{n}", NOW + n * DAY) for n in range(MOST_DEVICES))
    sighting = sighted(known, "new", NOW + 30 * DAY)
    assert len(sighting.devices) == MOST_DEVICES
    assert "d0" not in {device.mark for device in sighting.devices}
    assert sighting.devices[0].mark == "new"
