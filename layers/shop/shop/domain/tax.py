"""Value added tax: what rate holds for what and where, and how it is rounded.

A rate is told in basis points, hundredths of a per cent: 2,000 are 20 %. The reasons are in
docs/decisions/0038.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, get_args

TaxClass = Literal["standard", "reduced", "zero"]

TAX_CLASSES: tuple[TaxClass, ...] = get_args(TaxClass)
TAX_NAME = "VAT"
_WHOLE = 10_000

type Rates = Mapping[TaxClass, int]
type Place = tuple[str, str]
"""A country (ISO 3166-1 alpha-2) and a region of it in lower case, empty for all of it."""

# Value Added Tax Act 1994: section 2 (standard), section 29A with Schedule 7A (reduced: domestic
# fuel, say), section 30 with Schedule 8 (zero: books and maps, most food).
UNITED_KINGDOM: Rates = {"standard": 2_000, "reduced": 500, "zero": 0}
# Goods sent out of the United Kingdom are zero-rated (section 30(6)); who receives them may owe
# import tax to the own country.
EXPORT: Rates = {"standard": 0, "reduced": 0, "zero": 0}
# Where the shop charges tax. The Isle of Man counts as the United Kingdom (Isle of Man Act 1979,
# section 6), the Channel Islands do not. A region's row would go before its country's.
TAXED_PLACES: Mapping[Place, Rates] = {
    ("GB", ""): UNITED_KINGDOM,
    ("IM", ""): UNITED_KINGDOM,
}


@dataclass(frozen=True, slots=True)
class TaxPart:
    """All of an order that is taxed at one rate: without its tax, and the tax."""

    rate_basis_points: int
    net_pence: int
    tax_pence: int

    @property
    def gross_pence(self) -> int:
        """The amount with its tax."""
        return self.net_pence + self.tax_pence


def rates_in(country: str, region: str = "", places: Mapping[Place, Rates] = TAXED_PLACES) -> Rates:
    """Return the rates for goods sent to a place; outside the taxed ones they are exports."""
    of_country = places.get((country, ""), EXPORT)
    return places.get((country, region.strip().casefold()), of_country)


def is_export(country: str) -> bool:
    """Tell whether goods sent to a country leave the area of the shop's tax."""
    return (country, "") not in TAXED_PLACES


def export_note(country: str) -> str:
    """Say what else may be owed for goods sent to a country; nothing at home."""
    if not is_export(country):
        return ""
    return (
        f"No {TAX_NAME} is charged on goods sent out of the United Kingdom. When they arrive, the "
        "country they are sent to may charge import tax and duty."
    )


def tax_part(amount_pence: int, rate_basis_points: int, *, is_included: bool) -> TaxPart:
    """Tax an amount that includes its tax, or to which the tax is added.

    The one rounding rule of the shop: half up, in exact whole numbers, once for each rate of an
    order and never line by line.
    """
    whole = _WHOLE + rate_basis_points if is_included else _WHOLE
    tax_pence = (2 * amount_pence * rate_basis_points + whole) // (2 * whole)
    net_pence = amount_pence - tax_pence if is_included else amount_pence
    return TaxPart(rate_basis_points, net_pence, tax_pence)


def rate_in_words(rate_basis_points: int) -> str:
    """Say a rate: `20%`, `8.1%`."""
    percent, rest = divmod(rate_basis_points, 100)
    return f"{percent}.{rest:02d}".rstrip("0").rstrip(".") + "%"
