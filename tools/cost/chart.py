"""The share of each service in a month's cost, as a drawing for the page."""

from decimal import ROUND_HALF_UP, Decimal
from xml.sax.saxutils import escape

_LEFT, _WIDTH, _BAR, _STEP, _TOP = 130, 560, 34, 56, 58
_COLOURS = ("#1f5f8b", "#c8553d", "#6a994e", "#8d6a9f", "#9c6b12", "#4a4e57", "#70757d")
_OTHERS = "others"
_NAMED = len(_COLOURS) - 1


def chart(bills: dict[str, dict[str, Decimal]]) -> str:
    """Return bars of equal length, one a size, parted by service as shares of the whole."""
    named = _largest(bills)
    height = _TOP + _STEP * len(bills) + 8
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 720 {height}" role="img"',
        'font-family="sans-serif" font-size="13">',
        "<title>What a month's cost is made of, by visits a day</title>",
        f'<rect width="720" height="{height}" fill="#fff"/>',
        *_legend(named),
    ]
    for row, (size, services) in enumerate(bills.items()):
        parts += _bar(_TOP + row * _STEP, size, _folded(services, named))
    return "\n".join([*parts, "</svg>", ""])


def _largest(bills: dict[str, dict[str, Decimal]]) -> list[str]:
    shares: dict[str, Decimal] = {}
    for services in bills.values():
        total = sum(services.values())
        for name, dollars in services.items():
            shares[name] = max(shares.get(name, Decimal(0)), dollars / total)
    return [*sorted(shares, key=lambda name: -shares[name])[:_NAMED], _OTHERS]


def _folded(services: dict[str, Decimal], named: list[str]) -> dict[str, Decimal]:
    folded = {name: services.get(name, Decimal(0)) for name in named}
    others = (dollars for name, dollars in services.items() if name not in named)
    return folded | {_OTHERS: sum(others, Decimal(0))}


def _legend(named: list[str]) -> list[str]:
    parts = []
    for place, (name, colour) in enumerate(zip(named, _COLOURS, strict=False)):
        x, y = 12 + place % 4 * 175, 14 + place // 4 * 22
        parts.append(f'<rect x="{x}" y="{y - 10}" width="12" height="12" fill="{colour}"/>')
        parts.append(f'<text x="{x + 18}" y="{y}" fill="#222">{escape(name)}</text>')
    return parts


def _bar(top: int, size: str, services: dict[str, Decimal]) -> list[str]:
    total = sum(services.values(), Decimal(0))
    parts = [f'<text x="12" y="{top + 22}" fill="#222">{escape(size)}</text>']
    x = Decimal(_LEFT)
    for dollars, colour in zip(services.values(), _COLOURS, strict=False):
        width = dollars / total * _WIDTH
        parts.append(
            f'<rect x="{x:.1f}" y="{top}" width="{width:.1f}" height="{_BAR}" fill="{colour}"/>'
        )
        percent = (dollars / total * 100).quantize(Decimal(1), ROUND_HALF_UP)
        if percent >= 7:  # noqa: PLR2004 - there is no room for it in a narrower part
            middle = x + width / 2
            parts.append(
                f'<text x="{middle:.1f}" y="{top + 22}" fill="#fff" text-anchor="middle">'
                f"{percent} %</text>"
            )
        x += width
    return parts
