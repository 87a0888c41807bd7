"""Which representation a client asked for: content negotiation by `Accept` (RFC 9110, 12.5.1)."""

JSON = "application/json"
HTML = "text/html"
_MOST_RANGES_READ = 20


def preferred(accept: str | None, offered: tuple[str, ...] = (JSON, HTML)) -> str:
    """Return the offered media type a client prefers; the first offered one where it does not say.

    Of two types of equal weight the one named first by the client wins, then the first offered.
    """
    if not accept:
        return offered[0]
    ranges = [_parse(part) for part in accept.split(",")[:_MOST_RANGES_READ]]
    best = max(offered, key=lambda media: (*_weight(media, ranges), -offered.index(media)))
    return best if _weight(best, ranges)[0] > 0 else offered[0]


def _parse(part: str) -> tuple[str, float]:
    media, *parameters = (piece.strip().lower() for piece in part.split(";"))
    quality = 1.0
    for parameter in parameters:
        if parameter.startswith("q="):
            quality = _quality(parameter[2:])
    return media, quality


def _quality(text: str) -> float:
    try:
        value = float(text)
    except ValueError:
        return 0.0
    return value if 0.0 <= value <= 1.0 else 0.0


def _weight(media: str, ranges: list[tuple[str, float]]) -> tuple[float, float]:
    """Return (quality, how early an exact range was named) of a media type; 0 is not wanted."""
    main = media.split("/", maxsplit=1)[0]
    for pattern in (media, f"{main}/*", "*/*"):
        for position, (wanted, quality) in enumerate(ranges):
            if wanted == pattern:
                return quality, -float(position) if pattern == media else -float(len(ranges))
    return 0.0, 0.0
