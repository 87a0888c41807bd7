"""Placing an order: record of the key, stock, promotion, cart, order and event, or nothing."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from pynamodb.transactions import TransactWrite

from shop.domain.carts import Cart
from shop.domain.errors import (
    CartChanged,
    NotAuthenticated,
    OutOfStock,
    PromotionUnavailable,
    TryAgain,
)
from shop.domain.order_sums import OrderLine
from shop.domain.orders import Order, placed
from shop.domain.promotions import REFUSAL, Promotion, redeemers
from shop.domain.sessions import Login
from shop.domain.stock_movements import of_line
from shop.storage import carts, customers, order_keys, promotions, stock_movements
from shop.storage.order_keys import OrderKey
from shop.storage.order_stock import part_of, take_in
from shop.storage.orders import OrderRow, event_row, row_of
from shop.storage.transactions import Cancelled, Refusal, write_together


class Superseded(CartChanged):
    """The key is in use or the cart is gone: perhaps a twin of this confirmation was quicker."""

    def __init__(self) -> None:
        super().__init__("Your cart has changed since you reviewed it. Please look again.")


class NumberTaken(Exception):
    """Another order has this number already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Placement:
    """An order to place: `cart` as it was reviewed, `login` None for a guest."""

    order: Order
    key: OrderKey
    cart: Cart
    promotion: Promotion | None
    login: Login | None
    request_id: str = ""

    @property
    def redeemers(self) -> tuple[str, ...]:
        """For whom the use of the promotion counts."""
        return redeemers(self.promotion, self.order.email, self.order.customer_id)


def insert(placement: Placement, now: datetime, *, seconds_left: float) -> None:
    """Place an order in one transaction.

    Raises:
        Superseded: the key is in use, or the cart has changed or is gone.
        NumberTaken: another order has the number.
        NotAuthenticated: the customer's sessions were ended.
        OutOfStock: names the SKUs of which there are too few.
        CartChanged: a price is not the reviewed one any more.
        PromotionUnavailable: the promotional code is used up, for all or for this customer.
        TryAgain: conflicts or the deadline stood in the way; nothing was written.
    """
    try:
        write_together(lambda t: _fill(t, placement, now), seconds_left=seconds_left)
    except Cancelled as cancelled:
        failed = cancelled.failures(_parts(placement))
    else:
        return
    _refuse(failed, placement.order.lines)


def _fill(transaction: TransactWrite, placement: Placement, now: datetime) -> None:
    order, login, promotion = placement.order, placement.login, placement.promotion
    if login is not None:
        customers.check_epoch_in(transaction, login.customer_id, login.epoch)
    carts.delete_in(transaction, placement.cart)
    order_keys.put_in(transaction, placement.key, order.number, now)
    is_new = OrderRow.number.does_not_exist()
    transaction.save(row_of(order), condition=is_new)
    transaction.save(event_row(order, placed(order, placement.request_id)), condition=is_new)
    if promotion is not None:
        used_by = placement.redeemers
        promotions.put_redemption(transaction, promotion.code, order.number, used_by)
    for line in order.lines:
        take_in(transaction, line, with_price=True)
        stock_movements.put_in(transaction, of_line(order, line, "sold", now))
    if promotion is not None:
        promotions.add_use(transaction, promotion, placement.redeemers)


def _parts(placement: Placement) -> list[str]:
    """Name the actions of the transaction in the order in which they are sent."""
    by_promotion = placement.promotion is not None
    return [
        *(["epoch"] if placement.login else []),
        *("cart", "key", "number", "event"),
        *(["redemption"] if by_promotion else []),
        *("movement" for _ in placement.order.lines),
        *(part_of(line) for line in placement.order.lines),
        *(["promotion"] if by_promotion else []),
        *("redeemer" for _ in placement.redeemers),
    ]


def _refuse(failed: Mapping[str, Refusal], lines: tuple[OrderLine, ...]) -> None:
    """Say why nothing was written, the gravest reason first."""
    if "epoch" in failed:
        raise NotAuthenticated("Your login has ended. Please log in again.")
    if "key" in failed or "cart" in failed:
        raise Superseded
    if "number" in failed:
        raise NumberTaken
    _refuse_lines(failed, lines)
    if "promotion" in failed or "redeemer" in failed:
        raise PromotionUnavailable(REFUSAL)
    raise TryAgain


def _refuse_lines(failed: Mapping[str, Refusal], lines: tuple[OrderLine, ...]) -> None:
    refused = [(line, failed[part_of(line)]) for line in lines if part_of(line) in failed]
    short = [line for line, refusal in refused if _is_short(line, refusal)]
    if short:
        names = ", ".join(line.name for line in short)
        raise OutOfStock(
            tuple(line.sku for line in short), f"There is not enough stock of {names}."
        )
    if refused:
        raise CartChanged("A price has changed since you reviewed your order. Please look again.")


def _is_short(line: OrderLine, refusal: Refusal) -> bool:
    """Tell a product that is short, or gone, from one whose price has changed."""
    item = refusal.item
    return item is None or "available" not in item or int(item["available"]["N"]) < line.quantity
