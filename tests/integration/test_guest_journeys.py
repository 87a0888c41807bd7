"""A guest who sees all of an order by a mailed code, and later has it in an account."""

import re

import pytest

from shop.storage.orders import OrderRow
from tests.support.accounts import PASSWORD, log_in
from tests.support.factories import make_product, stock
from tests.support.gateway import Answer, Client
from tests.support.order_streams import deliver, stream_record
from tests.support.orders import TYPED
from tests.support.post import Post, SentMail, opened_post
from tests.support.tables import Tables

pytestmark = pytest.mark.usefixtures("tables")
HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
ADA = "ada@example.com"
HOME = "1 Sample Street"
SHOPS_OWN = f"CTBusters (an example), {HOME}"


@pytest.fixture
def post(tables: Tables):
    with opened_post(tables) as opened:
        yield opened


def mailed(post: Post, words: str) -> SentMail:
    """Let stream and outbox bring what there is; return the newest mail about something."""
    rows = [row.serialize() for row in OrderRow.scan()]
    assert deliver(*(stream_record(n, {"NewImage": row}) for n, row in enumerate(rows))) == []
    return [mail for mail in post.deliver() if words in mail.subject][-1]


def shows_addresses(page: Answer) -> bool:
    assert page.status == 200
    return HOME in page.text.replace(SHOPS_OWN, "")


def ordered() -> None:
    """Let a guest order in a browser of their own."""
    person = Client(page=True)
    person.post("/cart/lines", {"sku": "LAMP-1", "quantity": "2"})
    review = person.get(person.post("/checkout", TYPED).headers["location"])
    assert person.post("/orders", dict(HIDDEN.findall(review.text))).status == 303


def test_a_guest_unlocks_registers_claims_and_keeps_the_link(post: Post):
    stock(make_product(available=3))
    ordered()
    receipt = mailed(post, "We have received your order")
    link, number = receipt.link("/orders/"), receipt.subject.rpartition(" ")[2]
    key = link.partition("key=")[2]

    # The link shows the order without addresses, and the code from the mail with them.
    person = Client(page=True)
    assert not shows_addresses(person.get(link))
    asked = person.post(f"/orders/{number}/code", {"key": key})
    assert "A code is on its way" in person.get(asked.headers["location"]).text
    (code,) = re.findall(r"^\d{6}$", mailed(post, "Your code").text, re.MULTILINE)
    unlocked = person.post(f"/orders/{number}/unlock", {"key": key, "code": code})
    assert shows_addresses(person.get(unlocked.headers["location"]))

    # The same address is registered; until it is proven there is nothing to claim.
    person.post("/register", {"email": ADA, "password": PASSWORD, "name": "Ada Sample"})
    assert person.get("/orders/claim").status == 401
    confirming = mailed(post, "Confirm your e-mail address").link("/verify")
    token = confirming.partition("token=")[2]
    assert person.post("/verify", {"token": token}).status == 303
    assert log_in(person, ADA).status == 303

    # Nothing comes into the account by itself.
    orders_page = person.get("/orders").text
    assert f'href="/orders/{number}"' not in orders_page
    assert 'href="/orders/claim"' in orders_page
    assert number in person.get("/orders/claim").text
    claimed = person.post("/orders/claim", {"numbers.0": number})
    assert number in person.get(claimed.headers["location"]).text
    assert shows_addresses(person.get(f"/orders/{number}"))
    assert mailed(post, "is in your account").to == [ADA]

    # The link stays, without addresses; the key in full has ended with the guest's order.
    stranger = Client(page=True)
    for path in (link, unlocked.headers["location"]):
        assert not shows_addresses(stranger.get(path))
    assert stranger.get(f"/orders/{number}").status == 404
