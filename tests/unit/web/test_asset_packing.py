import gzip
import json
import re

import pytest

from shop.web.asset_packing import SCRIPTS, SOURCES, STYLES, packed, write
from shop.web.assets import MEDIA_TYPES, NAMES

ASSETS = packed()
PARTS = {"styles": [f"{name}.css" for name in STYLES], "scripts": [f"{n}.js" for n in SCRIPTS]}


def text_of(name: str) -> str:
    return ASSETS[name].content.decode()


def test_there_are_some():
    assert {"shop.css", "shop.js", "logo.svg", "share.png"} <= set(ASSETS)


@pytest.mark.parametrize("name", ASSETS)
def test_each_has_its_content_in_its_name(name):
    stem, _, suffix = name.partition(".")
    assert re.fullmatch(rf"{stem}\.[0-9a-f]{{8}}\.{suffix}", ASSETS[name].hashed_name)


@pytest.mark.parametrize("name", [name for name in ASSETS if not name.startswith("shop.")])
def test_a_picture_is_served_as_it_is(name):
    [path] = SOURCES.rglob(name)
    assert ASSETS[name].content == path.read_bytes()


@pytest.mark.parametrize("name", ASSETS)
def test_each_is_compressed_where_that_saves_something(name):
    asset = ASSETS[name]
    if asset.compressed is None:
        assert name.endswith(".png")
    else:
        assert gzip.decompress(asset.compressed) == asset.content
        assert len(asset.compressed) < len(asset.content)


def test_a_folder_of_them_is_the_same_each_time(tmp_path):
    for folder in (tmp_path / "one", tmp_path / "two"):
        write(folder)
    first = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert first == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    assert json.loads(first[NAMES]) == {name: a.hashed_name for name, a in ASSETS.items()}
    css = ASSETS["shop.css"]
    assert (first[css.hashed_name], first[f"{css.hashed_name}.gz"]) == (css.content, css.compressed)


def test_no_two_files_have_the_same_name_but_in_different_parts():
    files = [p for p in SOURCES.rglob("*") if p.is_file() and p.parent.name not in PARTS]
    assert len({path.name for path in files}) == len(files)


def test_nothing_else_lies_among_them():
    files = [path for path in SOURCES.rglob("*") if path.is_file()]
    assert [path for path in files if path.suffix.removeprefix(".") not in MEDIA_TYPES] == []


@pytest.mark.parametrize("folder", PARTS)
def test_every_part_is_joined_once(folder):
    assert sorted(PARTS[folder]) == sorted(path.name for path in (SOURCES / folder).iterdir())


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


def test_pictures_hold_nothing_that_runs():
    for name in ASSETS:
        if name.endswith(".svg"):
            text = text_of(name).lower()
            assert not re.search(r"<script|\son\w+=|javascript:|<foreignobject", text), name
