"""Which other sites led to a page, and how many a day may have."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain.referrers import MOST_REFERRERS, NO_OTHER_SITE, newcomers, parted, referrer

HOST = "shop.example.com"


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("search.example.com", "search.example.com"),
        ("WWW.Search.Example.COM.", "search.example.com"),
        ("xn--bcher-kva.example.com", "xn--bcher-kva.example.com"),
        (None, NO_OTHER_SITE),
        (HOST, NO_OTHER_SITE),
        (f"www.{HOST.upper()}", NO_OTHER_SITE),
        ("192.0.2.1", None),
        ("2001:db8::1", None),
        ("localhost", None),
        ("a b.example.com", None),
        ("someone@example.com", None),
        ("-.example.com", None),
        (f"{'a' * 70}.example.com", None),
        (f"{'a.' * 40}example.com", None),
    ],
)
def test_tells_another_site_by_its_host_alone(host: str | None, expected: str | None):
    assert referrer(host, HOST) == expected


@given(st.sets(st.sampled_from([f"{n:02}.example.com" for n in range(99)])), st.integers(0, 60))
def test_a_day_never_has_more_hosts_than_there_is_room_for(hosts: set[str], kept: int):
    known = {f"k{n}.example.com" for n in range(kept)}
    new = newcomers(hosts, known)
    assert len(new) <= max(0, MOST_REFERRERS - kept)
    assert set(new) <= hosts


def test_takes_the_same_hosts_after_half_of_them_were_kept():
    hosts = {f"{n:02}.example.com" for n in range(99)}
    first = newcomers(hosts, set())
    assert newcomers(hosts, first[25:]) == first[:25]


def test_parts_the_hosts_from_what_has_no_limit():
    cells = {
        ("referrer", "search.example.com"): 2,
        ("referrer", NO_OTHER_SITE): 3,
        ("country", "GB"): 4,
    }
    hosts, rest = parted(cells)
    assert hosts == {"search.example.com": 2}
    assert rest == {("referrer", NO_OTHER_SITE): 3, ("country", "GB"): 4}
