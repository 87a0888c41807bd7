"""What each attribute of each table is to a person: its class, its export and its erasure.

The declaration itself is `personal_data_tables`. Export and erasure work by it, so an attribute
that is not in it is in neither; a test holds it against the row classes and the data inventory.
"""

from dataclasses import dataclass
from enum import StrEnum


class About(StrEnum):
    """How an attribute tells of a person, in the words of docs/data-inventory.md."""

    NOBODY = "no"
    LINKED = "linked"
    PERSON = "yes"


class Fate(StrEnum):
    """What an erasure does with an attribute."""

    GOES = "goes with its row"
    REMOVED = "is removed from its row"
    EMPTIED = "is emptied"
    COUNTRY = "is reduced to its country"
    KEPT = "is kept, for a reason that is told"


@dataclass(frozen=True, slots=True)
class Rule:
    """The fate of an attribute, whether its owner is shown it, and the reason if it is kept."""

    fate: Fate
    is_shown: bool = True
    reason: str = ""

    def __post_init__(self) -> None:
        """Refuse a rule that keeps something without saying why.

        Raises:
            ValueError: there is no reason.
        """
        if self.fate is Fate.KEPT and not self.reason:
            message = "what is kept needs a reason"
            raise ValueError(message)


GOES = Rule(Fate.GOES)
REMOVED = Rule(Fate.REMOVED)
EMPTIED = Rule(Fate.EMPTIED)
COUNTRY_STAYS = Rule(Fate.COUNTRY)
# What would let its reader in, or prove who somebody is: in no export.
SECRET = Rule(Fate.GOES, is_shown=False)
SECRET_REMOVED = Rule(Fate.REMOVED, is_shown=False)
BOOKS = Rule(Fate.KEPT, reason="It is part of the shop's books, which the law has it keep.")


def kept(reason: str) -> Rule:
    """Return the rule of what stays, for a reason of its own."""
    return Rule(Fate.KEPT, reason=reason)


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute's class and rule; what tells of nobody needs no rule."""

    about: About
    rule: Rule | None

    @property
    def is_shown(self) -> bool:
        """Whether an export shows it."""
        return self.rule is None or self.rule.is_shown


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what it is called in an export, why it is kept, and its attributes."""

    name: str
    title: str
    purpose: str
    attributes: dict[str, Attribute]

    @property
    def is_about_people(self) -> bool:
        """Whether anything in it leads to a person."""
        return any(found.about is not About.NOBODY for found in self.attributes.values())

    @property
    def goes(self) -> bool:
        """Whether an erasure deletes its rows."""
        return any(found.rule and found.rule.fate is Fate.GOES for found in self.rules)

    @property
    def rules(self) -> list[Attribute]:
        """The attributes that have a rule."""
        return [found for found in self.attributes.values() if found.rule is not None]

    def scrubbed(self) -> dict[str, Fate]:
        """Return what an erasure does to the attributes of a row that stays."""
        fates = {name: found.rule.fate for name, found in self.attributes.items() if found.rule}
        return {n: fate for n, fate in fates.items() if fate not in (Fate.GOES, Fate.KEPT)}

    def shown(self) -> list[str]:
        """Return the names of the attributes that an export shows."""
        return [name for name, found in self.attributes.items() if found.is_shown]


def table(name: str, title: str, purpose: str, *groups: tuple[About, Rule | None, str]) -> Table:
    """Declare a table: groups of (class, rule, names)."""
    attributes = {n: Attribute(about, rule) for about, rule, names in groups for n in names.split()}
    if len(attributes) != sum(len(names.split()) for _, _, names in groups):
        message = f"{name} names an attribute twice"
        raise ValueError(message)
    return Table(name, title, purpose, attributes)


def mistakes_in(found: Table) -> list[str]:
    """Return what is wrong with a table's declaration, each with what to do."""
    mistakes = []
    for name, attribute in found.attributes.items():
        if attribute.about is not About.NOBODY and attribute.rule is None:
            mistakes.append(
                f"{found.name}.{name} leads to a person: give it a rule for export and erasure"
                " (GOES, REMOVED, EMPTIED, COUNTRY_STAYS, SECRET) or a reason to keep it (kept)"
            )
        if attribute.about is About.NOBODY and attribute.rule and attribute.rule.is_shown:
            mistakes.append(f"{found.name}.{name} tells of nobody and needs no rule")
    if found.goes and found.scrubbed():
        mistakes.append(f"{found.name} has rows that both go and stay: choose one")
    return mistakes
