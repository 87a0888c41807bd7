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
    """A kind of problem: its stable `code`, HTTP status and title."""

    code: str
    status: int
    title: str


PROBLEMS: dict[type[errors.ShopError], Problem] = {
    errors.InvalidRequest: Problem("invalid-request", 400, "The request cannot be understood"),
    errors.NotAuthenticated: Problem("not-authenticated", 401, "Please log in"),
    errors.InvalidCredentials: Problem(
        "invalid-credentials", 401, "E-mail address or password is not right"
    ),
    CrossOrigin: Problem("cross-origin", 403, "Sent from another site"),
    errors.FreshLoginRequired: Problem(
        "fresh-login-required", 403, "Please type your password again"
    ),
    errors.NotFound: Problem("not-found", 404, "There is nothing at this address"),
    MethodNotAllowed: Problem("method-not-allowed", 405, "Not a method of this address"),
    errors.Conflict: Problem("conflict", 409, "It has changed in the meantime"),
    errors.OutOfStock: Problem("out-of-stock", 409, "Not enough in stock"),
    errors.CartChanged: Problem("cart-changed", 409, "Your cart has changed"),
    errors.PromotionUnavailable: Problem(
        "promotion-unavailable", 409, "This promotional code cannot be used"
    ),
    errors.NotCancellable: Problem("not-cancellable", 409, "The order cannot be cancelled any more"),
    PreconditionFailed: Problem("precondition-failed", 412, "Not the current version"),
    TooLarge: Problem("too-large", 413, "Too much data"),
    UnsupportedMediaType: Problem("unsupported-media-type", 415, "Not a format the shop reads"),
    errors.InvalidFields: Problem("invalid-fields", 422, "Some answers need another look"),
    errors.KeyReused: Problem("key-reused", 422, "The key belongs to another request"),
    errors.TooManyRequests: Problem("too-many-requests", 429, "Too many attempts"),
    errors.TryAgain: Problem("try-again", 503, "Please try again"),
}
INTERNAL = Problem("internal", 500, "Something went wrong on our side")
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
