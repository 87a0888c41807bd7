"""The shop's style sheet and pictures, under names that change with their content."""

import functools
import hashlib
from pathlib import Path

FOLDER = Path(__file__).parent / "assets"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}


@functools.cache
def asset_url(name: str) -> str:
    """Return the address of an asset, such as `/assets/shop.1a2b3c4d.css`.

    Raises:
        FileNotFoundError: there is no such asset.
    """
    path = _files()[name] if name in _files() else FOLDER / name
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
    return f"/assets/{path.stem}.{digest}{path.suffix}"


def asset_content(hashed_name: str) -> tuple[str, str] | None:
    """Return (media type, text) of an asset by the name in its address; None if there is none."""
    stem, _, rest = hashed_name.partition(".")
    _, _, suffix = rest.partition(".")
    path = _files().get(f"{stem}.{suffix}")
    if path is None or asset_url(path.name) != f"/assets/{hashed_name}":
        return None
    return MEDIA_TYPES[path.suffix], path.read_text(encoding="utf-8")


@functools.cache
def _files() -> dict[str, Path]:
    return {path.name: path for path in FOLDER.rglob("*") if path.suffix in MEDIA_TYPES}


def picture_names() -> frozenset[str]:
    """Return the names of the pictures that a product can have."""
    return frozenset(name for name in _files() if name.endswith(".svg"))
