from datetime import timedelta
from ipaddress import IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain import limits
from shop.domain.limits import Limit, limit_key, network_of

LIMITS = {name: value for name, value in vars(limits).items() if isinstance(value, Limit)}


def test_allow_what_the_shop_promises():
    assert {limit.name: (limit.attempts, limit.window) for limit in LIMITS.values()}.items() >= {
        "login-account": (10, timedelta(minutes=5)),
        "login-address": (10, timedelta(minutes=5)),
        "registration": (5, timedelta(hours=1)),
        "contact": (5, timedelta(hours=1)),
        "password-reset": (3, timedelta(hours=1)),
        "order-lookup": (10, timedelta(hours=1)),
        "orders": (30, timedelta(minutes=1)),
    }.items()


def test_have_names_of_their_own():
    assert len({limit.name for limit in LIMITS.values()}) == len(LIMITS)


def test_keys_tell_limits_and_people_apart_and_nobody_who_they_are():
    keys = {
        limit_key(limit, who)
        for limit in (limits.CONTACT, limits.REGISTRATION)
        for who in ("192.0.2.1", "192.0.2.2", "a@example.com")
    }
    assert len(keys) == 6
    assert all("192" not in key and "example" not in key for key in keys)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.1", "192.0.2.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::", "2001:db8:1:2::/64"),
        ("unknown", "unknown"),
        ("", ""),
    ],
)
def test_attempts_of_one_subscriber_are_counted_together(address, network):
    assert network_of(address) == network


@given(st.integers(min_value=0, max_value=2**64 - 1))
def test_a_subscriber_cannot_hide_within_their_own_network(interface):
    address = IPv6Address((0x2001_0DB8_0000_0001 << 64) + interface)
    assert network_of(str(address)) == "2001:db8:0:1::/64"


@pytest.mark.parametrize("address", ["::ffff:192.0.2.1", "::FFFF:C000:201"])
def test_an_old_address_in_new_clothes_is_itself(address):
    assert network_of(address) == "192.0.2.1"
