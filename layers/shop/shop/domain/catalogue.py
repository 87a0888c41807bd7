"""What the shop sells: products, their availability, and the words they are found by."""

import re
import unicodedata
from dataclasses import dataclass
from typing import Literal

from shop.domain.money import Money, pence
from shop.domain.tax import TaxClass

Availability = Literal["in_stock", "few_left", "out_of_stock"]

CATEGORIES = {
    "lanterns": "Lanterns and lamps",
    "kitchen": "Kitchen and mugs",
    "traps": "Traps and containers",
    "paper": "Paper and prints",
}
FEW_LEFT_UNITS = 5
LARGEST_QUANTITY = 99
_WORD = re.compile(r"[a-z0-9]+")
_LEAST_WORD_LETTERS = 2
_MOST_QUERY_WORDS = 8
EVERYTHING = "all"
# What the shop's own test orders buy: it is listed nowhere, and nobody else can buy it.
TEST_SKU = "SHOP-TEST"


@dataclass(frozen=True, slots=True, kw_only=True)
class Product:
    """A sellable unit; prices are in pence, the weight is in grams.

    `compare_at_pence` is the higher price that this one is announced as reduced from;
    `low_stock_at` is how many units are few.
    """

    sku: str
    name: str
    description: str
    category: str
    price_pence: int
    available: int
    weight_grams: int
    image: str
    image_alt: str
    compare_at_pence: int | None = None
    low_stock_at: int = FEW_LEFT_UNITS
    tax_class: TaxClass = "standard"

    @property
    def price(self) -> Money:
        """The price of one unit."""
        return pence(self.price_pence)

    @property
    def availability(self) -> Availability:
        """What a customer is told of the stock."""
        if self.available <= 0:
            return "out_of_stock"
        return "few_left" if self.available <= self.low_stock_at else "in_stock"

    @property
    def max_quantity(self) -> int:
        """How many units can be ordered now."""
        return max(0, min(self.available, LARGEST_QUANTITY))


def words_in(text: str) -> frozenset[str]:
    """Return the words of a text that a search can find: lower case, without accents."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    without_accents = "".join(c for c in plain if not unicodedata.combining(c))
    found = _WORD.findall(without_accents)
    return frozenset(_singular(word) for word in found if len(word) >= _LEAST_WORD_LETTERS)


def _singular(word: str) -> str:
    # "mugs" finds "mug"; cheap, and the same on both sides, so it never loses a match.
    if len(word) > 3 and word.endswith("s") and not word.endswith("ss"):  # noqa: PLR2004
        return word[:-1]
    return word


def terms_of(product: Product) -> frozenset[str]:
    """Return every term under which a product is listed: all, its category, its words.

    What is bought by test orders has none, so that no list, search or export ever has it.
    """
    if product.sku == TEST_SKU:
        return frozenset()
    title = CATEGORIES.get(product.category, "")
    text = f"{product.name} {product.description} {product.sku} {title}"
    return frozenset(
        {EVERYTHING, category_term(product.category), *(word_term(w) for w in words_in(text))}
    )


def terms_wanted(category: str | None, query: str | None) -> tuple[str, ...] | None:
    """Return the terms that a listed product must have; None if no product can match.

    The rarest come first: words, then the category, then everything.
    """
    words = sorted(words_in(query or ""), key=len, reverse=True)
    if (query or "").strip() and not words:
        return None
    wanted = [word_term(word) for word in words[:_MOST_QUERY_WORDS]]
    if category:
        wanted.append(category_term(category))
    return tuple(wanted or [EVERYTHING])


def category_term(category: str) -> str:
    """Return the term that lists a category."""
    return f"category#{category}"


def word_term(word: str) -> str:
    """Return the term that lists the products with a word."""
    return f"word#{word}"
