"""What a message itself tells of its sender: links, bait, and the same text again.

Nothing is asked of anybody else: no service learns who writes to the shop.
"""

import re
import unicodedata

SUSPICIOUS_SCORE = 4
_LINK = re.compile(r"(?i)\b(?:https?://|www\.)[^\s<>\"'\])]+")
_MARKUP = re.compile(r"(?i)<a\s|\[/?url\b|\[link\b|href\s*=")
_SHOUTED = re.compile(r"[A-Z]")
# What sells something to a shop, or promises something to anybody; each counts once.
BAIT = (
    *("seo", "backlink", "link building", "domain authority", "guest post", "sponsored post"),
    *("first page of google", "rank higher", "search ranking", "website traffic", "more traffic"),
    *("web design", "redesign your", "mobile app development", "digital marketing", "lead generat"),
    *("email list", "followers", "casino", "betting", "slots", "jackpot", "bitcoin", "crypto"),
    *("forex", "trading signal", "investment", "passive income", "make money", "earn $", "earn up"),
    *("work from home", "payday loan", "business loan", "funding", "credit score", "viagra"),
    *("pharmacy", "pills", "weight loss", "dating", "hot girls", "escort", "adult", "lottery"),
    *("you have won", "inheritance", "next of kin", "wire transfer", "million dollars", "telegram"),
    *("whatsapp", "click here", "limited time", "act now", "free trial", "100% free", "risk free"),
    *("our agency", "our team of experts", "outsourc", "wholesale price", "manufacturer in"),
    *("dear sir/madam", "dear website owner", "i came across your website", "visited your website"),
)
_BAIT = re.compile("|".join(rf"\b{re.escape(term)}" for term in BAIT), re.IGNORECASE)
_BAIT_POINTS = 2
_MARKUP_POINTS = 3
_ORDER_POINTS = 2
_LEAST_SHOUTED = 30
_SHOUTED_SHARE = 0.6
# Two people may both write "Where is my order?"; nobody writes another's paragraph.
_SHORTEST_COMPARED = 40
_SPACES = re.compile(r"\s+")
# RFC 3834, section 4, and what mail programs answer from: nobody reads there.
_MACHINES = frozenset(
    {"mailer-daemon", "postmaster", "no-reply", "noreply", "do-not-reply", "donotreply", "bounce"}
)


def content_suspicions(
    text: str, *, name: str, own_site: str, has_order: bool, is_repeated: bool
) -> tuple[str, ...]:
    """Return what speaks against a message by its content; empty for most."""
    found = ("duplicate",) if is_repeated else ()
    score = link_score(text, name=name, own_site=own_site, has_order=has_order)
    return (*found, "links") if score >= SUSPICIOUS_SCORE else found


def link_score(text: str, *, name: str, own_site: str, has_order: bool) -> int:
    """Return how much a text looks like an advertisement.

    A point for a link to another site, two for each further one and for each kind of bait, three
    for the markup of links, four for a link in the name, one for shouting; two less for who names
    an order.
    """
    links = [link for link in _LINK.findall(text) if not link.startswith(own_site)]
    bait = {match.lower() for match in _BAIT.findall(text)}
    points = [
        max(0, 2 * len(links) - 1),
        _BAIT_POINTS * len(bait),
        _MARKUP_POINTS if _MARKUP.search(text) else 0,
        SUSPICIOUS_SCORE if _LINK.search(name) else 0,
        int(_is_shouted(text)),
        -_ORDER_POINTS if has_order else 0,
    ]
    return sum(points)


def _is_shouted(text: str) -> bool:
    letters = [character for character in text if character.isalpha()]
    shouted = len(_SHOUTED.findall(text))
    return len(letters) >= _LEAST_SHOUTED and shouted > _SHOUTED_SHARE * len(letters)


def compared_text(text: str) -> str | None:
    """Return what two copies of a text have in common; None for one that many may write."""
    plain = _SPACES.sub(" ", unicodedata.normalize("NFKC", text).casefold()).strip()
    return plain if len(plain) >= _SHORTEST_COMPARED else None


def is_answered_by_machines(email: str, own_email: str) -> bool:
    """Tell whether a mail to an address would reach a program, or the shop itself."""
    address = email.strip().lower()
    return address == own_email.strip().lower() or address.partition("@")[0] in _MACHINES
