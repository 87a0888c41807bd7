"""Cookies, choices and visits as the API and the pages show them."""

from typing import Annotated

import msgspec

from shop.domain.consents import Consent, settle
from shop.domain.cookie_choices import Choices
from shop.domain.instants import rfc3339
from shop.domain.own_visits import ShownVisit, own_visits
from shop.domain.policies import Policy, in_force
from shop.domain.visits import Purpose, address_subject, session_subject
from shop.gateways import clock
from shop.gateways.policy_files import history
from shop.storage import visits
from shop.web.cookies import (
    CHOICES,
    COOKIES,
    VISITOR,
    Category,
    Cookie,
    clear_cookie,
    set_cookie,
)
from shop.web.requests import Request


class ChoicesForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a visitor answers about cookies and counting."""

    recognition: bool
    statistics: bool


class SavedQuery(msgspec.Struct, kw_only=True):
    """`?consent=`: the record of an answer just given, for the page it leads back to."""

    consent: Annotated[str, msgspec.Meta(pattern=r"^[\w-]{22}$")] | None = None


class ChoicesShown(msgspec.Struct):
    """The choices in force."""

    recognition: bool
    statistics: bool


class ChoicesSaved(ChoicesShown):
    """The choices now in force and the record of them."""

    consent_id: str


class CookieShown(msgspec.Struct):
    """A cookie the shop may set."""

    name: str
    purpose: str
    category: Category
    lifetime: str


class CookiesShown(msgspec.Struct):
    """Every cookie the shop may set, what the visitor chose, and the policy that explains both."""

    cookies: list[CookieShown]
    choices: ChoicesShown
    policy_version: str


class VisitShown(msgspec.Struct):
    """A visit in the log; `purposes` are those of the privacy policy."""

    at: str
    method: str
    path: str
    status: int
    purposes: tuple[Purpose, ...]
    kept_until: str


class PurposeShown(msgspec.Struct):
    """One of the four purposes an address is logged for."""

    name: Purpose
    explanation: str


class VisitsShown(msgspec.Struct):
    """What the visit log holds about an address and, if there is one, about a session."""

    visits: list[VisitShown]
    address: str
    session: bool
    purposes: list[PurposeShown]
    explanation: str


_PURPOSES = [
    PurposeShown(Purpose.USE_OF_SITE, "To identify use of the site."),
    PurposeShown(Purpose.ORDERING, "To assist the ordering process."),
    PurposeShown(Purpose.DIAGNOSIS, "To diagnose problems with your order or with our server."),
    PurposeShown(Purpose.DEMOGRAPHICS, "To gather broad numbers, such as the number of visitors."),
]
_EXPLANATION = (
    "These are the newest requests that the visit log holds about this browser session, and those"
    " from this address that belong to no session. Others may share your address, so what belongs"
    " to their sessions is not shown. A request appears here about a minute after it was made."
    " A visit is removed after the time told beside it."
)


def cookies_shown(request: Request) -> CookiesShown:
    """Describe the cookies and the visitor's choices."""
    choices = request.choices
    return CookiesShown(
        cookies=[_cookie_shown(cookie) for cookie in COOKIES],
        choices=ChoicesShown(choices.recognition, choices.statistics),
        policy_version=_cookie_policy(request).version,
    )


def _cookie_policy(request: Request) -> Policy:
    return in_force(history("cookies"), request.now.date())


def _cookie_shown(cookie: Cookie) -> CookieShown:
    return CookieShown(cookie.name, cookie.purpose, cookie.category, cookie.lifetime_text)


def consent_given(request: Request, answer: ChoicesForm) -> Consent:
    """Describe an answer about cookies, under the policy in force."""
    choices, method = settle(
        Choices(recognition=answer.recognition, statistics=answer.statistics),
        asks_not_to_be_tracked=request.asks_not_to_be_tracked,
        on_page=request.is_form,
    )
    policy = _cookie_policy(request)
    return Consent(clock.new_id(), request.now, policy.version, policy.sha256, choices, method)


def choices_saved(consent: Consent) -> ChoicesSaved:
    """Describe choices just saved."""
    choices = consent.choices
    return ChoicesSaved(choices.recognition, choices.statistics, consent.consent_id)


def cookies_for(request: Request, choices: Choices) -> list[str]:
    """Return the cookies that carry choices out: a no erases what a yes had set."""
    kept = set_cookie(CHOICES, choices.in_cookie())
    if not choices.recognition:
        return [kept, clear_cookie(VISITOR)]
    visitor = request.cookies.get(VISITOR.name) or clock.new_id()
    return [kept, set_cookie(VISITOR, visitor)]


def visits_shown(request: Request) -> VisitsShown:
    """Describe what the visit log holds, to the visitor it is about."""
    session = request.session_hash
    subjects = (session_subject(session) if session else None, address_subject(request.address))
    records = [
        record
        for subject in subjects
        if subject is not None
        for record in visits.list_by_subject(subject, request.now)
    ]
    return VisitsShown(
        visits=[_visit_shown(visit) for visit in own_visits(session, records)],
        address=request.address,
        session=session is not None,
        purposes=_PURPOSES,
        explanation=_EXPLANATION,
    )


def _visit_shown(visit: ShownVisit) -> VisitShown:
    return VisitShown(
        at=rfc3339(visit.at),
        method=visit.method,
        path=visit.path,
        status=visit.status,
        purposes=visit.purposes,
        kept_until=rfc3339(visit.kept_until),
    )
