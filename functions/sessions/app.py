"""Logging in and out, and the list of where a customer is logged in."""

from shop.web import visitor
from shop.web.accounts import login_steps
from shop.web.accounts import session_views as views
from shop.web.accounts.second_steps import CodeForm, CodeRequired
from shop.web.accounts.session_views import LoginForm, LoginQuery
from shop.web.api import Api
from shop.web.replies import Reply, no_content
from shop.web.requests import Request

api = Api("sessions")


@api.route("GET /login")
def get_login(request: Request, query: LoginQuery) -> Reply:
    """Answer with the form."""
    return Reply(
        data={"next": views.safe_next(query.next)}, page="login.html", context={"done": query.done}
    )


@api.route("POST /login", form=get_login)
def post_login(request: Request, form: LoginForm) -> Reply:
    """Log in with an e-mail address and a password; some are asked for a code then."""
    return login_steps.after_password(request, form)


@api.route("GET /login/code")
def get_code(request: Request) -> Reply:
    """Answer with the way to the password, which comes before the code."""
    return Reply(data=CodeRequired("password-required", ""), page="login_code.html")


@api.route("POST /login/code", form=get_code)
def post_code(request: Request, form: CodeForm) -> Reply:
    """Log in with the code that a right password was asked for."""
    return login_steps.after_code(request, form)


@api.route("GET /logout")
def get_logout(request: Request) -> Reply:
    """Answer with the button; following a link logs nobody out."""
    return Reply(data={"status": "not-logged-out-yet"}, page="logout.html")


@api.route("POST /logout")
def post_logout(request: Request) -> Reply:
    """End this browser's login, remembered or not."""
    views.end_shown(request)
    # Not "cookies": that would also remove the visitor's choices, and cookies of other sites on
    # the same registrable domain (W3C, Clear Site Data, section 2).
    return no_content(
        see_other="/",
        cookies=views.cleared_cookies(),
        headers={"Clear-Site-Data": '"cache", "storage"'},
    )


@api.route("GET /sessions")
def list_sessions(request: Request) -> Reply:
    """Answer with everywhere the customer is logged in."""
    current = visitor.require_session(request)
    shown = [views.session_shown(s, current) for s in views.live_sessions(request, current)]
    return Reply(data={"sessions": shown}, page="sessions.html")


@api.route("POST /sessions/{id}/revoke")
def revoke_session(request: Request, id: str) -> Reply:  # noqa: A002 - the path's name for it
    """End one session of the customer's."""
    current = visitor.require_session(request)
    session = views.session_named(request, current, id)
    views.revoke(request, session)
    is_own = session.session_id == current.session_id
    return no_content(see_other="/sessions", cookies=views.cleared_cookies() if is_own else [])


@api.route("POST /sessions/revoke-others")
def revoke_others(request: Request) -> Reply:
    """End every session of the customer's but this one."""
    views.end_others(request, visitor.require_session(request))
    return no_content(see_other="/sessions")


lambda_handler = api.lambda_handler
