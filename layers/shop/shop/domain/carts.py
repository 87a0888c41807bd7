"""A cart: what a customer means to buy, priced anew at every look.

A line remembers the price the customer last saw and agreed to, so that a change is told and
never slipped in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from shop.domain.catalogue import LARGEST_QUANTITY, Product
from shop.domain.errors import FieldError, InvalidFields
from shop.domain.money import in_figures, pence
from shop.domain.promotions import Promotion, discount_pence, is_usable
from shop.domain.tax import TaxClass

# A line costs two of the hundred actions of placing the order (docs/decisions/0029).
MOST_LINES = 20
ProblemCode = Literal["price-changed", "short-stock", "unavailable", "promotion-unavailable"]


@dataclass(frozen=True, slots=True)
class CartLine:
    """A product in a cart, with the price in pence that the customer last saw."""

    sku: str
    quantity: int
    unit_price_pence: int


@dataclass(frozen=True, slots=True)
class Units:
    """So many units of a product; the name is only filled in where people read it."""

    sku: str
    quantity: int
    name: str = ""


@dataclass(frozen=True, slots=True)
class Merged:
    """What came into a cart from the browser's or an order, and what could not."""

    added: tuple[Units, ...] = ()
    left_out: tuple[Units, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Cart:
    """A cart as it is kept.

    `version` moves with every change. A new cart begins at the milliseconds of its making, so no
    two carts of one owner ever have a version in common. `review` is the review waiting to be
    confirmed, as JSON text; it belongs to this version alone, as does what was `merged` into it.
    """

    cart_id: str
    version: int
    lines: tuple[CartLine, ...] = ()
    promotion: str | None = None
    review: str | None = None
    merged: Merged | None = None
    expires_at: datetime | None = None

    @property
    def customer_id(self) -> str | None:
        """Whose cart it is; None for a browser's."""
        kind, _, owner = self.cart_id.partition("#")
        return owner if kind == "customer" else None


@dataclass(frozen=True, slots=True)
class CartProblem:
    """Something about a cart that the customer should know before ordering."""

    code: ProblemCode
    sku: str | None
    detail: str


@dataclass(frozen=True, slots=True)
class PricedLine:
    """A line at today's price, in pence."""

    sku: str
    name: str
    quantity: int
    unit_price_pence: int
    weight_grams: int
    tax_class: TaxClass = "standard"
    image: str = ""

    @property
    def total_pence(self) -> int:
        """Return the price of the whole line."""
        return self.quantity * self.unit_price_pence


@dataclass(frozen=True, slots=True, kw_only=True)
class PricedCart:
    """A cart at today's prices, with everything that stands between it and an order."""

    version: int
    lines: tuple[PricedLine, ...]
    promotion: Promotion | None
    problems: tuple[CartProblem, ...]
    merged: Merged | None = None

    @property
    def subtotal_pence(self) -> int:
        """Return the sum of the lines."""
        return sum(line.total_pence for line in self.lines)

    @property
    def weight_grams(self) -> int:
        """Return what all units weigh together."""
        return sum(line.quantity * line.weight_grams for line in self.lines)

    @property
    def discount_pence(self) -> int:
        """Return what the promotion takes off the lines."""
        return discount_pence(self.promotion, self.subtotal_pence) if self.promotion else 0

    @property
    def total_pence(self) -> int:
        """Return what the lines cost after the discount, before delivery."""
        return self.subtotal_pence - self.discount_pence


def changed(cart: Cart, **changes: object) -> Cart:
    """Return a cart changed: its version moves, and what belonged to the one before is gone."""
    values: dict[str, object] = {"review": None, "merged": None} | changes
    return replace(cart, version=cart.version + 1, **values)  # type: ignore[arg-type]


def first_version(now: datetime) -> int:
    """Return the version a cart made now begins with."""
    return int(now.timestamp() * 1000)


def set_quantity(cart: Cart, product: Product, quantity: int) -> Cart:
    """Return the cart with `quantity` (0-99) units of a product at its price now; 0 removes it.

    Raises:
        InvalidFields: the quantity is out of range, or the cart would have too many lines.
    """
    if not 0 <= quantity <= LARGEST_QUANTITY:
        raise InvalidFields(FieldError("quantity", f"Enter a number from 0 to {LARGEST_QUANTITY}."))
    line = CartLine(product.sku, quantity, product.price_pence)
    # One that is in the cart already keeps its place.
    lines = {old.sku: old for old in cart.lines} | {product.sku: line}
    kept = tuple(each for each in lines.values() if each.quantity > 0)
    if len(kept) > MOST_LINES:
        message = f"A cart holds at most {MOST_LINES} different products."
        raise InvalidFields(FieldError("sku", message))
    return changed(cart, lines=kept)


def without_line(cart: Cart, sku: str) -> Cart:
    """Return the cart without a product, which need not be on sale any more."""
    return changed(cart, lines=tuple(line for line in cart.lines if line.sku != sku))


def with_promotion(cart: Cart, code: str | None) -> Cart:
    """Return the cart with a promotional code, or with none."""
    return changed(cart, promotion=code)


def price(cart: Cart, products: Mapping[str, Product], promotion: Promotion | None) -> PricedCart:
    """Price a cart as of now and name its problems.

    `promotion` is what the cart's code stands for if it can be used now, else None.
    """
    lines = tuple(
        PricedLine(
            sku=line.sku,
            name=product.name,
            quantity=line.quantity,
            unit_price_pence=product.price_pence,
            weight_grams=product.weight_grams,
            tax_class=product.tax_class,
            image=product.image,
        )
        for line in cart.lines
        if (product := products.get(line.sku)) is not None
    )
    problems = [p for line in cart.lines for p in _problems_of(line, products.get(line.sku))]
    if cart.promotion and promotion is None:
        detail = "The promotional code cannot be used any more and gives no discount."
        problems.append(CartProblem("promotion-unavailable", None, detail))
    return PricedCart(
        version=cart.version,
        lines=lines,
        promotion=promotion,
        problems=tuple(problems),
        merged=_named(cart.merged, products) if cart.merged else None,
    )


def acknowledge(
    cart: Cart,
    products: Mapping[str, Product],
    promotion: Promotion | None,
    now: datetime,
    *,
    own_uses: int = 0,
) -> Cart:
    """Return the cart as it can be ordered now; the very same one if nothing is in the way.

    Lines take today's prices and the units there are, what is not sold goes, and so does a code
    that cannot be used for what is left. `promotion` is what the code stands for.
    """
    lines = tuple(
        CartLine(line.sku, min(line.quantity, product.available), product.price_pence)
        for line in cart.lines
        if (product := products.get(line.sku)) is not None and product.available > 0
    )
    subtotal_pence = sum(line.quantity * line.unit_price_pence for line in lines)
    usable = is_usable(promotion, subtotal_pence, now, own_uses=own_uses)
    code = cart.promotion if usable else None
    is_same = (lines, code) == (cart.lines, cart.promotion)
    return cart if is_same else changed(cart, lines=lines, promotion=code)


def _problems_of(line: CartLine, product: Product | None) -> list[CartProblem]:
    if product is None:
        return [CartProblem("unavailable", line.sku, "We do not sell this any more.")]
    problems = []
    if product.price_pence != line.unit_price_pence:
        before, now = (in_figures(pence(p)) for p in (line.unit_price_pence, product.price_pence))
        detail = f"The price of {product.name} has changed from {before} to {now}."
        problems.append(CartProblem("price-changed", line.sku, detail))
    if product.available < line.quantity:
        left = "is out of stock" if product.available <= 0 else f"has only {product.available} left"
        problems.append(CartProblem("short-stock", line.sku, f"{product.name} {left}."))
    return problems


def _named(merged: Merged, products: Mapping[str, Product]) -> Merged:
    def named(some: tuple[Units, ...]) -> tuple[Units, ...]:
        return tuple(
            replace(units, name=sold.name if sold else units.name or units.sku)
            for units in some
            for sold in (products.get(units.sku),)
        )

    return Merged(named(merged.added), named(merged.left_out))
