import base64
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from shop.web import asset_packing
from shop.web.assets import asset_url, find_asset, picture_names
from shop.web.replies import Reply
from shop.web.requests import Request
from shop.web.responses import to_response
from tests.support.gateway import make_event

ASSETS = sorted(asset_packing.packed())
LAYER = Path(asset_packing.__file__).parents[2]
# Reads what the build has packed, and says where it is from.
READER = """
import sys
from pathlib import Path
from typing import Any
sys.path.insert(0, sys.argv[1])
from shop.web import assets
assets.FOLDER = Path(sys.argv[2])
css = assets.find_asset(assets.asset_url("shop.css").removeprefix("/assets/"))
png = assets.find_asset(assets.asset_url("share.png").removeprefix("/assets/"))
pictures = len(assets.picture_names())
print(assets.asset_url("shop.css"), len(css.compressed), png.compressed, pictures)
print("shop.web.asset_packing" in sys.modules, assets.find_asset("names.json"))
"""


def response(name: str, **headers: str) -> Any:
    asset = find_asset(asset_url(name).removeprefix("/assets/"))
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    return dict(to_response(Request(make_event("GET", "/", headers=given)), Reply(asset=asset)))


@pytest.mark.parametrize("name", ASSETS)
def test_each_is_found_again_by_the_address_it_was_given(name):
    url = asset_url(name)
    assert re.fullmatch(r"/assets/[\w-]+\.[0-9a-f]{8}\.\w+", url)
    asset = find_asset(url.removeprefix("/assets/"))
    assert asset is not None
    assert asset.hashed_name == url.removeprefix("/assets/")


def test_what_the_build_has_packed_is_only_read(tmp_path):
    asset_packing.write(tmp_path / "packed")
    done = subprocess.run(
        [sys.executable, "-c", READER, str(LAYER), str(tmp_path / "packed")],
        capture_output=True,
        text=True,
        check=True,
    )
    css = asset_packing.packed()["shop.css"]
    assert css.compressed is not None
    assert done.stdout.splitlines() == [
        f"{asset_url('shop.css')} {len(css.compressed)} None {len(picture_names())}",
        "False None",
    ]


def test_is_sent_compressed_to_who_can_read_that():
    plain, packed = response("shop.css"), response("shop.css", accept_encoding="gzip")
    asset = find_asset(asset_url("shop.css").removeprefix("/assets/"))
    assert asset is not None
    assert plain["body"] == asset.content.decode()
    assert not plain["isBase64Encoded"]
    assert base64.b64decode(str(packed["body"])) == asset.compressed
    tags = {answer["headers"]["ETag"] for answer in (plain, packed)}
    assert len(tags) == 2
    assert all(a["headers"]["Vary"] == "Accept, Accept-Encoding" for a in (plain, packed))


def test_is_not_sent_again_to_who_has_it():
    tag = response("shop.css", accept_encoding="gzip")["headers"]["ETag"]
    again = response("shop.css", accept_encoding="gzip", if_none_match=tag)
    assert (again["statusCode"], again["body"]) == (304, "")
    assert "Content-Encoding" not in again["headers"]
    assert response("shop.css", if_none_match=tag)["statusCode"] == 200


def test_a_picture_of_pixels_is_sent_as_bytes():
    answer = response("share.png", accept_encoding="gzip")
    assert answer["isBase64Encoded"]
    assert "Content-Encoding" not in answer["headers"]


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
    assert find_asset(name) is None


@pytest.mark.parametrize("name", ["no-such.css", "tokens.css"])
def test_an_asset_that_is_not_there_cannot_be_named(name):
    with pytest.raises(FileNotFoundError):
        asset_url(name)


def test_names_the_pictures_that_a_product_can_have():
    assert {name for name in ASSETS if name.endswith(".svg")} == picture_names()
