"""That no page is forgotten where pages are looked at in a browser."""

import re

from shop.web.routes import ROUTES
from tests.support.site_pages import NO_PAGES, PAGES
from tests.support.stage import __name__ as stage_module
from tests.support.template import ROOT

EVERY = {key for keys in ROUTES.values() for key in keys}
GETS = {key for key in EVERY if key.startswith("GET ")} | {"$default"}


def test_every_route_that_shows_a_page_is_looked_at():
    looked_at = {page.route for page in PAGES}
    assert GETS - looked_at == NO_PAGES
    assert looked_at <= EVERY


def test_every_page_has_a_name_of_its_own():
    names = [page.name for page in PAGES]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"[a-z0-9-]+", name) for name in names)


def test_the_stage_makes_every_name_that_an_address_needs():
    text = (ROOT / f"{stage_module.replace('.', '/')}.py").read_text(encoding="utf-8")
    for page in PAGES:
        for value in (page.path, *(page.fields or {}).values()):
            for name in re.findall(r"\{(\w+)\}", value):
                made = re.sub(r"^(guest|cancelled|card)_(order|key|email)$", r"{name}_\2", name)
                assert f'"{made}"' in text, f"{page.name} needs {name}"
