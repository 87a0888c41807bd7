"""The steps of seeding, each told in one line."""

from collections import Counter

from tools.seed.goods import read_goods
from tools.seed.shelves import Outcome, put_all_on_sale
from tools.seed.welcome import WELCOME, start_promotion


def fill() -> None:
    """Write the made-up goods and start the promotion."""
    print(goods_in_words(put_all_on_sale(read_goods())))
    started = start_promotion()
    print(f"Promotion {WELCOME.code}: {'started' if started else 'runs already; nothing changed'}.")


def goods_in_words(outcomes: Counter[Outcome]) -> str:
    """Tell what happened to the goods."""
    if set(outcomes) <= {"as before"}:
        return f"Goods: all {outcomes.total()} are on sale already; nothing changed."
    told = ", ".join(f"{count} {outcome}" for outcome, count in outcomes.items())
    return f"Goods: {told}."
