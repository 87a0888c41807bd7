"""Withdrawals as answers show them, and what may be sent about one."""

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from shop.domain.carts import MOST_LINES
from shop.domain.catalogue import LARGEST_QUANTITY
from shop.domain.countries import by_name
from shop.domain.instants import rfc3339
from shop.domain.mails import one_line
from shop.domain.orders import Order
from shop.domain.reference_numbers import is_reference, normalise
from shop.domain.withdrawals import (
    LONGEST_GOODS,
    OFFERED_IN,
    PERIOD,
    Declaration,
    DeclaredLine,
    Withdrawal,
)
from shop.web.orders.views import Key

_LONGEST_TOKEN = 32_768


class WithdrawLineForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """How many units of a product; 0 is none, as in a form that lists them all."""

    sku: Annotated[str, Meta(min_length=1, max_length=40)]
    quantity: Annotated[int, Meta(ge=0, le=LARGEST_QUANTITY)] = 0


class WithdrawForm(msgspec.Struct, kw_only=True, forbid_unknown_fields=True):
    """First the declaration, without lines of the whole order; then the token that confirms it."""

    name: Annotated[str, Meta(max_length=100)] = ""
    number: Annotated[str, Meta(max_length=40)] = ""
    email: Annotated[str, Meta(max_length=254)] = ""
    lines: Annotated[list[WithdrawLineForm], Meta(max_length=MOST_LINES)] = []
    goods: Annotated[str, Meta(max_length=LONGEST_GOODS)] = ""
    key: Key = ""
    token: Annotated[str, Meta(max_length=_LONGEST_TOKEN)] = ""


class WithdrawQuery(msgspec.Struct, kw_only=True):
    """What the link of an order fills in."""

    number: Annotated[str, Meta(max_length=40)] = ""
    key: Key = ""


class WithdrawalOffer(msgspec.Struct, kw_only=True):
    """Where withdrawing is offered and for how long; the lines of the order whose key was shown."""

    number: str
    countries: list[str]
    period_days: int
    lines: list[DeclaredLine]


class DeclarationView(msgspec.Struct, kw_only=True):
    """What is declared; without lines or goods it is the whole order."""

    number: str
    name: str
    email: str
    lines: list[DeclaredLine]
    goods: str


class DeclarationToConfirm(msgspec.Struct, kw_only=True):
    """A declaration that nobody has confirmed: sent again with this token, it is made."""

    declaration: DeclarationView
    token: str
    status: Literal["to-be-confirmed"] = "to-be-confirmed"


class WithdrawalReceipt(msgspec.Struct, kw_only=True):
    """The receipt, the same whether the order was found or not."""

    withdrawal_id: str
    declared_at: str
    declaration: DeclarationView
    status: Literal["received"] = "received"


def offer_view(number: str, order: Order | None) -> WithdrawalOffer:
    """Show what is offered, and the lines of an order that was opened by its key."""
    lines = [] if order is None else order.lines
    return WithdrawalOffer(
        number=number,
        countries=sorted(OFFERED_IN),
        period_days=PERIOD.days,
        lines=[DeclaredLine(line.sku, line.quantity, line.name) for line in lines],
    )


def offer_context(key: str) -> dict[str, Any]:
    """Return what only the page with the form needs."""
    names = [name for _, name in by_name(OFFERED_IN)]
    return {"key": key, "country_names": ", ".join(names)}


def declaration_view(declaration: Declaration) -> DeclarationView:
    """Show a declaration."""
    return DeclarationView(
        number=declaration.number,
        name=declaration.name,
        email=declaration.email,
        lines=list(declaration.lines),
        goods=declaration.goods,
    )


def receipt_view(withdrawal: Withdrawal) -> WithdrawalReceipt:
    """Show the receipt of a declaration."""
    return WithdrawalReceipt(
        withdrawal_id=withdrawal.declaration.withdrawal_id,
        declared_at=rfc3339(withdrawal.declared_at),
        declaration=declaration_view(withdrawal.declaration),
    )


def declaration_typed(form: WithdrawForm, withdrawal_id: str, order: Order | None) -> Declaration:
    """Return what a form declares; `order` is the one whose key came with it."""
    names = {} if order is None else {line.sku: line.name for line in order.lines}
    return Declaration(
        withdrawal_id=withdrawal_id,
        number=normalise(form.number),
        name=one_line(form.name),
        email=form.email.strip(),
        lines=tuple(
            DeclaredLine(line.sku, line.quantity, names.get(line.sku, ""))
            for line in form.lines
            if line.quantity
        ),
        goods=one_line(form.goods),
        by_key=order is not None,
    )


def confirm_context(declaration: Declaration) -> dict[str, Any]:
    """Return what only the page that repeats a declaration needs."""
    return {"is_number": is_reference(declaration.number)}
