from datetime import UTC, datetime

import pytest

from shop.domain.mails import (
    MARKETING,
    Mail,
    MailNotSent,
    SentMail,
    Undeliverable,
    address_hash,
    is_address,
    mail_id_of,
    mail_tag,
    one_line,
    order_number_of,
    paragraphs_html,
    part_of,
    tagged_mail_id,
    without_queries,
)
from shop.gateways.mail_texts import FOLDER

SITE = "http://shop.example.com"


def test_refuses_a_mail_whose_id_would_bring_an_address_into_the_log():
    with pytest.raises(ValueError, match="address"):
        Mail("receipt#customer@example.com", "customer@example.com", "receipt", {})


def test_lets_an_id_name_a_fact():
    assert Mail("receipt#CT-1", "customer@example.com", "receipt", {}).mail_id == "receipt#CT-1"


@pytest.mark.parametrize("kind", [MailNotSent, Undeliverable])
def test_tells_why_a_mail_was_not_sent_by_a_code(kind):
    assert kind("Throttled").reason == str(kind("Throttled")) == "Throttled"


@pytest.mark.parametrize(
    "address",
    [
        "a@example.com",
        "first.last+tag@mail.example.com",
        "o'neill@example.com",
        "x" * 64 + "@a.example",
    ],
)
def test_takes_an_address(address):
    assert is_address(address)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nobody",
        "nobody@example",
        "@example.com",
        "a@example.com, b@example.com",
        "a@example.com;b@example.com",
        "A <a@example.com>",
        "a@example.com\r\nBcc: b@example.com",
        "a@example.com\n",
        "a b@example.com",
        "a@example.com\x00",
        "x" * 65 + "@example.com",
        "a@" + "example." * 40 + "com",
    ],
)
def test_takes_nothing_that_is_more_or_less_than_one_address(text):
    assert not is_address(text)


def test_hashes_an_address_alike_however_it_is_typed():
    assert address_hash(" A@Example.com ") == address_hash("a@example.com")
    assert address_hash("a@example.com") != address_hash("b@example.com")


def test_leaves_no_line_end_in_a_header():
    assert one_line(" An order\r\nBcc: b@example.com\x00\x85 ") == "An order Bcc: b@example.com"


def test_divides_a_text_into_paragraphs_and_lines():
    assert paragraphs_html("\nOne\ntwo\n\n\nThree\n", SITE) == ["One<br>\ntwo", "Three"]


def test_escapes_what_is_in_a_text():
    assert paragraphs_html('<b> & "c"', SITE) == ["&lt;b&gt; &amp; &quot;c&quot;"]


@pytest.mark.parametrize("end", ["", ".", ")", ", and"])
def test_links_the_shops_own_pages(end):
    url = f"{SITE}/verify?token=a.b-c_d"
    assert paragraphs_html(f"See {url}{end}", SITE) == [f'See <a href="{url}">{url}</a>{end}']


def test_links_the_shops_front_page():
    assert paragraphs_html(SITE, SITE) == [f'<a href="{SITE}">{SITE}</a>']


@pytest.mark.parametrize(
    "url", ["https://example.com/win", f"{SITE}.example.com/", f"{SITE}@example.com/"]
)
def test_links_nobody_elses_pages(url):
    assert paragraphs_html(url, SITE) == [url]


LINK = "https://shop.example.com/orders/CT-1?key=k1.abc"


def test_keeps_of_an_orders_mail_all_but_the_keys_in_its_links():
    mail = Mail("order#CT-1#paid#1", "a@example.com", "order-paid", {"total": "£5", "link": LINK})
    assert mail.kept_values == {"total": "£5", "link": "https://shop.example.com/orders/CT-1"}


def test_keeps_nothing_of_a_mail_that_is_about_no_order():
    assert Mail("receipt#1", "a@example.com", "password-reset", {"link": LINK}).kept_values == {}


@pytest.mark.parametrize("name", ["code", "token", "key", "password"])
def test_keeps_nothing_of_a_mail_that_holds_what_opens_something(name):
    values = {name: "123456", "number": "CT-1"}
    assert Mail("order#CT-1#code#1", "a@example.com", "order-code", values).kept_values == {}


@pytest.mark.parametrize(
    ("text", "cut"),
    [
        ("no link at all?", "no link at all?"),
        (LINK, "https://shop.example.com/orders/CT-1"),
        (f"{LINK} and {LINK}.", f"{LINK[:36]} and {LINK[:36]}"),
        ("http://a.example/#part", "http://a.example/"),
    ],
)
def test_cuts_links_before_what_opens_something(text, cut):
    assert without_queries(text) == cut


@pytest.mark.parametrize(
    ("mail_id", "number", "part"),
    [
        ("order#CT-1#paid#1", "CT-1", "paid.1"),
        ("order#CT-1#return-2#3", "CT-1", "return-2.3"),
        ("order#CT-1#link#2026-11-22T10", "CT-1", "link.2026-11-22T10"),
    ],
)
def test_names_a_mail_among_those_of_its_order(mail_id, number, part):
    assert (order_number_of(mail_id), part_of(mail_id)) == (number, part)
    assert mail_id_of(number, part) == mail_id


@pytest.mark.parametrize("mail_id", ["receipt#1", "order#CT-1", "order##paid#1", "my-order#1#a#1"])
def test_a_mail_about_no_order_has_no_name_there(mail_id):
    assert (order_number_of(mail_id), part_of(mail_id)) == (None, "")


@pytest.mark.parametrize("mail_id", ["a", "ab", "abc", "order#CT-1#paid#1", "newsletter#é#2026"])
def test_an_id_comes_back_from_its_tag(mail_id):
    tag = mail_tag(mail_id)
    assert set(tag) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    assert tagged_mail_id(tag) == mail_id


@pytest.mark.parametrize("tag", ["*", "a", "_w", "é"])
def test_a_tag_of_others_stands_for_nothing(tag):
    assert tagged_mail_id(tag) is None


def test_every_mailing_there_is_has_a_text():
    assert {name for name in MARKETING if not (FOLDER / f"{name}.txt").exists()} == set()


@pytest.mark.parametrize(
    ("state", "delivery", "standing"),
    [
        ("waiting", None, "waiting"),
        ("sending", None, "waiting"),
        ("sent", None, "sent"),
        ("failed", None, "failed"),
        ("sent", "bounced", "bounced"),
        ("sending", "bounced", "bounced"),
        ("sent", "complained", "complained"),
    ],
)
def test_a_mail_stands_as_what_became_of_it_at_last(state, delivery, standing):
    now = datetime(2026, 11, 22, tzinfo=UTC)
    assert SentMail("m", "order-paid", state, now, None, None, delivery).standing == standing


def test_knows_a_mailing_from_what_somebody_needs():
    def is_marketing(template: str) -> bool:
        return Mail("m", "a@example.com", template, {}).is_marketing

    assert {name for name in MARKETING if is_marketing(name)} == MARKETING
    assert not is_marketing("order-received")
    assert not is_marketing("newsletter-confirmation")
