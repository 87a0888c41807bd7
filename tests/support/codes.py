"""Customers who are asked for a code at login, and the app that shows it."""

import base64
from datetime import datetime

from shop.domain.second_factors import code_at, step_of
from shop.storage import customer_emails, second_factors
from shop.web.accounts.second_steps import unsealed
from tests.support.accounts import log_in
from tests.support.gateway import NOW, Client

PATH = "/account/second-factor"


def code_now(client: Client, secret: str, *, later: int = 0) -> str:
    """Return what an app shows."""
    return code_at(base64.b32decode(secret.replace(" ", "")), step_of(client.now) + later)


def turned_on(client: Client) -> tuple[str, list[str]]:
    """Turn codes on; return the secret and the recovery codes."""
    setup = client.post(PATH, {}).json
    fields = {"token": setup["token"], "code": code_now(client, setup["secret"])}
    answer = client.post(f"{PATH}/confirm", fields)
    assert answer.status == 200, answer.text
    codes: list[str] = answer.json["recovery_codes"]
    return str(setup["secret"]), codes


def logged_in_with_code(email: str, now: datetime = NOW) -> Client:
    """Return a program that has just logged in with password and code."""
    client = Client(now=now)
    factor = second_factors.find(customer_emails.find_customer_id(email) or "nobody")
    secret = unsealed(factor.customer_id, factor.sealed) if factor else None
    assert secret is not None
    token = log_in(client, email).json["token"]
    fields = {"token": token, "code": code_at(secret, step_of(now))}
    assert client.post("/login/code", fields).status == 200
    return client
