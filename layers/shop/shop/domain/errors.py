"""The refusals the shop means: each names a situation a customer is told about.

No status codes here: `shop.web.problems` says how each one is answered over HTTP.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FieldError:
    """One field of a form and what is wrong with it, in words for the person who filled it in."""

    field: str
    message: str


class ShopError(Exception):
    """A refusal with a sentence for the customer."""

    def __init__(self, detail: str) -> None:
        """Keep the sentence shown to the customer."""
        super().__init__(detail)
        self.detail = detail


class InvalidRequest(ShopError):
    """The request cannot be understood."""


class InvalidFields(ShopError):
    """One or more fields need mending."""

    def __init__(self, *errors: FieldError) -> None:
        """Keep every field error, so that a form can show them all at once."""
        super().__init__("Some answers need another look.")
        self.errors = errors


class NotAuthenticated(ShopError):
    """The page is for customers who are logged in."""


class InvalidCredentials(ShopError):
    """The e-mail address and password do not belong together."""


class FreshLoginRequired(ShopError):
    """The password must have been typed recently for this."""


class NotFound(ShopError):
    """There is no such thing, or it is somebody else's: the answer does not tell which."""


class Conflict(ShopError):
    """The thing has changed since it was read."""


class OutOfStock(ShopError):
    """There are fewer units than were asked for."""

    def __init__(self, skus: tuple[str, ...], detail: str = "") -> None:
        """Name the SKUs that are short."""
        super().__init__(detail or f"There is not enough stock of {', '.join(skus)}.")
        self.skus = skus


class CartChanged(ShopError):
    """The cart, or a price in it, is not what was reviewed."""


class PromotionUnavailable(ShopError):
    """The promotional code cannot be used: unknown, ended and used up answer alike."""


class NotCancellable(ShopError):
    """The order has gone too far to be cancelled."""


class KeyReused(ShopError):
    """The idempotency key was used before, for another request."""


class TooManyRequests(ShopError):
    """A limit is reached."""

    def __init__(self, retry_after_seconds: int) -> None:
        """Say when it is worth trying again."""
        super().__init__(f"Too many attempts. Please try again in {in_words(retry_after_seconds)}.")
        self.retry_after_seconds = retry_after_seconds


class TryAgain(ShopError):
    """The shop is busy with something that passes; nothing was changed."""

    def __init__(self, retry_after_seconds: int = 1) -> None:
        """Say when it is worth trying again."""
        super().__init__("The shop is busy. Nothing was changed; please try again.")
        self.retry_after_seconds = retry_after_seconds


def in_words(seconds: int) -> str:
    """Say a waiting time as people do: seconds, then whole minutes rounded up, then an hour."""
    if seconds < 60:  # noqa: PLR2004 - seconds in a minute
        return f"{seconds} second{'' if seconds == 1 else 's'}"
    minutes = -(-seconds // 60)
    if minutes == 60:  # noqa: PLR2004 - minutes in an hour
        return "an hour"
    return f"{minutes} minute{'' if minutes == 1 else 's'}"
