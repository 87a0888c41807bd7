import gzip
import re

import pytest

from shop.web.assets import (
    FOLDER,
    MEDIA_TYPES,
    SCRIPTS,
    STYLES,
    asset_content,
    asset_names,
    asset_url,
    picture_names,
)

ASSETS = sorted(asset_names())
PARTS = {"styles": [f"{name}.css" for name in STYLES], "scripts": [f"{n}.js" for n in SCRIPTS]}


def text_of(name: str) -> str:
    content = asset_content(asset_url(name).removeprefix("/assets/"))
    assert content is not None
    return content[1]


def test_there_are_some():
    assert {"shop.css", "shop.js", "logo.svg"} <= set(ASSETS)


@pytest.mark.parametrize("name", ASSETS)
def test_each_is_found_again_by_the_address_it_was_given(name):
    url = asset_url(name)
    assert re.fullmatch(r"/assets/[\w-]+\.[0-9a-f]{8}\.\w+", url)
    content = asset_content(url.removeprefix("/assets/"))
    assert content is not None
    assert content[0] == MEDIA_TYPES[f".{name.partition('.')[2]}"]


@pytest.mark.parametrize("name", [name for name in ASSETS if name.endswith(".svg")])
def test_a_drawing_is_served_as_it_is(name):
    [path] = FOLDER.rglob(name)
    assert text_of(name) == path.read_text(encoding="utf-8")


def test_no_two_files_have_the_same_name_but_in_different_parts():
    files = [p for p in FOLDER.rglob("*") if p.is_file() and p.parent.name not in PARTS]
    assert len({path.name for path in files}) == len(files)


def test_nothing_else_lies_among_them():
    assert [p for p in FOLDER.rglob("*") if p.is_file() and p.suffix not in MEDIA_TYPES] == []


@pytest.mark.parametrize("folder", PARTS)
def test_every_part_is_joined_once(folder):
    assert sorted(PARTS[folder]) == sorted(path.name for path in (FOLDER / folder).iterdir())


def test_the_style_sheet_is_its_parts_in_order_without_comments():
    text = text_of("shop.css")
    assert "/*" not in text
    assert text.index("--paper:") < text.index(".site-header {") < text.index("@media print")


def test_each_part_of_the_script_but_the_first_has_its_own_names():
    text = text_of("shop.js")
    assert "\n//" not in text
    assert text.index("const enhance") < text.index("{\n")
    assert text.count("\n{\n") == len(SCRIPTS) - 1


@pytest.mark.parametrize(("name", "most_bytes"), [("shop.css", 12_000), ("shop.js", 6_000)])
def test_is_light(name, most_bytes):
    assert len(gzip.compress(text_of(name).encode(), 9)) <= most_bytes


def test_names_no_other_host_and_no_font():
    text = text_of("shop.css") + text_of("shop.js")
    assert not re.search(r"https?://|//\w+\.|@import|@font-face|url\(", text)


@pytest.mark.parametrize(
    "name",
    [
        "",
        ".",
        "..",
        "shop.css",
        "shop.00000000.css",
        "shop..css",
        "shop.00000000.txt",
        "tokens.css",
        "../assets.py",
        "..%2fassets.py",
        "no-such.1a2b3c4d.css",
        "x" * 5_000,
        "shop.\x00.css",
    ],
)
def test_nothing_else_is_given_out(name):
    assert asset_content(name) is None


@pytest.mark.parametrize("name", ["no-such.css", "tokens.css"])
def test_an_asset_that_is_not_there_cannot_be_named(name):
    with pytest.raises(FileNotFoundError):
        asset_url(name)


def test_pictures_hold_nothing_that_runs():
    for name in picture_names():
        text = text_of(name).lower()
        assert not re.search(r"<script|\son\w+=|javascript:|<foreignobject", text), name


def test_names_the_pictures_that_a_product_can_have():
    assert {name for name in ASSETS if name.endswith(".svg")} == picture_names()
