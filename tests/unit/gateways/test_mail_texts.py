import re

import minijinja
import pytest

from shop.domain.mails import Letter, Mail
from shop.gateways.mail_texts import FOLDER, letter
from shop.gateways.settings import SHOP, SITE_URL

ACKNOWLEDGEMENT = Mail(
    "contact-acknowledgement#TK-1",
    "customer@example.com",
    "contact-acknowledgement",
    {"ticket": "TK-1", "link": f"{SITE_URL}/contact/TK-1?key=k1.x&a=b"},
)


def with_ticket(ticket: str) -> Letter:
    values = ACKNOWLEDGEMENT.values | {"ticket": ticket}
    return letter(Mail("m", "customer@example.com", ACKNOWLEDGEMENT.template, values))


def test_fills_a_text_in():
    written = letter(ACKNOWLEDGEMENT)
    assert written.subject == "We have your message (TK-1)"
    assert "has the number TK-1" in written.text
    assert written.text.startswith("Hello,\n")


def test_signs_with_the_shops_name_address_and_policy():
    written = letter(ACKNOWLEDGEMENT)
    for part in (written.text, written.html):
        assert SHOP.name in part
        assert SHOP.postal_address in part
        assert f"{SITE_URL}/policies/privacy" in part
        assert f"{SITE_URL}/contact" in part
    assert "\n-- \n" in written.text


def test_says_the_same_in_both_parts():
    written = letter(ACKNOWLEDGEMENT)
    read = re.sub(r"<[^>]+>", "", written.html).replace("&amp;", "&")
    for paragraph in written.text.partition("\n-- \n")[0].strip().split("\n\n"):
        assert paragraph in read


def test_links_the_shops_pages():
    link = ACKNOWLEDGEMENT.values["link"]
    written = letter(ACKNOWLEDGEMENT)
    assert f"\n{link}\n" in written.text
    escaped = link.replace("&", "&amp;")
    assert f'<a href="{escaped}">{escaped}</a>' in written.html


def test_escapes_in_one_part_and_leaves_alone_in_the_other():
    written = with_ticket("<b>1 & 2</b>")
    assert "<b>1 & 2</b>" in written.text
    assert "&lt;b&gt;1 &amp; 2&lt;/b&gt;" in written.html
    assert "<b>1" not in written.html


def test_lets_no_value_add_a_line_to_the_subject_or_take_the_text_over():
    written = with_ticket("1)\r\nBcc: victim@example.com\n\nBuy this")
    assert written.subject == "We have your message (1) Bcc: victim@example.com Buy this)"
    assert written.text.startswith("Hello,\n")


def test_fills_in_no_value_twice():
    assert "{{ link }}" in with_ticket("{{ link }}").text


def test_names_no_value_in_its_faults():
    secret = Mail("m", "a@example.com", ACKNOWLEDGEMENT.template, {"ticket": "s3cret"})
    with pytest.raises(minijinja.TemplateError) as fault:
        letter(secret)
    assert "s3cret" not in str(fault.value)


def test_knows_no_text_that_is_not_there():
    with pytest.raises(FileNotFoundError):
        letter(Mail("m", "a@example.com", "nothing", {}))


def test_refuses_a_text_without_a_subject():
    with pytest.raises(ValueError, match="subject"):
        letter(Mail("m", "a@example.com", "layout", {}))


@pytest.mark.parametrize(
    "path", [p for p in sorted(FOLDER.glob("*.txt")) if p.stem != "layout"], ids=lambda p: p.stem
)
def test_starts_every_text_with_its_subject(path):
    subject, *body = path.read_text(encoding="utf-8").split("\n")
    assert subject.startswith("Subject: ")
    assert "".join(body).strip()
