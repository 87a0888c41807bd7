"""Every field of every form: what it is, what a browser fills into it, and what is said of it."""

import re
from typing import Any

import pytest

from shop.web.routes import ROUTES
from tests.support.page_visits import Seen

# Where a form goes, the field's name, its type, its token of the HTML standard (or off) and the
# keyboard that a telephone shows. Without a token is what no token fits. A field without a name
# tells a password manager whose password it is; it is neither seen nor sent.
FIELDS = """
/account name | text | name | -
/account preferences.list_size | text | off | numeric
/account/addresses city | text | address-level2 | -
/account/addresses country | select-one | country | -
/account/addresses default_billing | checkbox | - | -
/account/addresses default_shipping | checkbox | - | -
/account/addresses line1 | text | address-line1 | -
/account/addresses line2 | text | address-line2 | -
/account/addresses name | text | name | -
/account/addresses postal_code | text | postal-code | -
/account/addresses region | text | address-level1 | -
/account/addresses/… city | text | address-level2 | -
/account/addresses/… country | select-one | country | -
/account/addresses/… line1 | text | address-line1 | -
/account/addresses/… line2 | text | address-line2 | -
/account/addresses/… name | text | name | -
/account/addresses/… postal_code | text | postal-code | -
/account/addresses/… region | text | address-level1 | -
/account/email email | email | email | -
/account/erase - | text | username | -
/account/erase password | password | current-password | -
/account/password - | text | username | -
/account/password current_password | password | current-password | -
/account/password new_password | password | new-password | -
/account/second-factor/confirm code | text | one-time-code | numeric
/account/second-factor/disable - | text | username | -
/account/second-factor/disable code | text | one-time-code | -
/account/second-factor/disable password | password | current-password | -
/cart/lines quantity | number | off | numeric
/cart/promotion code | text | off | -
/checkout billing | select-one | - | -
/checkout billing_address.city | text | billing address-level2 | -
/checkout billing_address.country | select-one | billing country | -
/checkout billing_address.line1 | text | billing address-line1 | -
/checkout billing_address.line2 | text | billing address-line2 | -
/checkout billing_address.name | text | billing name | -
/checkout billing_address.postal_code | text | billing postal-code | -
/checkout billing_address.region | text | billing address-level1 | -
/checkout country | select-one | shipping country | -
/checkout email | email | email | email
/checkout instructions | textarea | - | -
/checkout payment_method | radio | - | -
/checkout shipping | select-one | - | -
/checkout shipping_address.city | text | shipping address-level2 | -
/checkout shipping_address.country | select-one | shipping country | -
/checkout shipping_address.line1 | text | shipping address-line1 | -
/checkout shipping_address.line2 | text | shipping address-line2 | -
/checkout shipping_address.name | text | shipping name | -
/checkout shipping_address.postal_code | text | shipping postal-code | -
/checkout shipping_address.region | text | shipping address-level1 | -
/checkout shipping_method | radio | - | -
/communications newsletter | radio | - | -
/communications offers | radio | - | -
/communications order_updates_by_post | radio | - | -
/contact email | email | email | -
/contact message | textarea | - | -
/contact name | text | name | -
/contact order_number | text | - | -
/contact topic | select-one | - | -
/contact website | text | off | -
/contact/…/replies message | textarea | - | -
/login email | email | username | -
/login password | password | current-password | -
/login remember | checkbox | - | -
/login/code - | text | username | -
/login/code code | text | one-time-code | -
/newsletter email | email | email | -
/orders/claim numbers.# | checkbox | - | -
/orders/find email | email | email | email
/orders/find number | text | off | -
/orders/…/corrections address.city | text | shipping address-level2 | -
/orders/…/corrections address.line1 | text | shipping address-line1 | -
/orders/…/corrections address.line2 | text | shipping address-line2 | -
/orders/…/corrections address.name | text | shipping name | -
/orders/…/corrections address.postal_code | text | shipping postal-code | -
/orders/…/corrections address.region | text | shipping address-level1 | -
/orders/…/corrections what | radio | - | -
/orders/…/corrections wish | textarea | - | -
/orders/…/messages message | textarea | - | -
/orders/…/return lines.#.quantity | number | off | numeric
/orders/…/return reason | textarea | - | -
/orders/…/unlock code | text | one-time-code | numeric
/password/forgot email | email | username | -
/password/reset - | text | username | -
/password/reset password | password | new-password | -
/policies/terms/changes from | select-one | - | -
/policies/terms/changes to | select-one | - | -
/preferences currency_display | select-one | - | -
/preferences list_size | text | off | numeric
/preferences text_size | select-one | - | -
/privacy/request email | email | email | -
/privacy/request kind | radio | - | -
/products q | search | off | -
/products/…/alerts email | email | email | -
/register email | email | username | -
/register name | text | name | -
/register password | password | new-password | -
/withdraw email | email | email | email
/withdraw goods | textarea | - | -
/withdraw lines.#.quantity | number | off | numeric
/withdraw name | text | name | -
/withdraw number | text | - | -
"""
NUMBERS = re.compile(
    r"(?<=/)(CT|TK)-[0-9A-Z-]+|(?<=/products/)[0-9A-Z-]+|(?<=/addresses/)[\w-]+|[0-9a-f-]{32,}"
)
FOR_PROGRAMS = {"POST /payments/{provider}/webhook"}
type Field = dict[str, Any]


def told_of(field: Field) -> str:
    """Return a field's line of the table."""
    action = NUMBERS.sub("…", field["action"])
    name = re.sub(r"\.\d+", ".#", field["name"]) or "-"
    tokens = (field[part] or "-" for part in ("type", "autocomplete", "inputmode"))
    return " | ".join((f"{action} {name}", *tokens))


def route_matches(key: str, path: str) -> bool:
    """Tell whether a form that goes to a path reaches a route."""
    pattern = re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(key.removeprefix("POST ")))
    return re.fullmatch(pattern, path) is not None


@pytest.fixture(scope="session")
def fields(pages_seen: dict[str, Seen]) -> list[tuple[str, Field]]:
    """Every field with the name of its page, but for those that only show how fields look."""
    pages = [page for page in pages_seen.values() if page.name != "styleguide"]
    return [(page.name, field) for page in pages for field in page.fields]


def test_every_field_is_as_a_browser_and_a_telephone_expect_it(fields: list[tuple[str, Field]]):
    found = sorted({told_of(field) for _, field in fields})
    assert found == FIELDS.strip().splitlines()


def test_every_field_has_a_label(fields: list[tuple[str, Field]]):
    bare = [(page, field) for page, field in fields if not field["label"] and not field["isUnseen"]]
    assert bare == []


def test_hints_and_mistakes_are_read_out_with_their_field(fields: list[tuple[str, Field]]):
    untied = [
        (page, field["name"])
        for page, field in fields
        if field["lost"] or not set(field["around"]) <= {*field["describedBy"]}
    ]
    unmarked = [
        (page, field["name"])
        for page, field in fields
        if any(name.endswith("-error") for name in field["describedBy"]) != field["isWrong"]
    ]
    assert (untied, unmarked) == ([], [])


def test_a_password_manager_is_told_whose_password_it_is(fields: list[tuple[str, Field]]):
    def forms_with(*tokens: str) -> set[tuple[str, str]]:
        return {(page, f["action"]) for page, f in fields if f["autocomplete"] in tokens}

    assert forms_with("current-password", "new-password") <= forms_with("username")


def test_every_route_that_takes_a_form_has_one_that_needs_no_script(pages_seen: dict[str, Seen]):
    posts = {key for keys in ROUTES.values() for key in keys if key.startswith("POST ")}
    paths = {path for page in pages_seen.values() for path in page.posts}
    without = {key for key in posts if not any(route_matches(key, path) for path in paths)}
    assert without == FOR_PROGRAMS


def test_no_page_points_to_what_is_not_there_or_there_twice(pages_seen: dict[str, Seen]):
    assert {name: page.lost for name, page in pages_seen.items() if page.lost} == {}


def test_what_is_wrong_is_focused_on_every_page_with_a_refused_form(pages_seen: dict[str, Seen]):
    refused = [page for page in pages_seen.values() if page.title.startswith("Error: ")]
    assert len(refused) > 10
    assert [page.name for page in refused if not page.is_told_first] == []
