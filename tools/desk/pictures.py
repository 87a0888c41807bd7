"""The visitors chart as a picture: a PNG drawn by Pillow, whose own font needs no file."""

from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from tools.desk.asking import Answer

_WIDTH, _HEIGHT = 1200, 480
_LEFT, _RIGHT, _TOP, _FOOT = 70, 30, 90, 60
_PAPER, _INK, _PALE, _BAR = "#ffffff", "#1d2830", "#d7dde1", "#1f5f8b"
_LINES = 4
_LABELS = 7


def draw(report: Answer, file: Path) -> None:
    """Write the visitors of each day of a report as bars."""
    image = Image.new("RGB", (_WIDTH, _HEIGHT), _PAPER)
    pen = ImageDraw.Draw(image)
    days, total = report["days"], report["sum_of_days"]
    pen.text((_LEFT, 22), f"Visitors of {_days_of(days)}", fill=_INK, font=_font(26))
    told = (
        f"Sum of daily visitors: {total['visitors']:,}, of daily visits: {total['visits']:,}. "
        f"Pages: {total['page_views']:,}. Orders: {total['orders']:,}."
    )
    pen.text((_LEFT, 56), told, fill=_INK, font=_font(17))
    most = _round_up(max([day["visitors"] for day in days], default=0))
    _draw_scale(pen, most)
    _draw_bars(pen, days, most)
    image.save(file, "PNG", optimize=True)


def _days_of(days: list[Answer]) -> str:
    if not days:
        return "no day"
    return f"{days[0]['day']} to {days[-1]['day']} (UTC)"


def _draw_scale(pen: ImageDraw.ImageDraw, most: int) -> None:
    for number in range(_LINES + 1):
        value = most * number // _LINES
        height = _height(value, most)
        pen.line((_LEFT, height, _WIDTH - _RIGHT, height), fill=_PALE)
        pen.text((_LEFT - 12, height), f"{value:,}", fill=_INK, font=_font(15), anchor="rm")


def _draw_bars(pen: ImageDraw.ImageDraw, days: list[Answer], most: int) -> None:
    step = (_WIDTH - _LEFT - _RIGHT) / max(1, len(days))
    every = max(1, -(-len(days) // _LABELS))
    for number, day in enumerate(days):
        left = _LEFT + number * step
        box = (left + step * 0.12, _height(day["visitors"], most), left + step * 0.88, _base())
        if day["visitors"]:
            pen.rectangle(box, fill=_BAR)
        if number % every == 0:
            middle = (left + step / 2, _base() + 12)
            pen.text(middle, day["day"][5:], fill=_INK, font=_font(15), anchor="mt")


def _base() -> int:
    return _HEIGHT - _FOOT


def _height(value: int, most: int) -> float:
    return _base() - (_base() - _TOP) * value / most


def _round_up(number: int) -> int:
    """Return a number a little larger that is parted evenly by the lines."""
    step = _LINES
    while step * 10 < number:
        step *= 10
    return max(step, -(-number // step) * step)


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
