"""What follows from a change of a table, told from the tables as they are: harmless twice."""

import os
from datetime import datetime

from functions.order_events.app import tell
from functions.stock_events.app import tell_customers
from shop.domain.mail_repeats import mails_of_events
from shop.gateways import clock
from shop.gateways.order_links import order_url
from shop.storage import mails, orders
from shop.storage.orders import OrderRow
from shop.storage.stock_alerts import StockAlertRow


def of_stream(table_name: str, since: datetime, until: datetime) -> str:
    """Do again what follows from the changes of a table in a time; return what was done.

    Raises:
        LookupError: nothing follows from changes of this table.
    """
    follow = {
        os.environ["ORDERS_TABLE"]: _repeat_orders,
        os.environ["MAILS_TABLE"]: _count_waiting,
        os.environ["PRODUCTS_TABLE"]: _tell_who_waits,
    }.get(table_name)
    if follow is None:
        raise LookupError(f"nothing follows from changes of {table_name}")
    return follow(since, until)


def _repeat_orders(since: datetime, until: datetime) -> str:
    happened = OrderRow.at.between(since, until) & OrderRow.part.startswith("event#")
    rows = sorted(OrderRow.scan(happened), key=lambda row: (row.at, row.number, row.part))
    for row in rows:
        tell({"NewImage": row.serialize()})
    numbers = sorted({row.number for row in rows})
    queued = [mail_id for number in numbers for mail_id in _queue(number, since, until)]
    told = ", ".join(queued) or "none was missing"
    return f"orders: {len(numbers)} changed from {since} to {until}; mails queued: {told}"


def _queue(number: str, since: datetime, until: datetime) -> list[str]:
    order, events = orders.get_with_events(number)
    told = mails_of_events(order, events, since, until, order_url(order))
    return [mail.mail_id for mail in told if mails.insert(mail, clock.now())]


def _count_waiting(_since: datetime, _until: datetime) -> str:
    waiting = sum(1 for _ in mails.list_stuck(clock.now()))
    return f"mails: {waiting} wait; the task send-stuck-mails sends them within 15 minutes"


def _tell_who_waits(_since: datetime, _until: datetime) -> str:
    skus = sorted({row.sku for row in StockAlertRow.scan(attributes_to_get=["sku"])})
    for sku in skus:
        tell_customers(sku)
    return f"products: told whoever waits for one of {len(skus)} that is back"
