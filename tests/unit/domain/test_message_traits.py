import pytest

from shop.domain.message_traits import (
    SUSPICIOUS_SCORE,
    compared_text,
    content_suspicions,
    is_answered_by_machines,
    link_score,
)

SITE = "https://shop.example.com/"


def score(text: str, name: str = "Casey", *, has_order: bool = False) -> int:
    return link_score(text, name=name, own_site=SITE, has_order=has_order)


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("Where is my lamp?", 0),
        ("It is at https://track.example.net/1", 1),
        ("https://a.example.com and www.example.org", 3),
        (f"I saw it at {SITE}products/LAMP and {SITE}products/MUG", 0),
        ("Casino", 2),
        ("casino CASINO", 2),
        ("casino and crypto", 4),
        ("[url=x]y[/url]", 3),
        ("<a href=x>y</a>", 3),
        ("WHERE IS MY ORDER WHICH I PAID FOR LAST WEEK", 1),
        ("WHERE IS IT", 0),
    ],
)
def test_scores_links_bait_markup_and_shouting(text, points):
    assert score(text) == points


def test_scores_a_link_in_the_name_and_forgives_who_names_an_order():
    assert score("Hello", name="https://x.example.com") == SUSPICIOUS_SCORE
    assert score("casino and crypto", has_order=True) == 2


def test_suspects_from_a_score_of_four_on():
    def found(text: str, *, is_repeated: bool = False) -> tuple[str, ...]:
        return content_suspicions(
            text, name="A", own_site=SITE, has_order=False, is_repeated=is_repeated
        )

    assert found("casino https://a.example.com") == ()
    assert found("casino and crypto") == ("links",)
    assert found("casino and crypto", is_repeated=True) == ("duplicate", "links")


def test_compares_long_texts_whatever_their_case_and_spaces():
    one = "We translate shops into eleven languages,  native speakers only."
    assert compared_text(one) == compared_text(f" {one.upper()}\n".replace("  ", " "))
    assert compared_text(one) != compared_text(f"{one}!")


def test_compares_nothing_that_two_people_may_both_write():
    assert compared_text("Where is my order?") is None


@pytest.mark.parametrize(
    ("email", "is_machine"),
    [
        ("Shop@Example.com ", True),
        ("MAILER-DAEMON@example.org", True),
        ("no-reply@example.org", True),
        ("reply@example.org", False),
        ("noreply.fan@example.org", False),
    ],
)
def test_knows_the_addresses_that_programs_answer(email, is_machine):
    assert is_answered_by_machines(email, "shop@example.com") is is_machine
