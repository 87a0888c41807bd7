"""Accounts: made by a mailed link, and shown to and changed by their owners."""

from shop.domain import address_book
from shop.domain.address_book import SavedAddress
from shop.storage import customers
from shop.web import visitor
from shop.web.accounts import credentials, registrations, second_factor_views, views
from shop.web.accounts.credentials import EmailForm, PasswordForm, ResetForm
from shop.web.accounts.history import HistoryQuery, history_shown
from shop.web.accounts.registrations import RegisterForm, TokenQuery, VerificationForm
from shop.web.accounts.second_factor_views import DisableForm
from shop.web.accounts.second_steps import CodeForm
from shop.web.accounts.views import AccountForm, AccountQuery, SavedAddressForm
from shop.web.api import Api
from shop.web.cookies import REMEMBER, clear_cookie
from shop.web.replies import Reply, no_content
from shop.web.requests import Request

api = Api("accounts")


@api.route("GET /register")
def get_register(request: Request) -> Reply:
    """Answer with the form."""
    return Reply(data=registrations.register_shown(request), page="register.html")


@api.route("POST /register", form=get_register)
def post_register(request: Request, form: RegisterForm) -> Reply:
    """Mail a link that makes the account; the answer is the same where there is one already."""
    registrations.mail_link(request, registrations.applied(request, form))
    return Reply(status=202, data={"status": "check-your-email"}, see_other="/verify")


@api.route("GET /verify")
def get_verify(request: Request, query: TokenQuery) -> Reply:
    """Answer with a button and change nothing: mail scanners follow links."""
    return Reply(
        data={"status": "not-verified-yet"}, page="verify.html", context={"token": query.token}
    )


@api.route("POST /verify", form=get_verify)
def post_verify(request: Request, form: VerificationForm) -> Reply:
    """Make the account, or the change of address, that a mailed token stands for."""
    token = registrations.good_token(request, form.token, "register", "email")
    if token.purpose == "email":
        credentials.change_email(request, token)
        return Reply(data={"status": "email-changed"}, see_other="/login?done=email")
    registrations.make_customer(request, token)
    return Reply(data={"status": "verified"}, see_other="/login?done=verified")


@api.route("GET /account")
def get_account(request: Request, query: AccountQuery) -> Reply:
    """Answer with the account of who is asking."""
    customer = visitor.require_customer(request)
    return Reply(
        data=views.account_shown(customer),
        page="account.html",
        context=views.page_context(request, customer, query),
    )


@api.route("POST /account", form=get_account)
def post_account(request: Request, form: AccountForm) -> Reply:
    """Change the name and the preferences."""
    changed = views.changed_by(form, visitor.require_customer(request))
    customers.change_details(changed)
    return Reply(data=views.account_shown(changed), see_other="/account?done=details")


@api.route("GET /account/history")
def get_history(request: Request, query: HistoryQuery) -> Reply:
    """Answer with what happened to the account, the newest first."""
    return Reply(data=history_shown(request, query), page="account_history.html")


@api.route("POST /account/email", form=get_account)
def post_account_email(request: Request, form: EmailForm) -> Reply:
    """Mail a link that moves the account to another address."""
    credentials.mail_email_link(request, form)
    return Reply(data={"status": "check-your-email"}, see_other="/account?done=email")


@api.route("POST /account/password", form=get_account)
def post_account_password(request: Request, form: PasswordForm) -> Reply:
    """Set a new password and end every session but this one."""
    credentials.change_password(request, form)
    return Reply(
        data={"status": "password-changed"},
        cookies=[clear_cookie(REMEMBER)],
        see_other="/account?done=password",
    )


@api.route("GET /account/second-factor")
def get_second_factor(request: Request) -> Reply:
    """Answer with whether a login needs a code."""
    return Reply(
        data=second_factor_views.factor_shown(request),
        page="second_factor.html",
        context={"email": visitor.require_customer(request).email},
    )


@api.route("POST /account/second-factor", form=get_second_factor)
def post_second_factor(request: Request) -> Reply:
    """Answer with a new secret for an app; nothing changes before its code is typed."""
    return Reply(data=second_factor_views.begin(request), page="second_factor.html")


@api.route("POST /account/second-factor/confirm", form=second_factor_views.get_setup_again)
def post_second_factor_on(request: Request, form: CodeForm) -> Reply:
    """Turn codes at login on, and answer with the recovery codes, this once."""
    return Reply(data=second_factor_views.turn_on(request, form), page="second_factor.html")


@api.route("POST /account/second-factor/disable", form=get_second_factor)
def post_second_factor_off(request: Request, form: DisableForm) -> Reply:
    """Turn codes at login off."""
    shown = second_factor_views.turn_off(request, form)
    return Reply(data=shown, see_other="/account/second-factor")


@api.route("POST /account/addresses", form=get_account)
def post_address(request: Request, form: SavedAddressForm) -> Reply:
    """Add an address to the account, unless it is there already."""
    customer = views.customer_for_addresses(request)
    saved = views.keep_address(request, customer, form)
    return Reply(status=201, data=views.address_shown(saved), see_other="/account?done=address")


@api.route("POST /account/addresses/{id}", form=get_account)
def post_address_changed(request: Request, id: str, form: SavedAddressForm) -> Reply:  # noqa: A002 - the path's name for it
    """Change an address of the account."""
    customer = views.customer_for_addresses(request)
    saved = SavedAddress(id, views.address_typed(form))
    book = address_book.with_changed(customer.address_book, saved, views.defaults_typed(form))
    views.change_addresses(request, customer, book, "address-changed")
    return Reply(data=views.address_shown(saved), see_other="/account?done=address")


@api.route("POST /account/addresses/{id}/delete")
def post_address_removed(request: Request, id: str) -> Reply:  # noqa: A002 - see above
    """Remove an address from the account."""
    customer = views.customer_for_addresses(request)
    book = address_book.without(customer.address_book, id)
    views.change_addresses(request, customer, book, "address-removed")
    return no_content(see_other="/account?done=removed")


@api.route("GET /password/forgot")
def get_forgot(request: Request) -> Reply:
    """Answer with the form."""
    return Reply(data={"status": "no-link-asked-for"}, page="password_forgot.html")


@api.route("POST /password/forgot", form=get_forgot)
def post_forgot(request: Request, form: EmailForm) -> Reply:
    """Mail a link that allows a new password; the answer is the same without such an account."""
    credentials.mail_reset_link(request, form)
    return Reply(status=202, data={"status": "check-your-email"}, see_other="/password/reset")


@api.route("GET /password/reset")
def get_reset(request: Request, query: TokenQuery) -> Reply:
    """Answer with the form and change nothing."""
    return Reply(
        data={"password": registrations.PASSWORD_RULES},
        page="password_reset.html",
        context=credentials.reset_context(request, query.token),
    )


@api.route("POST /password/reset", form=get_reset)
def post_reset(request: Request, form: ResetForm) -> Reply:
    """Set the password that a mailed token allows, and end every session."""
    token = registrations.good_token(request, form.token, "reset")
    credentials.reset_password(request, token, form.password)
    return no_content(see_other="/login?done=reset")


lambda_handler = api.lambda_handler
