import re

import pytest

from shop.web.assets import FOLDER, MEDIA_TYPES, asset_content, asset_url, picture_names

ASSETS = sorted(path for path in FOLDER.rglob("*") if path.suffix in MEDIA_TYPES)


def test_there_are_some():
    assert {"shop.css", "logo.svg"} <= {path.name for path in ASSETS}


@pytest.mark.parametrize("path", ASSETS, ids=lambda path: path.name)
def test_each_is_found_again_by_the_address_it_was_given(path):
    url = asset_url(path.name)
    assert re.fullmatch(r"/assets/[\w-]+\.[0-9a-f]{8}\.\w+", url)
    assert asset_content(url.removeprefix("/assets/")) == (
        MEDIA_TYPES[path.suffix],
        path.read_text(encoding="utf-8"),
    )


def test_no_two_have_the_same_name():
    assert len({path.name for path in ASSETS}) == len(ASSETS)


def test_nothing_else_lies_among_them():
    assert [p for p in FOLDER.rglob("*") if p.is_file() and p.suffix not in MEDIA_TYPES] == []


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
        "../assets.py",
        "..%2fassets.py",
        "no-such.1a2b3c4d.css",
        "x" * 5_000,
        "shop.\x00.css",
    ],
)
def test_nothing_else_is_given_out(name):
    assert asset_content(name) is None


def test_an_asset_that_is_not_there_cannot_be_named():
    with pytest.raises(FileNotFoundError):
        asset_url("no-such.css")


def test_pictures_hold_nothing_that_runs():
    for path in ASSETS:
        if path.suffix == ".svg":
            text = path.read_text(encoding="utf-8").lower()
            assert not re.search(r"<script|\son\w+=|javascript:|<foreignobject", text), path.name


def test_names_the_pictures_that_a_product_can_have():
    assert {path.name for path in ASSETS if path.suffix == ".svg"} == picture_names()
