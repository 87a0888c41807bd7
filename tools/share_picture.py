"""Draw the picture that other sites show where a page of the shop is shared, from the logo.

    .venv/bin/python -m tools.share_picture

Previews of links show no SVG. Chromium draws it in the shop's colours; few colours keep it small.
"""

import io
import shutil
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

ASSETS = Path(__file__).parents[1] / "layers/shop/shop/web/assets"
PICTURE = ASSETS / "share.png"
# What sites that show previews ask for: 1.91 to 1.
WIDTH, HEIGHT = 1200, 630
COLOURS = 48
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
PAGE = """<!doctype html><meta charset="utf-8"><style>
body {{ margin: 0; width: {width}px; height: {height}px; display: flex; align-items: center;
  gap: 64px; box-sizing: border-box; padding: 0 96px; background: #2a2740; color: #fbf6e9;
  font-family: "Palatino Linotype", Palatino, "URW Palladio L", Georgia, serif }}
svg {{ width: 384px; height: 384px; flex: none }}
strong {{ display: block; font-size: 104px; line-height: 1.1 }}
span {{ font-size: 42px; color: #cbc5dd }}
</style><body>{logo}<p><strong>CTBusters</strong><span>Invented goods for quiet nights</span></p>"""


def drawn() -> bytes:
    """Return the picture as Chromium draws it."""
    logo = (ASSETS / "logo.svg").read_text(encoding="utf-8")
    found = next(path for path in map(shutil.which, CHROMIUM) if path)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
        page.set_content(PAGE.format(width=WIDTH, height=HEIGHT, logo=logo))
        picture = page.screenshot()
        browser.close()
    return picture


def main() -> None:
    """Draw it again in the place of the one there is."""
    with Image.open(io.BytesIO(drawn())) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        few.save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()
