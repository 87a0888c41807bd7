"""Cookies, choices and the records of them as the API and the page show them."""

from typing import Annotated, Literal

import msgspec

from shop.domain.consent_wording import QUESTIONS, Question, wording_sha256
from shop.domain.consents import Consent, Method, Signal, settle
from shop.domain.cookie_choices import Choices, KeptAnswer
from shop.domain.instants import rfc3339
from shop.domain.policies import Policy, in_force
from shop.gateways import clock
from shop.gateways.policy_files import history
from shop.storage import consents
from shop.web.cookies import (
    CHOICES,
    COOKIES,
    VISITOR,
    Category,
    Cookie,
    clear_cookie,
    set_cookie,
    settable,
)
from shop.web.display import visitor_cookie
from shop.web.replies import Reply
from shop.web.requests import Request

_DOWNLOAD = {"Content-Disposition": 'attachment; filename="cookie-choices.json"'}


class ChoicesForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """What a visitor answers about cookies and counting."""

    recognition: bool
    statistics: bool


class CookiesQuery(msgspec.Struct, kw_only=True):
    """`?consent=`: the record of an answer just given; `?format=json` downloads what is shown."""

    consent: Annotated[str, msgspec.Meta(pattern=r"^[\w-]{22}$")] | None = None
    format: Literal["", "json"] = ""


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


class RecordShown(msgspec.Struct, kw_only=True):
    """What is kept of an answer; `signals` is what the browser itself asked for."""

    consent_id: str
    at: str
    policy_version: str
    policy_sha256: str
    wording_sha256: str
    recognition: bool
    statistics: bool
    method: Method
    signals: tuple[Signal, ...]


class CookiesShown(msgspec.Struct, kw_only=True):
    """Every cookie the shop may set, what the visitor chose and what is recorded of it.

    `must_choose_again` if the policy has changed since in a way that matters.
    """

    cookies: list[CookieShown]
    questions: tuple[Question, ...] = QUESTIONS
    wording_sha256: str
    choices: ChoicesShown
    must_choose_again: bool
    records: list[RecordShown]
    policy_version: str


def cookies_reply(request: Request, query: CookiesQuery) -> Reply:
    """Answer with the cookies and the choices: data, a page, or a file to keep."""
    data = cookies_shown(request)
    if query.format == "json":
        text = msgspec.json.format(msgspec.json.encode(data)).decode()
        return Reply(media=("application/json", text), headers=_DOWNLOAD)
    answer = request.cookie_answer
    context = {
        "not_tracked": request.asks_not_to_be_tracked,
        "consent_id": query.consent,
        "is_kept": answer is not None and answer.consent_id == query.consent,
    }
    return Reply(data=data, page="cookies.html", context=context)


def cookies_shown(request: Request) -> CookiesShown:
    """Describe the cookies, the visitor's choices, and the records of them."""
    choices, answer = request.choices, request.cookie_answer
    known = consents.list_back_from(answer.consent_id, request.now) if answer else []
    return CookiesShown(
        cookies=[_cookie_shown(cookie) for cookie in COOKIES],
        wording_sha256=wording_sha256(),
        choices=ChoicesShown(choices.recognition, choices.statistics),
        must_choose_again=request.must_choose_again,
        records=[_record_shown(consent) for consent in known],
        policy_version=_cookie_policy(request).version,
    )


def _cookie_policy(request: Request) -> Policy:
    return in_force(history("cookies"), request.now.date())


def _cookie_shown(cookie: Cookie) -> CookieShown:
    return CookieShown(cookie.name, cookie.purpose, cookie.category, cookie.lifetime_text)


def _record_shown(consent: Consent) -> RecordShown:
    return RecordShown(
        consent_id=consent.consent_id,
        at=rfc3339(consent.at),
        policy_version=consent.policy_version,
        policy_sha256=consent.policy_sha256,
        wording_sha256=consent.wording_sha256,
        recognition=consent.choices.recognition,
        statistics=consent.choices.statistics,
        method=consent.method,
        signals=consent.signals,
    )


def consent_given(request: Request, answer: ChoicesForm) -> Consent:
    """Describe an answer about cookies, under the policy in force and to the words of the page."""
    choices, method = settle(
        Choices(recognition=answer.recognition, statistics=answer.statistics),
        asks_not_to_be_tracked=request.asks_not_to_be_tracked,
        on_page=request.is_form,
    )
    policy, before = _cookie_policy(request), request.cookie_answer
    return Consent(
        consent_id=clock.new_id(),
        at=request.now,
        policy_version=policy.version,
        policy_sha256=policy.sha256,
        wording_sha256=wording_sha256(),
        choices=choices,
        method=method,
        signals=request.signals,
        replaces=before.consent_id if before else "",
    )


def choices_saved(consent: Consent) -> ChoicesSaved:
    """Describe choices just saved."""
    choices = consent.choices
    return ChoicesSaved(choices.recognition, choices.statistics, consent.consent_id)


def cookies_for(request: Request, consent: Consent) -> list[str]:
    """Return the cookies that carry choices out: a no erases what a yes had set."""
    answer = KeptAnswer(consent.choices, consent.policy_version, consent.consent_id)
    kept = set_cookie(CHOICES, answer.in_cookie())
    if VISITOR.name not in settable(consent.choices):
        return [kept, clear_cookie(VISITOR)]
    return [kept, visitor_cookie(request, request.kept_preferences)]
