"""Refusals as HTTP answers: the one table from error class to code, status and title (RFC 9457)."""

from dataclasses import dataclass
from typing import Any

from shop.domain import errors


class MethodNotAllowed(errors.ShopError):
    """The address exists, but not for this method."""

    def __init__(self, allowed: tuple[str, ...]) -> None:
        """Name the methods the address does answer (RFC 9110, section 15.5.6)."""
        super().__init__(f"This address answers {', '.join(allowed)} only.")
        self.allowed = allowed


class CrossOrigin(errors.ShopError):
    """The request was sent by a page of another site."""


class PreconditionFailed(errors.ShopError):
    """`If-Match` names a version that is not the current one."""


class TooLarge(errors.ShopError):
    """The body is larger than the shop reads."""


class UnsupportedMediaType(errors.ShopError):
    """The body is neither JSON nor a form."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A kind of problem: its stable `code`, HTTP status, title, and what to do about it."""

    code: str
    status: int
    title: str
    explanation: str


PROBLEMS: dict[type[errors.ShopError], Problem] = {
    errors.InvalidRequest: Problem(
        "invalid-request",
        400,
        "The request cannot be understood",
        "What was sent could not be read: broken JSON or form data, a field that comes "
        "twice, or a value that is not text. Nothing was done. Mend it and send it again.",
    ),
    errors.NotAuthenticated: Problem(
        "not-authenticated",
        401,
        "Please log in",
        "This belongs to a customer's account. Log in first, then send the request again.",
    ),
    errors.InvalidCredentials: Problem(
        "invalid-credentials",
        401,
        "E-mail address or password is not right",
        "The e-mail address and the password do not belong together. We do not say "
        "which of them is wrong.",
    ),
    CrossOrigin: Problem(
        "cross-origin",
        403,
        "Sent from another site",
        "A page of another web site made your browser send this, so nothing was done. "
        "Go to the shop's own page and do it there.",
    ),
    errors.FreshLoginRequired: Problem(
        "fresh-login-required",
        403,
        "Please type your password again",
        "This changes who can use the account, so the password must have been typed a "
        "short while ago. Log in again, then repeat it.",
    ),
    errors.NotFound: Problem(
        "not-found",
        404,
        "There is nothing at this address",
        "There is nothing at this address, or it belongs to somebody else.",
    ),
    MethodNotAllowed: Problem(
        "method-not-allowed",
        405,
        "This cannot be done here",
        "The address exists, but it was asked in a way that it does not answer: a page that is "
        "only for reading was sent something, or the other way round. Nothing was done.",
    ),
    errors.Conflict: Problem(
        "conflict",
        409,
        "It has changed in the meantime",
        "What you wanted to change has been changed by someone else in the meantime. "
        "Read it again and decide anew.",
    ),
    errors.OutOfStock: Problem(
        "out-of-stock",
        409,
        "Not enough in stock",
        "There are fewer units than you asked for. Nothing was ordered; change the "
        "quantity in your cart.",
    ),
    errors.CartChanged: Problem(
        "cart-changed",
        409,
        "Your cart has changed",
        "Your cart, or a price in it, is no longer what was reviewed. Nothing was "
        "ordered; review it again.",
    ),
    errors.PromotionUnavailable: Problem(
        "promotion-unavailable",
        409,
        "This promotional code cannot be used",
        "The promotional code cannot be used for this order. Nothing was ordered.",
    ),
    errors.NotCancellable: Problem(
        "not-cancellable",
        409,
        "The order cannot be cancelled any more",
        "The order has been sent or closed, so it cannot be cancelled. A return may be possible.",
    ),
    PreconditionFailed: Problem(
        "precondition-failed",
        412,
        "Not the current version",
        "The request named a version that is not the current one. Read it again and decide anew.",
    ),
    TooLarge: Problem(
        "too-large",
        413,
        "Too much data",
        "What was sent is larger than 64 KB, about ten thousand words. Nothing "
        "was kept. Send less.",
    ),
    UnsupportedMediaType: Problem(
        "unsupported-media-type",
        415,
        "Not a format the shop reads",
        "The shop reads JSON (application/json) and forms (application/x-www-form-urlencoded).",
    ),
    errors.InvalidFields: Problem(
        "invalid-fields",
        422,
        "Some answers need another look",
        "One or more fields are missing, unknown or not as they should be; the list of "
        "errors names each of them.",
    ),
    errors.KeyReused: Problem(
        "key-reused",
        422,
        "The key belongs to another request",
        "The key that keeps an order from being placed twice stands for one request only. This one "
        "was used for another; take a new key for a new order.",
    ),
    errors.TooManyRequests: Problem(
        "too-many-requests",
        429,
        "Too many attempts",
        "This was tried too often in a short time. That slows down programs which guess; nobody "
        "is locked out. Wait as long as the answer said, then try again.",
    ),
    errors.TryAgain: Problem(
        "try-again",
        503,
        "Please try again",
        "The shop was busy and changed nothing. Send the same again in a moment.",
    ),
}
INTERNAL = Problem(
    "internal",
    500,
    "Something went wrong on our side",
    "A fault on our side. It is in our log, under the number that the answer gave.",
)
BY_CODE = {problem.code: problem for problem in (*PROBLEMS.values(), INTERNAL)}
INTERNAL_DETAIL = "The fault is logged. If you write to us, quote the request id."


def problem_of(error: Exception) -> Problem:
    """Return how an error is answered; what the shop does not know is `internal`."""
    for kind in type(error).__mro__:
        if kind in PROBLEMS:
            return PROBLEMS[kind]
    return INTERNAL


def document(error: Exception, *, instance: str, request_id: str) -> dict[str, Any]:
    """Describe an error as a problem document; an unknown one tells nothing of its inside."""
    problem = problem_of(error)
    body: dict[str, Any] = {
        "type": f"/problems/{problem.code}",
        "title": problem.title,
        "status": problem.status,
        "detail": error.detail if isinstance(error, errors.ShopError) else INTERNAL_DETAIL,
        "instance": instance,
        "code": problem.code,
        "request_id": request_id,
    }
    if isinstance(error, errors.InvalidFields):
        body["errors"] = [{"field": e.field, "message": e.message} for e in error.errors]
    if isinstance(error, errors.OutOfStock):
        body["skus"] = list(error.skus)
    return body


def extra_headers(error: Exception) -> dict[str, str]:
    """Return the headers a refusal must carry: `Allow` on 405, `Retry-After` on 429 and 503."""
    if isinstance(error, MethodNotAllowed):
        return {"Allow": ", ".join(error.allowed)}
    if isinstance(error, (errors.TooManyRequests, errors.TryAgain)):
        return {"Retry-After": str(error.retry_after_seconds)}
    return {}
