"""The published policies hold to the shop's own words and to the code's own numbers."""

import re
from datetime import date

import pytest

from shop.domain.periods import period_text
from shop.domain.policies import POLICY_NAMES, Policy
from shop.domain.retention_table import RETENTIONS
from shop.gateways import policy_files
from shop.gateways.settings import SHOP
from shop.web.cookies import COOKIES
from shop.web.routes import methods_of
from tools.policies import publishing

# (policy, section, words): what the shop promised its customers, and where it is told.
POINTS = {
    "an IP address is logged to identify use of the site": (
        "privacy",
        "ip-address",
        "To identify use of the site",
    ),
    "an IP address is logged to assist ordering": (
        "privacy",
        "ip-address",
        "To assist the ordering process",
    ),
    "an IP address is logged to diagnose problems with an order or the server": (
        "privacy",
        "ip-address",
        "To diagnose problems with your order or with our server",
    ),
    "an IP address is logged to count broad demographics": (
        "privacy",
        "ip-address",
        "To gather broad demographic information, such as the number of visitors",
    ),
    "there are four purposes and no other": (
        "privacy",
        "ip-address",
        "these four purposes and for no other",
    ),
    "cookies recognise repeat customers": ("privacy", "cookies", "recognise repeat customers"),
    "cookies keep the login": ("privacy", "cookies", "keep your login, so that you need not type"),
    "cookies keep preferences": ("privacy", "cookies", "keep your preferences"),
    "cookies may be refused": ("privacy", "refusing-cookies", "You may refuse cookies"),
    "a browser can be told to warn or refuse": (
        "privacy",
        "refusing-cookies",
        "Your browser can be told to warn you before it keeps one, or to refuse",
    ),
    "only what was typed or chosen is in a cookie": (
        "privacy",
        "what-a-cookie-can-do",
        "Only what you typed or chose",
    ),
    "no e-mail address that was not typed is in a cookie": (
        "privacy",
        "what-a-cookie-can-do",
        "cannot learn your e-mail address, for instance, from a cookie unless you typed it",
    ),
    "a cookie gives nobody access to the computer": (
        "privacy",
        "what-a-cookie-can-do",
        "A cookie gives nobody access to your computer",
    ),
    "only the site that set a cookie reads it": (
        "privacy",
        "what-a-cookie-can-do",
        "Only the site that set a cookie can read it",
    ),
    "a page explains cookies further": (
        "privacy",
        "cookies",
        "[cookie page](/policies/cookies) explains cookies further",
    ),
    "there are links to other sites the shop is not responsible for": (
        "privacy",
        "links-to-other-sites",
        "We are not responsible",
    ),
    "what is gathered is listed": ("privacy", "what-we-gather", "What you type or choose"),
    "what it is used for is listed": ("privacy", "what-we-use-it-for", "To keep the shop's books"),
    "the ways to communicate are listed": (
        "privacy",
        "ways-to-communicate",
        "through the [contact form](/contact)",
    ),
    "there is a postal address": (
        "privacy",
        "who-we-are",
        ", ".join(SHOP.postal_address.splitlines()),
    ),
    "checkout asks for an e-mail address and a password": (
        "terms",
        "checking-out",
        "e-mail address, and for your password if you use an account",
    ),
    "checkout asks for a billing address": ("terms", "checking-out", "a billing address"),
    "checkout asks where to ship": ("terms", "checking-out", "the address to ship to"),
    "checkout asks for a shipping method": ("terms", "checking-out", "a shipping method"),
    "checkout asks for promotional codes": ("terms", "checking-out", "a promotional code"),
    "checkout asks for the type of payment": ("terms", "checking-out", "the type of payment"),
    "checkout asks for extra instructions": ("terms", "checking-out", "extra instructions"),
    "addresses can be stored": ("terms", "checking-out", "store your addresses"),
    "the review page is the last chance to change": (
        "terms",
        "the-review-page",
        "the last chance to change something",
    ),
    "nothing is placed before confirm order": (
        "terms",
        "the-review-page",
        "Nothing is ordered, reserved or charged until you press “confirm order”",
    ),
    "a receipt comes at once and another mail when shipped": (
        "terms",
        "after-you-ordered",
        "A receipt is mailed to you at once, and another mail when the order is shipped",
    ),
    "a logged-in cart is kept until emptied or checked out": (
        "terms",
        "your-cart",
        "logged in is kept until it is emptied or checked out",
    ),
    "cancelling or changing is asked for and tried": (
        "terms",
        "changing-or-cancelling",
        "We try to do what you ask",
    ),
    "orders ship 4 to 10 business days after payment in full": (
        "shipping-returns",
        "when-we-ship",
        "4 to 10 business days after payment in full, by money order or by card",
    ),
    "business days are told": (
        "shipping-returns",
        "when-we-ship",
        "Monday to Friday, without public holidays",
    ),
}


def current(name: str) -> Policy:
    return policy_files.history(name)[0]


def words(markdown: str) -> str:
    return " ".join(markdown.replace("**", "").split())


@pytest.mark.parametrize("point", POINTS)
def test_tells_the_customer_that(point):
    name, section_id, phrase = POINTS[point]
    section = next(part for part in current(name).sections if part.id == section_id)
    assert words(phrase) in words(section.markdown)


def test_lists_exactly_four_purposes_of_the_address():
    section = next(part for part in current("privacy").sections if part.id == "ip-address")
    assert re.findall(r"^(\d)\. ", section.markdown, re.MULTILINE) == ["1", "2", "3", "4"]


@pytest.mark.parametrize("name", ["privacy", "cookies"])
@pytest.mark.parametrize("cookie", COOKIES, ids=lambda cookie: cookie.name)
def test_lists_every_cookie_with_its_lifetime(name, cookie):
    row = next(line for line in current(name).markdown.splitlines() if f"`{cookie.name}`" in line)
    assert cookie.purpose in row
    assert cookie.lifetime_text in row


@pytest.mark.parametrize("row", RETENTIONS, ids=lambda row: row.name)
def test_tells_every_record_with_the_period_the_code_keeps_it(row):
    line = f"| {row.name} | {row.keeps} | {row.purpose} | {period_text(row.period)} |"
    assert line in current("privacy").markdown.splitlines()


@pytest.mark.parametrize("name", POLICY_NAMES)
def test_links_only_to_pages_and_sections_the_shop_has(name):
    for address in re.findall(r"\]\(([^)]+)\)", current(name).markdown):
        path, _, fragment = address.partition("#")
        assert "GET" in methods_of(path)
        if fragment:
            target = current(path.removeprefix("/policies/"))
            assert fragment in {section.id for section in target.sections}


@pytest.mark.parametrize("name", POLICY_NAMES)
def test_is_published_under_the_name_of_its_file(name):
    files = publishing.published_files(policy_files.FOLDER, name)
    assert [path.stem for path in reversed(files)] == [
        policy.version for policy in policy_files.history(name)
    ]


@pytest.mark.parametrize("name", POLICY_NAMES)
def test_never_takes_effect_before_it_is_published(name):
    for policy in policy_files.history(name):
        assert policy.effective_from >= date.fromisoformat(policy.version[:10])


def test_has_a_newest_version_that_says_what_the_source_and_the_code_say_now():
    stale = publishing.changed(policy_files.FOLDER, publishing.code_values())
    assert stale == [], 'run: python -m tools.policies publish --summary "what changed"'


def test_has_changed_no_version_since_it_was_published():
    files = [
        path
        for name in POLICY_NAMES
        for path in publishing.published_files(policy_files.FOLDER, name)
    ]
    found = {
        path.relative_to(policy_files.FOLDER).as_posix(): publishing.fingerprint(path)
        for path in files
    }
    assert found == publishing.read_record(policy_files.FOLDER)


def test_keeps_an_earlier_version_of_the_privacy_policy():
    assert len(policy_files.history("privacy")) >= 2
