"""Choices about cookies, counting and mail, and what the visit log holds about the visitor."""

from shop.domain.customers import normalised_email
from shop.domain.limits import NEWSLETTER, VISIT_ERASURES
from shop.storage import communications, consents, mails
from shop.telemetry import count
from shop.web.api import Api
from shop.web.limits import count_attempt
from shop.web.preferences import communication_views as mailings
from shop.web.preferences import cookie_views, views
from shop.web.preferences.cookie_views import ChoicesForm, CookiesQuery
from shop.web.preferences.display_views import (
    PreferencesForm,
    PreferencesQuery,
    change_preferences,
    preferences_shown,
)
from shop.web.preferences.visit_pages import visits_reply
from shop.web.replies import Reply
from shop.web.requests import Request
from shop.web.token_forms import TokenForm, TokenQuery
from shop.web.visitor import require_customer

api = Api("preferences")
lambda_handler = api.lambda_handler


@api.route("GET /cookies")
def get_cookies(request: Request, query: CookiesQuery) -> Reply:
    """Answer with every cookie of the shop and the visitor's choices."""
    return cookie_views.cookies_reply(request, query)


@api.route("POST /cookies", form=get_cookies)
def post_cookies(request: Request, answer: ChoicesForm) -> Reply:
    """Keep a visitor's choices, with a record of them; refusing erases what was set before."""
    consent = cookie_views.consent_given(request, answer)
    consents.insert(consent)
    count("CountingAllowed" if consent.choices.statistics else "CountingRefused")
    return Reply(
        data=cookie_views.choices_saved(consent),
        cookies=cookie_views.cookies_for(request, consent),
        see_other=f"/cookies?consent={consent.consent_id}",
    )


@api.route("GET /preferences")
def get_preferences(request: Request, query: PreferencesQuery) -> Reply:
    """Answer with how who is asking likes to see pages."""
    context = {"done": query.done}
    return Reply(data=preferences_shown(request), page="preferences.html", context=context)


@api.route("POST /preferences", form=get_preferences)
def post_preferences(request: Request, form: PreferencesForm) -> Reply:
    """Keep how somebody likes to see pages, where they allow it."""
    return change_preferences(request, form)


@api.route("GET /visits")
def list_visits(request: Request, query: views.VisitsQuery) -> Reply:
    """Answer with what the visit log holds about this session and this address."""
    return visits_reply(request, query)


@api.route("POST /visits/erase")
def post_erasure(request: Request) -> Reply:
    """Erase what the visit log need not keep of this session and this browser."""
    count_attempt(request, VISIT_ERASURES)
    return Reply(data=views.erase(request), see_other="/visits?done=erased")


@api.route("GET /communications")
def get_communications(request: Request, query: mailings.ChoicesQuery) -> Reply:
    """Answer with what the customer asked to be told."""
    email = require_customer(request).email
    choices, answers = communications.find_with_answers(email)
    context = mailings.asking() | {"email": email, "done": query.done}
    context |= mailings.answers_context(email, answers, query.cursor)
    return Reply(data=choices, page="communications.html", context=context)


@api.route("POST /communications", form=get_communications)
def post_communications(request: Request, form: mailings.CommunicationsForm) -> Reply:
    """Keep what the customer wants to be told."""
    email, choices = require_customer(request).email, mailings.choices_made(form)
    communications.change_choices(email, choices, request.now)
    return Reply(data=choices, see_other="/communications?done=saved")


@api.route("GET /newsletter")
def get_newsletter(request: Request, query: mailings.DoneQuery) -> Reply:
    """Answer with the form to ask for the newsletter."""
    return Reply(data=mailings.NEWSLETTER, page="newsletter.html", context={"done": query.done})


@api.route("POST /newsletter", form=get_newsletter)
def post_newsletter(request: Request, form: mailings.NewsletterForm) -> Reply:
    """Mail a link; the same answer for every address."""
    email = normalised_email(form.email)
    count_attempt(request, NEWSLETTER)
    mails.insert(mailings.confirmation_mail(email, request.now), request.now)
    return Reply(status=202, data=mailings.CHECK_YOUR_EMAIL, see_other="/newsletter?done=sent")


@api.route("GET /newsletter/confirm")
def get_confirmation(request: Request, query: TokenQuery) -> Reply:
    """Answer with a page with one button: programs that read mail follow links."""
    context = mailings.asking() | {"token": query.token}
    return Reply(data=mailings.TO_CONFIRM, page="newsletter_confirm.html", context=context)


@api.route("POST /newsletter/confirm", form=get_confirmation)
def post_confirmation(request: Request, form: TokenForm) -> Reply:
    """Subscribe the address that a link was mailed to."""
    mailings.subscribe(request, form.token)
    return Reply(data=mailings.SUBSCRIBED, see_other="/newsletter?done=confirmed")


@api.route("GET /unsubscribe")
def get_unsubscribe(request: Request, query: TokenQuery) -> Reply:
    """Answer with a page with one button."""
    context = {"token": query.token, "done": False}
    return Reply(data=mailings.TO_CONFIRM, page="unsubscribe.html", context=context)


@api.route("POST /unsubscribe")
def post_unsubscribe(request: Request, query: TokenQuery) -> Reply:
    """End all mailings, also at one click in a mail program (RFC 8058), whatever it sends."""
    mailings.unsubscribe(request, query.token)
    return Reply(data=mailings.UNSUBSCRIBED, page="unsubscribe.html", context={"done": True})
