from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from shop.domain.communications import (
    CONFIRMATION_LINK,
    NONE_CHOSEN,
    CommunicationChoices,
    answered,
    claimed_email,
    confirmation_claim,
    joined,
    with_newsletter,
    without_mailings,
    wording_sha256,
)

NOW = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)


def test_tells_nobody_anything_who_has_not_asked():
    assert (
        CommunicationChoices(newsletter=False, offers=False, order_updates_by_post=False)
        == NONE_CHOSEN
    )


def test_switches_the_newsletter_on_and_leaves_the_rest():
    choices = CommunicationChoices(offers=True)

    assert with_newsletter(choices) == CommunicationChoices(newsletter=True, offers=True)


def test_ends_everything_that_comes_by_mail_and_nothing_else():
    choices = CommunicationChoices(newsletter=True, offers=True, order_updates_by_post=True)

    assert without_mailings(choices) == CommunicationChoices(order_updates_by_post=True)


@given(st.emails())
def test_reads_from_a_claim_the_address_it_was_made_for(email: str):
    assert claimed_email(confirmation_claim(email, NOW), NOW) == email


def test_reads_nothing_from_a_claim_that_is_too_old():
    claim = confirmation_claim("customer@example.com", NOW)

    end = NOW + CONFIRMATION_LINK
    assert claimed_email(claim, end - timedelta(seconds=1)) == "customer@example.com"
    assert claimed_email(claim, end) is None


def test_a_person_with_two_addresses_has_said_yes_to_what_either_did():
    one = CommunicationChoices(newsletter=True)
    other = CommunicationChoices(offers=True, order_updates_by_post=True)
    assert joined(one, other) == CommunicationChoices(
        newsletter=True, offers=True, order_updates_by_post=True
    )
    assert joined(one, NONE_CHOSEN) == joined(NONE_CHOSEN, one) == one


def test_an_answer_keeps_the_hash_of_the_words_it_was_given_to():
    by_link = answered(CommunicationChoices(newsletter=True), "link", NOW)
    on_page = answered(CommunicationChoices(newsletter=True), "page", NOW)
    assert by_link.wording_sha256 != on_page.wording_sha256
    assert answered(NONE_CHOSEN, "unsubscribe", NOW).wording_sha256 == ""
    assert wording_sha256(("One word.",)) != wording_sha256(("One word",))
