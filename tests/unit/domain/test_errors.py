import pytest

from shop.domain import errors


def test_a_refusal_carries_its_sentence():
    error = errors.NotFound("There is nothing here.")
    assert error.detail == str(error) == "There is nothing here."


def test_field_errors_are_kept_together():
    wrong = (errors.FieldError("name", "Please fill this in."), errors.FieldError("email", "No."))
    assert errors.InvalidFields(*wrong).errors == wrong


def test_names_what_is_short():
    error = errors.OutOfStock(("lamp-1", "lamp-2"))
    assert error.skus == ("lamp-1", "lamp-2")
    assert error.detail == "There is not enough stock of lamp-1, lamp-2."
    assert errors.OutOfStock(("lamp-1",), "Only 2 are left.").detail == "Only 2 are left."


def test_says_when_to_try_again():
    error = errors.TooManyRequests(90)
    assert error.retry_after_seconds == 90
    assert error.detail == "Too many attempts. Please try again in 2 minutes."
    assert errors.TryAgain().retry_after_seconds == 1
    assert "Nothing was changed" in errors.TryAgain().detail


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (0, "0 seconds"),
        (1, "1 second"),
        (59, "59 seconds"),
        (60, "1 minute"),
        (61, "2 minutes"),
        (3541, "an hour"),
        (3600, "an hour"),
        (3661, "62 minutes"),
    ],
)
def test_waiting_times_are_said_as_people_do(seconds, words):
    assert errors.in_words(seconds) == words


def test_no_status_code_is_known_to_the_domain():
    kinds = errors.ShopError.__subclasses__()
    assert not [kind for kind in kinds if hasattr(kind, "status") or hasattr(kind, "code")]
