"""What every page has in common, however many there are."""

import re
from pathlib import Path

import pytest

from tests.support.template import ROOT

TEMPLATES = sorted((ROOT / "layers/shop/shop/web/templates").glob("*.html"))


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_a_table_scrolls_by_itself_and_not_with_the_page(path: Path):
    text = path.read_text(encoding="utf-8")
    tables = re.findall(r"<table", text)
    framed = re.findall(r'<div class="scroll[^>]*>\s*<table', text)
    assert len(framed) == len(tables)
