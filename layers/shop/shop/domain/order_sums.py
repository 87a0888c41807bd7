"""What an order comes to: its lines, and the sums that are stored with it and never made anew."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from shop.domain.money import in_figures, pence, shares
from shop.domain.tax import TAX_NAME, UNITED_KINGDOM, TaxClass, TaxPart, rate_in_words, tax_part


@dataclass(frozen=True, slots=True)
class OrderLine:
    """So many units of one product at the price and the rate of tax they were reviewed at.

    `discount_pence` is its share of the order's discount.
    """

    sku: str
    name: str
    quantity: int
    unit_price_pence: int
    # What was true of every line before there were classes of tax.
    tax_class: TaxClass = "standard"
    tax_rate_basis_points: int = UNITED_KINGDOM["standard"]
    discount_pence: int = 0

    @property
    def total_pence(self) -> int:
        """The price of all units, before any discount."""
        return self.quantity * self.unit_price_pence


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What an order comes to, in pence: the whole of it taxed in parts, one for each rate.

    Where prices include tax, it is a part of the total; where they do not, it is added.
    """

    subtotal_pence: int
    discount_pence: int
    shipping_pence: int
    taxes: tuple[TaxPart, ...]
    prices_include_tax: bool = True

    @property
    def tax_pence(self) -> int:
        """The tax in the total."""
        return sum(part.tax_pence for part in self.taxes)

    @property
    def total_pence(self) -> int:
        """What is to be paid."""
        listed = self.subtotal_pence - self.discount_pence + self.shipping_pence
        return listed if self.prices_include_tax else listed + self.tax_pence


def with_discount(lines: Sequence[OrderLine], discount_pence: int) -> tuple[OrderLine, ...]:
    """Return lines with their shares of a discount, which is at most what they cost."""
    parts = shares(discount_pence, [line.total_pence for line in lines])
    return tuple(
        replace(line, discount_pence=part) for line, part in zip(lines, parts, strict=True)
    )


def sums_of(
    lines: Sequence[OrderLine], shipping_pence: int, *, prices_include_tax: bool = True
) -> Sums:
    """Sum up lines that carry their shares of the discount, and their shipping.

    Shipping is taxed as the goods it brings: spread over their rates by what is paid for them, or
    by their prices where nothing is.
    """
    paid: Counter[int] = Counter()
    full: Counter[int] = Counter()
    for line in lines:
        paid[line.tax_rate_basis_points] += line.total_pence - line.discount_pence
        full[line.tax_rate_basis_points] += line.total_pence
    rates = sorted(paid, reverse=True)
    weights = paid if any(paid.values()) else full
    carried = shares(shipping_pence, [weights[rate] for rate in rates])
    return Sums(
        subtotal_pence=sum(line.total_pence for line in lines),
        discount_pence=sum(line.discount_pence for line in lines),
        shipping_pence=shipping_pence,
        taxes=tuple(
            tax_part(paid[rate] + part, rate, is_included=prices_include_tax)
            for rate, part in zip(rates, carried, strict=True)
        ),
        prices_include_tax=prices_include_tax,
    )


def tax_lines(sums: Sums) -> tuple[tuple[str, str], ...]:
    """Say of each rate what was taxed at it, and the tax in figures."""
    what = f"of which {TAX_NAME}" if sums.prices_include_tax else TAX_NAME
    return tuple(_tax_line(what, part) for part in sums.taxes)


def _tax_line(what: str, part: TaxPart) -> tuple[str, str]:
    rate = rate_in_words(part.rate_basis_points)
    net, tax = (in_figures(pence(amount)) for amount in (part.net_pence, part.tax_pence))
    return f"{what} at {rate} on {net}", tax
