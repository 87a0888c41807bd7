import pytest

from shop.domain.mails import (
    Mail,
    MailNotSent,
    Undeliverable,
    address_hash,
    is_address,
    one_line,
    paragraphs_html,
)

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
