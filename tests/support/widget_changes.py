"""For every button that changes something: a widget with it, filled in and ready to be pressed."""

from collections.abc import Callable
from typing import Any

from shop.domain import corrections, data_requests
from shop.domain.contact import Message, Ticket
from shop.domain.order_mails import fact_mail
from shop.domain.orders import GUEST, By
from shop.domain.returns import ReceivedLine
from shop.gateways import clock
from shop.storage import corrections as kept_corrections
from shop.storage import mails, payments, tickets
from shop.storage.orders import row_of
from tests.support.corrections import a_correction
from tests.support.factories import make_product, meddle_with_stock, stock
from tests.support.gateway import NOW
from tests.support.orders import NUMBER, an_order
from tests.support.payments import a_payment
from tests.support.post import send
from tests.support.returns import SHIPPED, kept_return, kept_withdrawal
from tests.support.widgets import Dashboard

type Ready = tuple[Dashboard, str]
TICKET = "TK-2345-2345-2"
CSV = "sku,name,price_pence\nLAMP,Brighter lamp,2100\nNO SUCH,x,1\n"


def _order(label: str, status: str = "paid", **changes: str) -> Ready:
    row_of(an_order(status=status, **changes)).save()
    if status != "awaiting_payment":
        paid = a_payment(state="paid", provider="offline", version=2)
        payments.insert(paid)
    stock(make_product("LAMP"), make_product("MUG"))
    desk = Dashboard()
    desk.open("order", number=NUMBER)
    return desk, label


def _ship() -> Ready:
    desk, label = _order("Ship", shipment="packing")
    desk.fill(tracking="AB 1")
    return desk, label


def _refund() -> Ready:
    desk, label = _order("Pay back")
    desk.fill(amount="12.50", how="bank", reference="B-1")
    return desk, label


def _resend() -> Ready:
    desk, label = _order("Send again")
    mail = fact_mail(an_order(), "received", f"http://shop.localhost:3000/orders/{NUMBER}?key=k")
    mails.insert(mail, clock.now())
    send(mail.mail_id)
    desk.open("order", number=NUMBER)
    return desk, label


def _invoice() -> Ready:
    desk, label = _order("Mark paid", "awaiting_payment")
    desk.press(label)
    return desk, "Issue invoice if missing"


def _returns(label: str, state: str, **typed: str) -> Ready:
    stock(make_product("LAMP"), make_product("MUG"))
    received = {"received": (ReceivedLine("LAMP", 2, 0),)} if state == "received" else {}
    kept_return(state=state, **received)
    payments.insert(a_payment(state="paid", provider="offline", version=2))
    desk = Dashboard()
    desk.open("returns")
    desk.fill(**typed)
    return desk, label


def _withdrawals(label: str, **typed: str) -> Ready:
    row_of(SHIPPED).save()
    kept_withdrawal()
    desk = Dashboard()
    desk.open("withdrawals")
    desk.fill(**typed)
    return desk, label


def _corrections(label: str) -> Ready:
    add_correction()
    desk = Dashboard()
    desk.open("data-requests")
    desk.fill(answer="It is as you wrote.")
    return desk, label


def add_correction(**changes: Any) -> None:
    """Keep a correction that a guest asks for."""
    row_of(an_order()).save()
    asked = a_correction(**changes)
    change = corrections.ask(an_order(), [], asked, By(GUEST, "request-0"))
    request = data_requests.correcting(asked.correction_id, "guest", NUMBER, NOW)
    kept_corrections.insert(an_order(), change, asked, request, None, seconds_left=10)


def _stock() -> Ready:
    stock(make_product("LAMP"))
    desk = Dashboard()
    desk.open("products")
    desk.fill(available="25", reason="delivery")
    return desk, "Set"


def _repair() -> Ready:
    stock(make_product("LAMP", available=10))
    meddle_with_stock("LAMP", 14)
    desk = Dashboard()
    desk.open("stock-history", sku="LAMP")
    desk.fill(available="12", reason="counted")
    return desk, "Repair"


def _import() -> Ready:
    stock(make_product("LAMP"))
    desk = Dashboard()
    desk.open("import")
    desk.typed["import.csv"] = CSV
    desk.press("See what it comes to")
    return desk, "Import 1 rows"


def _promotion() -> Ready:
    desk = Dashboard()
    desk.open("promotions")
    desk.fill(code="TEN", amount="10", ends_on="2099-12-31")
    return desk, "Start"


def _end() -> Ready:
    desk, label = _promotion()
    desk.press(label)
    return desk, "End now"


def _message(label: str, **typed: str) -> Ready:
    add_ticket()
    desk = Dashboard()
    desk.open("message", ticket=TICKET)
    desk.fill(**typed)
    return desk, label


def add_ticket(**changes: str) -> None:
    """Keep a conversation that waits for an answer."""
    tickets.insert(
        Ticket(
            number=TICKET,
            name=changes.get("name", "Ada"),
            email="ada@example.com",
            topic="order",
            order_number=changes.get("order_number"),
            state="new",
            suspicions=(),
            messages=(Message("m1", "customer", NOW, changes.get("message", "Where is it?")),),
            expires_at=NOW.replace(year=NOW.year + 70),
        ),
        None,
        seconds_left=10,
    )


READY: dict[str, Callable[[], Ready]] = {
    "mark-paid": lambda: _order("Mark paid", "awaiting_payment"),
    "pack": lambda: _order("Pack"),
    "unpack": lambda: _order("Stop packing", shipment="packing"),
    "ship": _ship,
    "cancel": lambda: _order("Cancel the order"),
    "refund": _refund,
    "resend": _resend,
    "invoice": _invoice,
    "start-promotion": _promotion,
    "end-promotion": _end,
    "approve-return": lambda: _returns("Approve", "requested"),
    "decline-return": lambda: _returns("Decline", "requested", answer="Made for you."),
    "receive-return": lambda: _returns("Take the goods in", "approved", restocked="1", damaged="1"),
    "refund-return": lambda: _returns("Pay back", "received", how="cheque", reference="C-1"),
    "accept-withdrawal": lambda: _withdrawals("Accept"),
    "decline-withdrawal": lambda: _withdrawals("Decline", answer="It is too late."),
    "accept-correction": lambda: _corrections("Accept"),
    "decline-correction": lambda: _corrections("Decline"),
    "set-stock": _stock,
    "repair-stock": _repair,
    "import-products": _import,
    "reply": lambda: _message("Send", message="It left on Monday."),
    "message-state": lambda: _message("Close it"),
    "note": lambda: _message("Keep the note", note="Called back: it is about the lamp."),
    "assign": lambda: _message("Take it"),
}
