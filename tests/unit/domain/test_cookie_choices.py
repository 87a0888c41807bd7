import pytest

from shop.domain.cookie_choices import Choices, choices_in_force

EVERY_CHOICE = [Choices(recognition=r, statistics=s) for r in (True, False) for s in (True, False)]


def test_counts_and_does_not_recognise_a_visitor_who_has_not_chosen():
    assert choices_in_force(None, asked_not_to_be_tracked=False) == Choices(
        recognition=False, statistics=True
    )


@pytest.mark.parametrize("choices", EVERY_CHOICE)
def test_reads_from_the_cookie_what_was_chosen(choices: Choices):
    assert choices_in_force(choices.in_cookie(), asked_not_to_be_tracked=False) == choices


@pytest.mark.parametrize("choices", EVERY_CHOICE)
def test_lets_the_browsers_signal_overrule_the_cookie_about_statistics_only(choices: Choices):
    in_force = choices_in_force(choices.in_cookie(), asked_not_to_be_tracked=True)

    assert in_force == Choices(recognition=choices.recognition, statistics=False)


@pytest.mark.parametrize("cookie", ["", "r2s0", "r1", "r1s0x", "yes", "R1S1"])
def test_takes_a_cookie_that_cannot_be_read_for_no_choice(cookie: str):
    assert choices_in_force(cookie, asked_not_to_be_tracked=False) == Choices()
    assert choices_in_force(cookie, asked_not_to_be_tracked=True) == Choices(statistics=False)
