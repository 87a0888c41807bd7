"""Charts of days as SVG: what a template needs to draw them, in whole pixels."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

_WIDEST_PIXELS = 1600
_MARGIN_PIXELS = 40
_GAP_PIXELS = 28
# From here on two stand beside each other.
_TWO_PIXELS = 900
_NARROWEST_PIXELS = 280
_HEIGHT_PIXELS = 150
_LEFT_PIXELS = 44
_TOP_PIXELS = 10
_FOOT_PIXELS = 22
_DATE_PIXELS = 64
_STEPS = (1, 2, 5)


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A day's bar, in pixels, with what it stands for."""

    x: float
    y: float
    width: float
    height: float
    label: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Chart:
    """A chart: bars over days, round numbers at the side, some of the days below."""

    title: str
    width: int
    height: int
    left: int
    floor: int
    bars: tuple[Bar, ...]
    lines: tuple[tuple[float, int], ...]
    dates: tuple[tuple[float, str], ...]


def width_in(widget_pixels: int) -> int:
    """Return how wide (pixels) a chart is in a widget: whole, or half of a wide one."""
    room = min(widget_pixels - _MARGIN_PIXELS, _WIDEST_PIXELS)
    return room if widget_pixels < _TWO_PIXELS else (room - _GAP_PIXELS) // 2


def bars(title: str, numbers: Sequence[tuple[str, int]], width_pixels: int) -> Chart:
    """Return the chart of a number for each day."""
    width = max(_NARROWEST_PIXELS, width_pixels)
    top = round_top(max([number for _, number in numbers], default=0))
    floor = _HEIGHT_PIXELS - _FOOT_PIXELS
    room = floor - _TOP_PIXELS
    step = (width - _LEFT_PIXELS) / max(1, len(numbers))
    return Chart(
        title=title,
        width=width,
        height=_HEIGHT_PIXELS,
        left=_LEFT_PIXELS,
        floor=floor,
        bars=tuple(
            Bar(
                x=round(_LEFT_PIXELS + place * step + step * 0.1, 1),
                y=round(floor - room * number / top, 1),
                width=round(step * 0.8, 1),
                height=round(room * number / top, 1),
                label=day,
                number=number,
            )
            for place, (day, number) in enumerate(numbers)
        ),
        lines=tuple((round(floor - room * part / 2, 1), top * part // 2) for part in range(3)),
        dates=_dates(numbers, step),
    )


def round_top(most: int) -> int:
    """Return an even number at or a little above the largest: 2, 4, 10, 20, 40, 100 and so on."""
    size = 1
    while True:
        for step in _STEPS:
            if (top := 2 * step * size) >= most:
                return top
        size *= 10


def _dates(numbers: Sequence[tuple[str, int]], step: float) -> tuple[tuple[float, str], ...]:
    every = max(1, round(_DATE_PIXELS / step + 0.5))
    return tuple(
        (round(_LEFT_PIXELS + (place + 0.5) * step, 1), f"{date.fromisoformat(day):%-d %b}")
        for place, (day, _) in enumerate(numbers)
        if place % every == 0
    )
