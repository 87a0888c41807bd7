"""What the order desk says of itself."""

import re

from shop.web.desk.actions import ACTIONS
from shop.web.desk.description import DESCRIPTION
from shop.web.desk.widget_pages import PAGES


def test_tells_of_every_action():
    assert set(re.findall(r"^\| `([\w-]+)` \|", DESCRIPTION, re.MULTILINE)) == set(ACTIONS)


def test_tells_of_every_page_a_widget_can_be_set_to():
    told = DESCRIPTION[DESCRIPTION.index("### On a dashboard") :]
    assert [page for page in set(PAGES) - {"mail"} if f"`{page}`" not in told] == []


def test_is_markdown_with_a_heading():
    assert DESCRIPTION.startswith("## Order desk\n")


def test_gives_an_example_to_begin_with():
    assert DESCRIPTION.endswith("``` yaml\naction: orders\nstatus: paid\noperator: ada\n```\n")
