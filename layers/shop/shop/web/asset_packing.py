"""The shop's style sheet, script and pictures as they are served: joined, named, compressed.

    python -m shop.web.asset_packing FOLDER

Called when the layer is built; the functions only read what it leaves in the folder. The style
sheet and the script are each written in parts by concern and served joined.
"""

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from shop.web.assets import NAMES, Asset
from shop.web.compression import gzipped

SOURCES = Path(__file__).parent / "assets"
# Of two rules as specific as each other the later one holds; print overrules all.
STYLES = (
    "tokens",
    "page",
    "words",
    "forms",
    "buttons",
    "notices",
    "cards",
    "tables",
    "orders",
    "account",
    "policy",
    "styleguide",
    "print",
)
# The first is what the others use.
SCRIPTS = ("start", "cart_count", "forms", "cart", "drafts", "print")
_PICTURES = (".svg", ".png")
_WORTH_IT = 0.9
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_JS_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
_INDENTATION = re.compile(r"\n\s+")


def packed() -> dict[str, Asset]:
    """Return every asset by its name."""
    return {name: _asset(name, content) for name, content in sorted(_contents())}


def write(folder: Path) -> None:
    """Write every asset into a folder, compressed beside it where that saves something."""
    folder.mkdir(parents=True)
    assets = packed()
    for asset in assets.values():
        (folder / asset.hashed_name).write_bytes(asset.content)
        if asset.compressed is not None:
            (folder / f"{asset.hashed_name}.gz").write_bytes(asset.compressed)
    names = {name: asset.hashed_name for name, asset in assets.items()}
    (folder / NAMES).write_text(json.dumps(names), encoding="utf-8")


def _asset(name: str, content: bytes) -> Asset:
    stem, _, suffix = name.partition(".")
    digest = hashlib.sha256(content).hexdigest()[:8]
    compressed = gzipped(content)
    # A picture of pixels is compressed already.
    is_worth_it = len(compressed) < len(content) * _WORTH_IT
    return Asset(f"{stem}.{digest}.{suffix}", content, compressed if is_worth_it else None)


def _contents() -> Iterator[tuple[str, bytes]]:
    yield "shop.css", _style_sheet().encode()
    yield "shop.js", _script().encode()
    for path in SOURCES.rglob("*"):
        if path.suffix in _PICTURES:
            yield path.name, path.read_bytes()


def _style_sheet() -> str:
    parts = _CSS_COMMENT.sub("", "\n".join(_read("styles", f"{name}.css") for name in STYLES))
    return _INDENTATION.sub("\n", parts).strip() + "\n"


def _script() -> str:
    # In a block of its own, what a part declares is its own.
    first, *others = (_read("scripts", f"{name}.js") for name in SCRIPTS)
    joined = _JS_COMMENT.sub("", "".join([first, *(f"{{\n{part}}}\n" for part in others)]))
    return _INDENTATION.sub("\n", joined).strip() + "\n"


def _read(folder: str, name: str) -> str:
    return (SOURCES / folder / name).read_text(encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))
