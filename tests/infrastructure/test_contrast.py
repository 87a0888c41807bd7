"""Every text and every edge is seen on the ground it stands on, in both colour schemes."""

import re

import pytest

from shop.web.asset_packing import SOURCES
from tests.support.template import ROOT

TOKENS = (SOURCES / "styles" / "tokens.css").read_text(encoding="utf-8")
DESIGN = (ROOT / "docs" / "design.md").read_text(encoding="utf-8")
# WCAG 2.2: 1.4.3 for text, 1.4.11 for what is used and for focus.
LEAST_FOR_TEXT = 4.5
LEAST_FOR_EDGES = 3.0
GROUNDS = ("paper", "card", "sunk")
NOTICES = ("note-paper", "good-paper", "warn-paper")
TEXTS = [
    *((text, ground) for text in ("ink", "soft", "link") for ground in GROUNDS + NOTICES),
    *(("link-strong", ground) for ground in GROUNDS + NOTICES),
    *(("warn", ground) for ground in ("paper", "card", "warn-paper")),
    *(("good", ground) for ground in ("paper", "card", "good-paper")),
    ("note", "note-paper"),
    ("ink", "mark"),
    ("paper", "link"),
    ("on-lamp", "lamp"),
    ("on-lamp", "lamp-strong"),
    ("on-night", "night"),
    ("soft-night", "night"),
]
EDGES = [
    *(("edge", ground) for ground in GROUNDS),
    *(("focus", ground) for ground in GROUNDS + NOTICES),
    *(("rim", ground) for ground in GROUNDS),
    ("night-edge", "night"),
    ("lamp", "night"),
    ("note", "note-paper"),
    ("good", "good-paper"),
    ("warn", "warn-paper"),
]
LIGHT, _, REST = TOKENS.partition("@media (prefers-color-scheme: dark)")


def colours(text: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): #([0-9a-f]{6})\b", text))


SCHEMES = {"light": colours(LIGHT), "dark": colours(LIGHT) | colours(REST)}


def luminance(colour: str) -> float:
    """Return the relative luminance (WCAG 2.2, definitions) of six hexadecimal digits."""
    shares = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [s / 12.92 if s <= 0.04045 else ((s + 0.055) / 1.055) ** 2.4 for s in shares]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(scheme: str, one: str, other: str) -> float:
    found = SCHEMES[scheme]
    dark, light = sorted((luminance(found[one]), luminance(found[other])))
    return (light + 0.05) / (dark + 0.05)


def test_the_measure_is_that_of_the_standard():
    assert luminance("ffffff") == pytest.approx(1)
    assert luminance("000000") == 0
    # The grey that every checker knows as the lightest text on white.
    assert 1.05 / (luminance("767676") + 0.05) == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("text", "ground"), TEXTS)
def test_text_can_be_read(scheme, text, ground):
    assert contrast(scheme, text, ground) >= LEAST_FOR_TEXT


@pytest.mark.parametrize("scheme", SCHEMES)
@pytest.mark.parametrize(("edge", "ground"), EDGES)
def test_what_can_be_used_can_be_seen(scheme, edge, ground):
    assert contrast(scheme, edge, ground) >= LEAST_FOR_EDGES


def test_every_colour_is_measured_but_the_one_for_ornament():
    measured = {name for pair in TEXTS + EDGES for name in pair}
    assert set(SCHEMES["light"]) - measured == {"line"}


def test_each_scheme_has_every_colour():
    assert set(colours(LIGHT)) == set(colours(REST))


def test_no_part_has_a_colour_of_its_own():
    for path in sorted((SOURCES / "styles").glob("*.css")):
        if path.stem not in {"tokens", "print"}:
            text = re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
            assert not re.search(r"#[0-9a-f]{3,8}\b(?![^{]*\{)", text), path.name


def rows() -> list[str]:
    return [
        f"| {one} | {other} | {contrast('light', one, other):.1f} | "
        f"{contrast('dark', one, other):.1f} | {least:.1f} |"
        for pairs, least in ((TEXTS, LEAST_FOR_TEXT), (EDGES, LEAST_FOR_EDGES))
        for one, other in pairs
    ]


def test_the_page_about_the_design_gives_these_figures():
    assert re.findall(r"^\| [\w-]+ \| [\w-]+ \| [\d.]+ .*\|$", DESIGN, re.MULTILINE) == rows()
