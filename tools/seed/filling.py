"""The steps of seeding, each told in one line."""

from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from shop.domain.catalogue import Product
from shop.gateways import clock
from tools.seed.demo_customer import DemoLogin, PasswordForgotten, ensure_customer
from tools.seed.shelves import Outcome, put_all_on_sale
from tools.seed.welcome import PROMOTIONS, start_promotion


def fill(goods: Iterable[Product], folder: Path) -> None:
    """Write goods, the promotions and the customer, whose password is kept in `folder`.

    What is there already stays as it is.
    """
    print(goods_in_words(put_all_on_sale(goods)))
    for promotion, what in PROMOTIONS.items():
        happened = "started" if start_promotion(promotion) else "runs already; nothing changed"
        print(f"Promotion {promotion.code} ({what}): {happened}.")
    try:
        print(login_in_words(ensure_customer(folder, clock.new_id(), clock.now())))
    except PasswordForgotten as refusal:
        print(refusal)


def goods_in_words(outcomes: Counter[Outcome]) -> str:
    """Tell what happened to the goods."""
    if set(outcomes) <= {"as before"}:
        return f"Goods: all {outcomes.total()} are on sale already; nothing changed."
    told = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items())
    return f"Goods: {told}."


def login_in_words(login: DemoLogin) -> str:
    """Tell whom to log in as."""
    happened = "made" if login.is_new else "exists already; nothing changed"
    return f"Customer {login.email}: {happened}. Password: {login.password}"
