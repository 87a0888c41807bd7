"""The shop's style sheet, script and pictures, under names that change with their content.

The style sheet and the script are each written in parts by concern and served joined.
"""

import functools
import hashlib
import re
from pathlib import Path

FOLDER = Path(__file__).parent / "assets"
MEDIA_TYPES = {
    ".css": "text/css; charset=utf-8",
    ".svg": "image/svg+xml; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".txt": "text/plain; charset=utf-8",
}
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
_CSS_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_JS_COMMENT = re.compile(r"^\s*//.*$", re.MULTILINE)
_INDENTATION = re.compile(r"\n\s+")


@functools.cache
def asset_url(name: str) -> str:
    """Return the address of an asset, such as `/assets/shop.1a2b3c4d.css`.

    Raises:
        FileNotFoundError: there is no such asset.
    """
    stem, _, suffix = name.partition(".")
    digest = hashlib.sha256(_text(name).encode()).hexdigest()[:8]
    return f"/assets/{stem}.{digest}.{suffix}"


def asset_content(hashed_name: str) -> tuple[str, str] | None:
    """Return (media type, text) of an asset by the name in its address; None if there is none."""
    stem, _, rest = hashed_name.partition(".")
    _, _, suffix = rest.partition(".")
    name = f"{stem}.{suffix}"
    if name not in asset_names() or asset_url(name) != f"/assets/{hashed_name}":
        return None
    return MEDIA_TYPES[f".{suffix}"], _text(name)


@functools.cache
def asset_names() -> frozenset[str]:
    """Return the names of all assets."""
    return frozenset(_JOINED) | _files().keys()


def picture_names() -> frozenset[str]:
    """Return the names of the pictures that a product can have."""
    return frozenset(name for name in _files() if name.endswith(".svg"))


@functools.cache
def _text(name: str) -> str:
    if name in _JOINED:
        return _JOINED[name]()
    return (_files().get(name) or FOLDER / name).read_text(encoding="utf-8")


@functools.cache
def _files() -> dict[str, Path]:
    found = (path for path in FOLDER.rglob("*") if path.suffix in MEDIA_TYPES)
    return {path.name: path for path in found if path.parent.name not in _PARTS}


def _style_sheet() -> str:
    parts = _CSS_COMMENT.sub("", "\n".join(_read("styles", f"{name}.css") for name in STYLES))
    return _INDENTATION.sub("\n", parts).strip() + "\n"


def _script() -> str:
    # In a block of its own, what a part declares is its own.
    first, *others = (_read("scripts", f"{name}.js") for name in SCRIPTS)
    joined = _JS_COMMENT.sub("", "".join([first, *(f"{{\n{part}}}\n" for part in others)]))
    return _INDENTATION.sub("\n", joined).strip() + "\n"


def _read(folder: str, name: str) -> str:
    return (FOLDER / folder / name).read_text(encoding="utf-8")


_JOINED = {"shop.css": _style_sheet, "shop.js": _script}
_PARTS = ("styles", "scripts")
