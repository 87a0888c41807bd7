"""What sending costs: the zones, and each method's price table by the weight of all units.

The prices are the demonstration shop's own: standard post and express courier are like a carrier's
public tariffs for parcels of up to 30 kg, freight like a haulier's for pallets of half a tonne.
Whoever runs a shop puts in here what was agreed with the carriers; nothing else knows a price.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

type Zone = Literal["united_kingdom", "europe", "world"]

# Where the shop sends to (ISO 3166-1 alpha-2), by zone. As in the post's inland tariff, the Channel
# Islands and the Isle of Man are in the first.
ZONES: Mapping[Zone, frozenset[str]] = {
    "united_kingdom": frozenset(("GB", "GG", "IM", "JE")),
    "europe": frozenset(
        ("AT", "BE", "CH", "CZ", "DE", "DK", "ES", "FI", "FR", "GR", "HU", "IE", "IS", "IT")
    )
    | {"LU", "NL", "NO", "PL", "PT", "SE"},
    "world": frozenset(("AU", "CA", "JP", "NZ", "US")),
}


@dataclass(frozen=True, slots=True)
class Step:
    """What each started piece of so many grams costs beyond the last band."""

    grams: int
    price_pence: int


@dataclass(frozen=True, slots=True)
class Tariff:
    """What one method costs in one zone.

    `bands` are (grams at most, pence), lightest first. Without a `step` nothing heavier than the
    last one is taken. From a subtotal of `free_from_pence` it costs nothing.
    """

    bands: tuple[tuple[int, int], ...]
    step: Step | None = None
    free_from_pence: int | None = None

    def price_pence(self, weight_grams: int) -> int | None:
        """Return the full price of sending a weight; None if it is too heavy."""
        for most_grams, price_pence in self.bands:
            if weight_grams <= most_grams:
                return price_pence
        if self.step is None:
            return None
        heaviest_grams, dearest_pence = self.bands[-1]
        started = -((heaviest_grams - weight_grams) // self.step.grams)
        return dearest_pence + started * self.step.price_pence


@dataclass(frozen=True, slots=True)
class ShippingMethod:
    """A way to send goods; a zone without a tariff is one it does not reach.

    `most_subtotal_pence` is how dear goods may be, because the carrier covers no more. A method
    with `heavy_from_grams` and `dear_from_pence` is offered only for goods that reach either.
    """

    id: str
    name: str
    tariffs: Mapping[Zone, Tariff]
    most_subtotal_pence: int | None = None
    heavy_from_grams: int = 0
    dear_from_pence: int = 0


_STANDARD = ShippingMethod(
    id="standard",
    name="Standard post",
    tariffs={
        "united_kingdom": Tariff(
            ((3_000, 395), (5_000, 595), (10_000, 895), (20_000, 1_395), (30_000, 1_995)),
            free_from_pence=5_000,
        ),
        "europe": Tariff(
            (
                (500, 695),
                (2_000, 1_095),
                (5_000, 1_595),
                (10_000, 2_195),
                (20_000, 3_395),
                (30_000, 4_995),
            )
        ),
        "world": Tariff(
            (
                (500, 995),
                (2_000, 1_895),
                (5_000, 3_495),
                (10_000, 5_995),
                (20_000, 10_995),
                (30_000, 15_995),
            )
        ),
    },
    most_subtotal_pence=250_000,
)
_EXPRESS = ShippingMethod(
    id="express",
    name="Express courier",
    tariffs={
        "united_kingdom": Tariff(((10_000, 795), (20_000, 1_295), (30_000, 1_895))),
        "europe": Tariff(
            ((2_000, 1_995), (5_000, 2_595), (10_000, 3_495), (20_000, 5_495), (30_000, 7_995))
        ),
        "world": Tariff(
            ((2_000, 3_495), (5_000, 5_495), (10_000, 8_995), (20_000, 15_995), (30_000, 22_995))
        ),
    },
    most_subtotal_pence=500_000,
)
# Whatever the others do not take: without a limit of weight or value.
_FREIGHT = ShippingMethod(
    id="freight",
    name="Insured freight",
    tariffs={
        "united_kingdom": Tariff(((100_000, 6_500), (500_000, 9_500)), Step(500_000, 8_500)),
        "europe": Tariff(((100_000, 14_500), (500_000, 24_500)), Step(500_000, 21_000)),
        "world": Tariff(((100_000, 39_500), (500_000, 89_500)), Step(500_000, 79_500)),
    },
    heavy_from_grams=20_000,
    dear_from_pence=200_000,
)
METHODS = (_STANDARD, _EXPRESS, _FREIGHT)
