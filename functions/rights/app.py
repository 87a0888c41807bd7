"""What the shop holds about somebody: shown, handed over and erased, by password or by mail."""

from shop.web.api import Api
from shop.web.cookies import REMEMBER, SESSION, clear_cookie
from shop.web.replies import Reply
from shop.web.requests import Request
from shop.web.rights import data_requests as asking
from shop.web.rights import views
from shop.web.rights.pages import data_reply, make_pages_token, reading_subject
from shop.web.rights.views import DataPart, DataRequestForm, EraseForm, ProofForm, SentQuery
from shop.web.token_forms import TokenForm, TokenQuery

api = Api("rights")
lambda_handler = api.lambda_handler


@api.route("GET /account/data")
def get_data(request: Request, query: DataPart) -> Reply:
    """Answer with everything held about who is asking."""
    return data_reply(request, asking.own_subject(request), query)


@api.route("GET /account/erase")
def get_erasure(request: Request) -> Reply:
    """Answer with what an erasure would take, and what it would leave and why."""
    subject = asking.own_subject(request)
    data = views.preview(asking.open_orders(subject))
    context = {"email": subject.email, "must_log_in": asking.must_log_in(request)}
    return Reply(data=data, page="erase.html", context=context)


@api.route("POST /account/erase", form=get_erasure)
def post_erasure(request: Request, form: EraseForm) -> Reply:
    """Begin the erasure of the account; for an hour it can be undone."""
    erasure = asking.ask_for_erasure(request, form.password)
    return Reply(
        status=202,
        data=views.waiting_shown(erasure),
        cookies=[clear_cookie(SESSION), clear_cookie(REMEMBER)],
        see_other="/account/erase/undo",
    )


@api.route("GET /account/erase/undo")
def get_undoing(request: Request, query: TokenQuery) -> Reply:
    """Answer with a page with one button: programs that read mail follow links."""
    context = {"token": query.token, "done": False}
    return Reply(data=views.CHECK_YOUR_EMAIL, page="erase_undo.html", context=context)


@api.route("POST /account/erase/undo", form=get_undoing)
def post_undoing(request: Request, form: TokenForm) -> Reply:
    """Take an erasure back."""
    asking.undo(request, form.token)
    context = {"token": "", "done": True}
    return Reply(data=views.UNDONE, page="erase_undo.html", context=context)


@api.route("GET /privacy/request")
def get_request(request: Request, query: SentQuery) -> Reply:
    """Answer with the form for who has no account."""
    context = {"sent": query.sent == "yes"}
    return Reply(data=views.NOT_ASKED, page="privacy_request.html", context=context)


@api.route("POST /privacy/request", form=get_request)
def post_request(request: Request, form: DataRequestForm) -> Reply:
    """Mail the link that proves whose address it is; the same answer for every address."""
    asking.mail_proof_link(request, form.email, form.kind)
    return Reply(status=202, data=views.ASKED, see_other="/privacy/request?sent=yes")


@api.route("GET /privacy/request/confirm")
def get_proof(request: Request, query: TokenQuery) -> Reply:
    """Answer with what the button of the mailed link does, and change nothing."""
    data = views.to_be_confirmed(asking.kind_of(request, query.token))
    context = {"token": query.token, "preview": views.preview([])}
    return Reply(data=data, page="privacy_request_confirm.html", context=context)


@api.route("POST /privacy/request/confirm", form=get_proof)
def post_proof(request: Request, form: ProofForm) -> Reply:
    """Hand over what is held about a proven address, or begin to erase it."""
    reading = reading_subject(request, form.token)
    if reading is not None:
        return data_reply(request, reading, form, form.token)
    asked = asking.proven(request, form.token)
    if asked.kind == "erase":
        erasure = asking.begin_guest_erasure(asked, request)
        data = views.waiting_shown(erasure)
        return Reply(status=202, data=data, see_other="/account/erase/undo")
    subject = asking.guest_subject(asked.email, request)
    reply = data_reply(request, subject, form, make_pages_token(subject))
    asking.use_up(asked, request)
    return reply
