"""The public address, of which a server on this machine is one."""

import socket

import pytest

from shop.gateways.front_door import Unreachable, Visitor
from tests.support.link_stand_in import opened_site

pytestmark = pytest.mark.enable_socket


@pytest.mark.parametrize("status", [200, 404, 503])
def test_an_answer_is_an_answer_whatever_its_status(status, monkeypatch):
    with opened_site() as site:
        monkeypatch.setenv("SITE_URL", site.url)
        answer = Visitor({}).ask("GET", f"/{status}")

    assert (answer.status, answer.data) == (status, {})


def test_nobody_there_is_unreachable(monkeypatch):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    monkeypatch.setenv("SITE_URL", f"http://nobody.localhost:{port}")

    with pytest.raises(Unreachable):
        Visitor({}).ask("GET", "/")
