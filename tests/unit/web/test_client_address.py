import pytest
from hypothesis import given
from hypothesis import strategies as st

from shop.web.client_address import client_address

EVENT = {"requestContext": {"http": {"sourceIp": "192.0.2.7"}}}
SECRET = "edge-secret"


def test_is_the_gateways_word():
    assert client_address(EVENT, {}, "") == "192.0.2.7"


@pytest.mark.parametrize(
    "header",
    ["x-forwarded-for", "forwarded", "x-real-ip", "true-client-ip", "client-ip", "via"],
)
@pytest.mark.parametrize("secret", ["", SECRET])
def test_is_never_the_clients_own_word(header, secret):
    headers = {header: "198.51.100.1", "x-origin-verify": secret}
    assert client_address(EVENT, headers, secret) == "192.0.2.7"


@pytest.mark.parametrize(
    ("viewer", "address"),
    [
        ("198.51.100.10:46532", "198.51.100.10"),
        ("2001:db8::1:46532", "2001:db8::1"),
        ("[2001:db8::1]:46532", "2001:db8::1"),
    ],
)
def test_is_the_edges_word_with_the_edges_secret(viewer, address):
    headers = {"cloudfront-viewer-address": viewer, "x-origin-verify": SECRET}
    assert client_address(EVENT, headers, SECRET) == address


@pytest.mark.parametrize("shown", ["", "wrong", SECRET + "x", "é", "\ud800"])
def test_a_wrong_secret_is_no_edge(shown):
    headers = {"cloudfront-viewer-address": "198.51.100.10:1", "x-origin-verify": shown}
    assert client_address(EVENT, headers, SECRET) == "192.0.2.7"


def test_without_an_edge_nobody_can_pretend_to_be_one():
    headers = {"cloudfront-viewer-address": "198.51.100.10:1", "x-origin-verify": ""}
    assert client_address(EVENT, headers, "") == "192.0.2.7"


@pytest.mark.parametrize(
    "event",
    [
        {},
        {"requestContext": None},
        {"requestContext": "x"},
        {"requestContext": {"http": None}},
        {"requestContext": {"http": []}},
        {"requestContext": {"http": {"sourceIp": None}}},
        {"requestContext": {"http": {"sourceIp": 5}}},
        {"requestContext": {"http": {"sourceIp": ""}}},
    ],
)
def test_is_unknown_where_the_event_does_not_say(event):
    assert client_address(event, {}, "") == "unknown"


@given(viewer=st.text(max_size=60), shown=st.text(max_size=20))
def test_reads_any_header_without_failing(viewer, shown):
    headers = {"cloudfront-viewer-address": viewer, "x-origin-verify": shown}
    assert isinstance(client_address(EVENT, headers, SECRET), str)
