"""Accounts: made by a mailed link, and shown to and changed by their owners."""

from dataclasses import replace

from shop.storage import customers
from shop.web import account_views as views
from shop.web import registrations, visitor
from shop.web.account_views import AccountForm, AccountQuery
from shop.web.api import Api
from shop.web.registrations import RegisterForm, TokenForm, TokenQuery
from shop.web.replies import Reply
from shop.web.requests import Request

api = Api("accounts")


@api.route("GET /register")
def get_register(request: Request) -> Reply:
    """Answer with the form."""
    return Reply(data={"password": registrations.PASSWORD_RULES}, page="register.html")


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
def post_verify(request: Request, form: TokenForm) -> Reply:
    """Make the account that a mailed token stands for."""
    registrations.make_customer(request, registrations.good_token(request, form.token, "register"))
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
    customer = visitor.require_customer(request)
    name, preferences = views.details(customer, form)
    customers.change_details(customer.customer_id, name, preferences)
    changed = replace(customer, name=name, preferences=preferences)
    return Reply(data=views.account_shown(changed), see_other="/account")


lambda_handler = api.lambda_handler
