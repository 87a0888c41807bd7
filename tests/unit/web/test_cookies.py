from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.domain import retention
from shop.domain.cookie_choices import Choices
from shop.web.cookies import (
    CART,
    CHOICES,
    COOKIES,
    REMEMBER,
    SESSION,
    VISITOR,
    clear_cookie,
    read_cookies,
    set_cookie,
    settable,
)

OURS = {"__Host-session": "id.secret", "__Host-cart": "cart-1"}
OUR_PAIRS = [f"{name}={value}" for name, value in OURS.items()]


class TestRegistry:
    def test_holds_the_five_cookies_the_shop_may_set(self):
        assert {cookie.name: cookie.category for cookie in COOKIES} == {
            "__Host-session": "necessary",
            "__Host-remember": "necessary",
            "__Host-cart": "necessary",
            "__Host-cookies": "necessary",
            "__Host-visitor": "recognition",
        }

    def test_takes_lifetimes_from_the_one_file_of_periods(self):
        assert {cookie: cookie.lifetime for cookie in COOKIES} == {
            SESSION: None,
            REMEMBER: retention.REMEMBERED_LOGIN,
            CART: retention.ANONYMOUS_CART,
            CHOICES: retention.COOKIE_CHOICES,
            VISITOR: retention.VISITOR_COOKIE,
        }

    def test_keeps_no_cookie_longer_than_browsers_do(self):
        # RFC 6265bis: 400 days at most.
        assert max(c.lifetime for c in COOKIES if c.lifetime) <= timedelta(days=400)

    def test_says_lifetimes_in_words(self):
        assert SESSION.lifetime_text == "until you close the browser"
        assert REMEMBER.lifetime_text == "30 days"

    def test_says_what_each_is_for(self):
        assert all(cookie.purpose.endswith(".") for cookie in COOKIES)


class TestSetCookie:
    def test_a_cookie_without_a_lifetime_ends_with_the_browser_session(self):
        assert set_cookie(SESSION, "a.b-c_d~e=") == (
            "__Host-session=a.b-c_d~e=; Path=/; Secure; HttpOnly; SameSite=Lax"
        )

    def test_a_cookie_with_a_lifetime_says_so(self):
        assert set_cookie(REMEMBER, "x") == (
            "__Host-remember=x; Max-Age=2592000; Path=/; Secure; HttpOnly; SameSite=Lax"
        )

    def test_a_lifetime_can_be_shortened(self):
        assert "; Max-Age=90;" in set_cookie(REMEMBER, "x", timedelta(seconds=90))
        assert "; Max-Age=0;" in set_cookie(REMEMBER, "x", timedelta())

    def test_clears_with_the_attributes_it_was_set_with(self):
        assert clear_cookie(CART) == (
            "__Host-cart=; Max-Age=0; Path=/; Secure; HttpOnly; SameSite=Lax"
        )

    @pytest.mark.parametrize("cookie", COOKIES, ids=lambda cookie: cookie.name)
    def test_keeps_the_promise_of_the_host_prefix(self, cookie):
        for line in (set_cookie(cookie, "x"), clear_cookie(cookie)):
            attributes = line.split("; ")[1:]
            assert {"Secure", "Path=/", "HttpOnly", "SameSite=Lax"} <= set(attributes)
            assert not [a for a in attributes if a.startswith(("Domain", "Partitioned"))]

    @pytest.mark.parametrize(
        "value",
        [
            "a;b", "a,b", "a b", 'a"b', "a\\b", "a\r\nSet-Cookie: x=y", "a\n", "é", "\x00",
            "\ud800", "x" * 257, "a@example.com",
        ],
    )  # fmt: skip
    def test_refuses_values_outside_its_alphabet(self, value):
        with pytest.raises(ValueError, match="__Host-cart"):
            set_cookie(CART, value)


class TestReadCookies:
    def test_reads_the_gateways_list(self):
        assert read_cookies({"cookies": OUR_PAIRS}, {}) == OURS

    @pytest.mark.parametrize("event", [{}, {"cookies": None}, {"cookies": []}, {"cookies": "x"}])
    def test_reads_the_header_where_there_is_no_list(self, event):
        assert read_cookies(event, {"cookie": "; ".join(OUR_PAIRS)}) == OURS

    def test_reads_what_it_writes(self):
        pair = set_cookie(CART, "cart-1").partition(";")[0]
        assert read_cookies({"cookies": [pair]}, {}) == {"__Host-cart": "cart-1"}

    @pytest.mark.parametrize(
        "neighbour",
        [
            "",
            ";;;=",
            "=",
            "=value",
            "name",
            '_ga="quoted; value"',
            "theme={%22a%22:1}",
            "other=a\\073b",
            "bad=\x00\x01",
            "emoji=😀",
            "half=\ud800",
            "x" * 8192,
            "long=" + "y" * 8192,
            "__Host-session",
            '__Host-session="id.secret"',
            "__Host-session=a b",
            "__Host-session=" + "z" * 257,
            "__HOST-SESSION=planted",
            "__host-session=planted",
            " __Secure-session=planted",
            "__Host-session =planted",
            "expires=Thu, 01 Jan 1970 00:00:00 GMT",
            "$Version=1",
        ],
    )
    def test_a_bad_neighbour_takes_no_other_with_it(self, neighbour):
        for pairs in ([neighbour, *OUR_PAIRS], [*OUR_PAIRS, neighbour]):
            assert read_cookies({"cookies": pairs}, {}) == OURS
            assert read_cookies({}, {"cookie": "; ".join(pairs)}) == OURS

    @pytest.mark.parametrize("separator", [";", "; ", " ;\t", ";;;"])
    def test_tolerates_any_spacing(self, separator):
        assert read_cookies({}, {"cookie": separator.join(OUR_PAIRS)}) == OURS

    @pytest.mark.parametrize("count", [200, 2000])
    def test_finds_its_own_behind_many_neighbours(self, count):
        pairs = [f"n{number}=1" for number in range(count)] + OUR_PAIRS
        assert read_cookies({"cookies": pairs}, {}) == OURS

    def test_leaves_out_a_name_that_comes_twice(self):
        pairs = [*OUR_PAIRS, "__Host-session=planted"]
        assert read_cookies({"cookies": pairs}, {}) == {"__Host-cart": "cart-1"}

    @pytest.mark.parametrize("item", [None, 5, True, [], {}, ["__Host-session=x"]])
    def test_passes_over_what_is_no_text(self, item):
        assert read_cookies({"cookies": [item, *OUR_PAIRS]}, {}) == OURS

    def test_reads_no_cookie_that_is_not_the_shops(self):
        assert read_cookies({"cookies": ["tracker=1", "session=2"]}, {}) == {}


@given(st.text(max_size=200))
def test_reads_any_header_without_failing(header):
    assert set(read_cookies({}, {"cookie": header})) <= {cookie.name for cookie in COOKIES}


@given(st.text(alphabet="abcXYZ019._~=-", max_size=256))
def test_every_value_it_may_write_comes_back(value):
    pair = set_cookie(VISITOR, value).partition(";")[0]
    assert read_cookies({"cookies": [pair]}, {}) == {"__Host-visitor": value}


@pytest.mark.parametrize("statistics", [True, False])
def test_what_may_be_set_follows_from_the_choice(statistics: bool):
    necessary = {SESSION.name, REMEMBER.name, CART.name, CHOICES.name}
    assert settable(Choices(recognition=False, statistics=statistics)) == necessary
    recognised = Choices(recognition=True, statistics=statistics)
    assert settable(recognised) == {*necessary, VISITOR.name}
