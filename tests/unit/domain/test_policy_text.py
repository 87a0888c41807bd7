from datetime import timedelta

from shop.domain import policies, policy_text
from shop.domain.policy_text import CookieRow
from shop.domain.retention_table import RETENTIONS, Retention

HEAD = """---
title: Privacy
version: 2026-01-05
effective_from: 2026-01-05
material: no
summary: First version.
---

## Part {#part}

"""
COOKIE = CookieRow("__Host-cart", "Finds your cart.", "necessary", "30 days")


def plain(markdown: str) -> str:
    text = policy_text.plain_text(policies.parse("privacy", HEAD + markdown))
    return text.partition("Part\n----\n\n")[2]


def test_makes_a_table_of_cookies():
    assert policy_text.cookie_table([COOKIE]) == (
        "| Cookie | What it does | When it is set | How long it stays |\n"
        "| --- | --- | --- | --- |\n"
        "| `__Host-cart` | Finds your cart. | when you do what needs it | 30 days |"
    )


def test_makes_a_table_of_what_is_kept_and_for_how_long():
    row = Retention("Letters", "What you\nwrote | drew", "To answer", timedelta(days=3))
    assert policy_text.retention_table([row]).splitlines()[2] == (
        "| Letters | What you wrote \\| drew | To answer | 3 days |"
    )


def test_offers_both_tables_and_every_period_to_the_policies():
    values = policy_text.values_from_code([COOKIE])
    assert values["SESSION_IDLE"] == "60 minutes"
    assert values["POLICY_NOTICE"] == "14 days"
    assert "__Host-cart" in values["cookies"]
    assert values["retention"].count("\n") == len(RETENTIONS) + 1


def test_underlines_headings_in_plain_text():
    text = policy_text.plain_text(policies.parse("privacy", HEAD + "Words."))
    assert text == (
        "Privacy\n=======\n\nVersion 2026-01-05, in force from 2026-01-05.\n\n"
        "Part\n----\n\nWords.\n"
    )


def test_takes_marks_out_of_plain_text_and_keeps_addresses_of_links():
    assert plain("**Read** `this` [page](/cookies).") == "Read this page (/cookies).\n"


def test_wraps_plain_text_at_78_characters_without_breaking_words():
    text = plain("word " * 40 + "x" * 90)
    assert max(len(line) for line in text.splitlines()) == 90
    assert all(len(line) <= 78 for line in text.splitlines()[:-1])


def test_keeps_lists_in_plain_text_and_joins_their_continued_lines():
    assert plain("- one\n  and more\n- two") == "- one and more\n- two\n"
    assert plain("1. one\n2. two") == "1. one\n2. two\n"


def test_tells_a_table_row_by_row_in_plain_text():
    assert plain("| Name | Use |\n| --- | --- |\n| `a` | b \\| c |\n| d | e |") == (
        "a\n    Use: b | c\n\nd\n    Use: e\n"
    )


def test_divides_a_section_into_plain_lines_for_comparing():
    markdown = (
        "A **bold** word\nand a [link](/x).\n\n- One\n  more\n- Two\n\n"
        "| A | B |\n| --- | --- |\n| 1 | `2` |"
    )
    assert policy_text.blocks(markdown) == [
        "A bold word and a link (/x).",
        "One more",
        "Two",
        "A – B",
        "1 – 2",
    ]
