"""The shop's style sheet, script and pictures, under names that change with their content.

They are packed when the layer is built (`asset_packing`). Run from its sources, as tests do, the
shop packs them in memory.
"""

import functools
import json
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "packed_assets"
NAMES = "names.json"
MEDIA_TYPES = {
    "css": "text/css; charset=utf-8",
    "svg": "image/svg+xml; charset=utf-8",
    "png": "image/png",
    "js": "text/javascript; charset=utf-8",
}


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served; `compressed` by gzip, None where that would save nothing."""

    hashed_name: str
    content: bytes
    compressed: bytes | None

    @property
    def media(self) -> str:
        """Its media type."""
        return MEDIA_TYPES[self.hashed_name.rpartition(".")[2]]

    @property
    def is_text(self) -> bool:
        """Whether it is written in characters."""
        return "charset" in self.media


def asset_url(name: str) -> str:
    """Return the address of an asset, such as `/assets/shop.1a2b3c4d.css`.

    Raises:
        FileNotFoundError: there is no such asset.
    """
    hashed_name = _hashed_names().get(name)
    if hashed_name is None:
        raise FileNotFoundError(name)
    return f"/assets/{hashed_name}"


@functools.cache
def find_asset(hashed_name: str) -> Asset | None:
    """Return an asset by the name in its address; None if there is none."""
    if hashed_name not in _hashed_names().values():
        return None
    if not FOLDER.exists():
        return next(a for a in _packed_here().values() if a.hashed_name == hashed_name)
    compressed = FOLDER / f"{hashed_name}.gz"
    return Asset(
        hashed_name,
        (FOLDER / hashed_name).read_bytes(),
        compressed.read_bytes() if compressed.exists() else None,
    )


def picture_names() -> frozenset[str]:
    """Return the names of the pictures that a product can have."""
    return frozenset(name for name in _hashed_names() if name.endswith(".svg"))


@functools.cache
def _hashed_names() -> dict[str, str]:
    if not FOLDER.exists():
        return {name: asset.hashed_name for name, asset in _packed_here().items()}
    names: dict[str, str] = json.loads((FOLDER / NAMES).read_text(encoding="utf-8"))
    return names


@functools.cache
def _packed_here() -> dict[str, Asset]:
    from shop.web.asset_packing import packed  # noqa: PLC0415 - nothing that is deployed needs it

    return packed()
