import pytest

from shop.gateways.ticket_links import is_ticket_key, ticket_key, ticket_path

pytestmark = pytest.mark.usefixtures("tables")
NUMBER = "TK-2345-2345-2"


def test_a_key_opens_its_conversation_and_no_other():
    key = ticket_key(NUMBER)
    assert is_ticket_key(key, NUMBER)
    assert not is_ticket_key(key, "TK-9999-9999-9")
    assert not is_ticket_key("", NUMBER)
    assert ticket_path(NUMBER, "k1.x") == f"/contact/{NUMBER}?key=k1.x"
