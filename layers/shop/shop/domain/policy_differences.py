"""What differs between two versions of a policy, word by word, for people to read."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from shop.domain.policies import Policy, Section
from shop.domain.policy_text import blocks

# Of two paragraphs that share less than this, one is struck out and the other put in as a whole.
_LEAST_ALIKE = 0.5


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a paragraph that stay, come or go together."""

    kind: Literal["same", "added", "removed"]
    text: str


type Paragraph = tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class ChangedSection:
    """A section in which something differs, with the paragraphs that do."""

    id: str
    heading: str
    kind: Literal["changed", "added", "removed"]
    paragraphs: tuple[Paragraph, ...]


def changed_sections(old: Policy, new: Policy) -> tuple[ChangedSection, ...]:
    """Return what differs, in the order of the new version; what is gone comes last."""
    before = {section.id: section for section in old.sections}
    after = {section.id: section for section in new.sections}
    gone = [section for section in old.sections if section.id not in after]
    found = [
        *(_changed(before.get(section.id), section) for section in new.sections),
        *(_removed(section) for section in gone),
    ]
    return tuple(section for section in found if section.paragraphs)


def _changed(old: Section | None, new: Section) -> ChangedSection:
    if old is None:
        paragraphs = [(Piece("added", text),) for text in blocks(new.markdown)]
        return ChangedSection(new.id, new.heading, "added", tuple(paragraphs))
    differing = tuple(_paragraphs(_told(old, new), _told(new, old)))
    return ChangedSection(new.id, new.heading, "changed", differing)


def _told(section: Section, other: Section) -> list[str]:
    """Return a section's paragraphs, and its heading before them where that differs too."""
    heading = [] if section.heading == other.heading else [section.heading]
    return heading + blocks(section.markdown)


def _removed(old: Section) -> ChangedSection:
    paragraphs = [(Piece("removed", text),) for text in blocks(old.markdown)]
    return ChangedSection(old.id, old.heading, "removed", tuple(paragraphs))


def _paragraphs(old: list[str], new: list[str]) -> Iterator[Paragraph]:
    from difflib import SequenceMatcher  # noqa: PLC0415 - one route in eight needs it

    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            continue
        gone, come = old[start:end], new[new_start:new_end]
        while gone and come:
            yield from _both(gone.pop(0), come.pop(0))
        yield from ((Piece("removed", text),) for text in gone)
        yield from ((Piece("added", text),) for text in come)


def _both(old: str, new: str) -> Iterator[Paragraph]:
    from difflib import SequenceMatcher  # noqa: PLC0415 - as above

    before, after = old.split(), new.split()
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _LEAST_ALIKE:
        yield (Piece("removed", old),)
        yield (Piece("added", new),)
        return
    pieces: list[Piece] = []
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(Piece("same", " ".join(before[start:end])))
            continue
        if start < end:
            pieces.append(Piece("removed", " ".join(before[start:end])))
        if new_start < new_end:
            pieces.append(Piece("added", " ".join(after[new_start:new_end])))
    yield tuple(pieces)
