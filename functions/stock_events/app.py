"""Follows the products table's stream: tells operators of low stock, and customers what is back."""

from typing import Any

from shop.domain.catalogue import TEST_SKU, Product
from shop.domain.stock_alerts import back_in_stock_mail
from shop.domain.stock_levels import StockNews, stock_news
from shop.gateways import clock
from shop.gateways.settings import url
from shop.gateways.streams import follow_stream
from shop.storage import products, stock_alerts
from shop.telemetry import count, log_event


def tell(change: dict[str, Any]) -> None:
    """Tell what one change of a product is news of."""
    news, product = _news(change)
    if product is None or news is None:
        return
    if news == "back":
        tell_customers(product.sku)
        return
    event = "stock-low" if news == "low" else "stock-out"
    log_event(event, sku=product.sku, available=product.available, low_at=product.low_stock_at)


def tally(change: dict[str, Any]) -> None:
    """Count what one change of a product is news of."""
    news, _ = _news(change)
    if news in ("low", "out"):
        count("StockLow" if news == "low" else "StockOut")


def _news(change: dict[str, Any]) -> tuple[StockNews | None, Product | None]:
    old, new = change.get("OldImage"), change.get("NewImage")
    if old is None or new is None or (after := products.product_in(new)).sku == TEST_SKU:
        return None, None
    return stock_news(products.product_in(old), after), after


def tell_customers(sku: str) -> None:
    """Put one mail for each alert into the outbox, unless the product is gone again by now."""
    product = products.find(sku)
    if product is None or product.availability == "out_of_stock":
        return
    now = clock.now()
    alerts = stock_alerts.list_by_sku(sku, now)
    mails = (
        (alert, back_in_stock_mail(alert, product, url(f"/products/{sku}"))) for alert in alerts
    )
    told = sum(stock_alerts.change_to_told(alert, mail, now) for alert, mail in mails)
    log_event("stock-back", sku=sku, available=product.available, mails=told)
    count("BackInStockMails", told)


lambda_handler = follow_stream("stock_events", tell, tally)
