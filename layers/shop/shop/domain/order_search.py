"""Finding orders among others by a word somebody remembers of them."""

from shop.domain.orders import Order


def is_about(order: Order, words: str) -> bool:
    """Tell whether every word is somewhere in an order's number, customer or goods."""
    told = " ".join(_told(order)).casefold()
    return all(word in told for word in words.casefold().split())


def _told(order: Order) -> tuple[str, ...]:
    addresses = (order.billing_address, order.shipping_address)
    return (
        order.number,
        order.email,
        order.tracking or "",
        order.promotion_code or "",
        *(text for a in addresses for text in (a.name, a.city, a.postal_code)),
        *(text for line in order.lines for text in (line.sku, line.name)),
    )
