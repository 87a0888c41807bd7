"""Choices about cookies and counting, and what the visit log holds about the visitor."""

from shop.domain.consents import Consent, settle
from shop.domain.cookie_choices import Choices
from shop.domain.own_visits import own_visits
from shop.domain.policies import Policy, in_force
from shop.domain.visits import VisitRecord, address_subject, session_subject
from shop.gateways import clock
from shop.gateways.policy_files import history
from shop.storage import consents, visits
from shop.web import cookies, preference_views
from shop.web.api import Api
from shop.web.cookies import clear_cookie, set_cookie
from shop.web.preference_views import ChoicesForm, SavedQuery
from shop.web.replies import Reply
from shop.web.requests import Request

api = Api("preferences")
lambda_handler = api.lambda_handler


@api.route("GET /cookies")
def get_cookies(request: Request, query: SavedQuery) -> Reply:
    """Answer with every cookie of the shop and the visitor's choices."""
    policy = _policy(request)
    shown = preference_views.cookies_shown(request.choices, policy.version)
    context = {
        "asks_not_to_be_tracked": request.asks_not_to_be_tracked,
        "consent_id": query.consent,
    }
    return Reply(data=shown, page="cookies.html", context=context)


@api.route("POST /cookies", form=get_cookies)
def post_cookies(request: Request, answer: ChoicesForm) -> Reply:
    """Keep a visitor's choices, with a record of them; refusing erases what was set before."""
    asked = Choices(recognition=answer.recognition, statistics=answer.statistics)
    consent = _consent(request, asked)
    consents.insert(consent)
    return Reply(
        data=preference_views.choices_saved(consent),
        cookies=_cookies_for(request, consent.choices),
        see_other=f"/cookies?consent={consent.consent_id}",
    )


@api.route("GET /visits")
def list_visits(request: Request) -> Reply:
    """Answer with what the visit log holds about this session and this address."""
    found = own_visits(request.session_hash, _records(request))
    shown = preference_views.visits_shown(
        found, request.address, session=request.session_hash is not None
    )
    return Reply(data=shown, page="visits.html")


def _policy(request: Request) -> Policy:
    return in_force(history("cookies"), request.now.date())


def _consent(request: Request, asked: Choices) -> Consent:
    choices, method = settle(
        asked,
        asks_not_to_be_tracked=request.asks_not_to_be_tracked,
        on_page=request.is_form,
    )
    policy = _policy(request)
    return Consent(
        consent_id=clock.new_id(),
        at=request.now,
        policy_version=policy.version,
        policy_sha256=policy.sha256,
        choices=choices,
        method=method,
    )


def _cookies_for(request: Request, choices: Choices) -> list[str]:
    kept = set_cookie(cookies.CHOICES, choices.in_cookie())
    if not choices.recognition:
        return [kept, clear_cookie(cookies.VISITOR)]
    visitor = request.cookies.get(cookies.VISITOR.name) or clock.new_id()
    return [kept, set_cookie(cookies.VISITOR, visitor)]


def _records(request: Request) -> list[VisitRecord]:
    subjects = (
        session_subject(request.session_hash) if request.session_hash else None,
        address_subject(request.address),
    )
    return [
        record
        for subject in subjects
        if subject is not None
        for record in visits.list_by_subject(subject, request.now)
    ]
