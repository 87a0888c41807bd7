"""What the examples in `events/` name: goods, a customer, a conversation, a review and tokens."""

from datetime import timedelta

from shop.domain.contact import Message, Ticket
from shop.storage import product_changes, tickets
from tests.support.accounts import add_customer, add_token
from tests.support.data_requests import add_request
from tests.support.gateway import NOW
from tests.support.template import ROOT
from tests.support.waiting_reviews import SKU, add_waiting_review
from tools.seed.goods import read_goods

EVENTS = sorted((ROOT / "events").glob("*/*.json"))
NAMED = "".join(path.read_text(encoding="utf-8") for path in EVENTS)
GOODS = [product for product in read_goods() if product.sku in NAMED or product.sku == SKU]
# The conversation that events/contact/get-ticket.json has the key of.
TICKET = Ticket(
    number="TK-2345-2345-2",
    name="Casey Customer",
    email="customer@example.com",
    topic="product",
    order_number=None,
    state="new",
    suspicions=(),
    messages=(Message("m1", "customer", NOW, "Which lamp is it?"),),
    expires_at=NOW + timedelta(days=365),
)


def add_examples() -> None:
    """Fill the tables with what the examples name."""
    for product in GOODS:
        product_changes.insert(product, NOW)
    tickets.insert(TICKET, None, seconds_left=10)
    customer = add_customer()
    # The tokens of events/accounts/post-verify.json and post-password-reset.json.
    add_token("V" * 43, "register", customer)
    add_token("R" * 43, "reset", customer)
    add_waiting_review()
    # Those that events/rights has the tokens of.
    add_request()
    add_request(request_id="example-request", kind="export", who="guest", state="asked")
