"""Asking other sites, of which a server on this machine is one."""

import socket

import pytest

from shop.gateways.link_checks import status_of
from tests.support.link_stand_in import opened_site

pytestmark = pytest.mark.enable_socket


@pytest.mark.parametrize("status", [200, 301, 302, 404, 410, 503])
def test_tells_the_status_of_a_page_and_follows_no_redirect(status):
    with opened_site() as site:
        assert status_of(f"{site.url}/{status}") == status
    assert {path for _, path in site.asked} == {f"/{status}"}


def test_reads_no_page_that_answers_head():
    with opened_site() as site:
        status_of(f"{site.url}/200")
    assert site.asked == [("HEAD", "/200")]


def test_asks_again_for_a_page_that_refuses_head():
    with opened_site() as site:
        assert status_of(f"{site.url}/no-head") == 200
    assert site.asked == [("HEAD", "/no-head"), ("GET", "/no-head")]


def test_nobody_there_is_no_status():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    assert status_of(f"http://127.0.0.1:{port}/") is None
