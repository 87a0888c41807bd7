"""The shop's links to other sites: a registry, so that nobody can be sent anywhere else."""

from dataclasses import dataclass
from typing import Literal

from shop.domain.errors import NotFound

type LinkState = Literal["alive", "moved", "unclear", "dead", "not checked"]

NOTICE = (
    "These links lead to other web sites. We are not responsible for what they do with "
    "information about you: please read their own privacy policies."
)


@dataclass(frozen=True, slots=True)
class Link:
    """A link to another site."""

    id: str
    title: str
    url: str
    description: str


@dataclass(frozen=True, slots=True)
class CheckedLink:
    """A link and how it stood when it was asked for; `status` is None if nobody answered."""

    link: Link
    state: LinkState
    status: int | None


LINKS = (
    Link(
        "consumer-advice",
        "Buying online: your rights",
        "https://www.example.com/consumer-advice",
        "General advice for people who buy over the internet.",
    ),
    Link(
        "lantern-society",
        "The Society of Lantern Keepers",
        "https://www.example.org/lanterns",
        "How to look after an oil lantern, by people who have many.",
    ),
    Link(
        "cookie-help",
        "How to refuse cookies in your browser",
        "https://www.example.net/browsers-and-cookies",
        "Steps for the common browsers to warn of cookies or refuse them.",
    ),
)


def link_state(status: int | None) -> LinkState:
    """Return what the status of a page says of the link to it.

    Some sites refuse programs, so what is forbidden to us may be there for people.
    """
    if status in (401, 403, 429):
        return "unclear"
    if status is None or status >= 400:  # noqa: PLR2004 - HTTP's first fault
        return "dead"
    return "moved" if status in (301, 308) else "alive"


def link_by_id(link_id: str) -> Link:
    """Return a link of the registry.

    Raises:
        NotFound: there is no such link.
    """
    for link in LINKS:
        if link.id == link_id:
            return link
    raise NotFound("We have no such link.")
