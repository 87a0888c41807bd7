import re

import pytest

from shop.web.asset_packing import SOURCES
from tests.support.gateway import Client


@pytest.fixture
def on_a_local_stack(monkeypatch):
    monkeypatch.setenv("STAGE", "local")


@pytest.mark.usefixtures("on_a_local_stack")
class TestOnALocalStack:
    def test_shows_every_part(self):
        answer = Client(page=True).get("/styleguide")
        assert answer.status == 200
        for part in ("error-summary", "progress", "timeline", "steps", "empty", "sum", "notice"):
            assert f'class="{part}' in answer.text or f" {part}" in answer.text, part

    def test_is_kept_by_nobody(self):
        assert Client(page=True).get("/styleguide").headers["cache-control"] == "no-store"

    def test_shows_every_colour_but_those_seen_as_text_on_another(self):
        tokens = (SOURCES / "styles" / "tokens.css").read_text(encoding="utf-8")
        shown = set(re.findall(r"swatch-([\w-]+)", Client(page=True).get("/styleguide").text))
        assert shown <= set(re.findall(r"--([\w-]+): #", tokens))
        assert len(shown) >= 15

    def test_a_post_is_no_page(self):
        assert Client(page=True).post("/styleguide").status == 404


@pytest.mark.parametrize("stage", ["dev", "prod", "", "Local"])
def test_is_nowhere_else(monkeypatch, stage):
    monkeypatch.setenv("STAGE", stage)
    assert Client(page=True).get("/styleguide").status == 404
