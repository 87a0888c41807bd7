"""All commands: importing a module adds its own."""

from tools.desk import (
    completion,
    goods,
    messages,
    orders,
    payments,
    promotions,
    returning,
    rights,
    stock,
    upkeep,
    visitors,
)
from tools.desk.group import Sectioned, desk

__all__ = ["SECTIONS", "desk"]

SECTIONS = {
    "Orders": orders,
    "Money and papers": payments,
    "What comes back": returning,
    "Messages": messages,
    "People's data": rights,
    "Goods": goods,
    "Stock": stock,
    "Codes and links": promotions,
    "Visitors": visitors,
    "When something broke": upkeep,
    "Your shell": completion,
}


def _names(module: object) -> tuple[str, ...]:
    made = vars(module).values()
    return tuple(name for name, each in desk.commands.items() if any(each is m for m in made))


if isinstance(desk, Sectioned):
    desk.sections = {title: _names(module) for title, module in SECTIONS.items()}
