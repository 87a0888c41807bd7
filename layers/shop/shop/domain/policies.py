"""The shop's policies: versions that never change, what is in force when, and what changed."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import pairwise

from shop.domain.errors import NotFound

POLICY_NAMES = ("privacy", "cookies", "terms", "shipping-returns")

_PLACEHOLDER = re.compile(r"\{\{(\w+)\}\}")
_SECTION = re.compile(r"^## (?P<heading>.+?) \{#(?P<id>[a-z][a-z0-9-]*)\}$", re.MULTILINE)
_VERSION = re.compile(r"(?P<on>\d{4}-\d{2}-\d{2})(?:\.(?P<repeat>[2-9]))?")
_FRONT_MATTER = re.compile(r"---\n(?P<facts>.*?)\n---\n(?P<body>.*)", re.DOTALL)
_MATERIAL = {"yes": True, "no": False}


@dataclass(frozen=True, slots=True)
class Section:
    """One part of a policy; `id` is a stable address inside the page."""

    id: str
    heading: str
    markdown: str


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of one policy.

    `version` is the date of publication, with `.2` and so on for a second one that day.
    `material` says that the change to this version matters to customers, and `summary` says it
    in a sentence. `sha256` is of `markdown`, encoded as UTF-8.
    """

    name: str
    title: str
    version: str
    effective_from: date
    material: bool
    summary: str
    sections: tuple[Section, ...]
    markdown: str
    sha256: str


def front_matter(text: str) -> tuple[dict[str, str], str]:
    """Divide a policy's file into the facts at its head and its body.

    Raises:
        ValueError: the file does not begin with `---`, lines of `name: value`, and `---`.
    """
    match = _FRONT_MATTER.fullmatch(text)
    if match is None:
        raise ValueError("a policy begins with its facts between two lines of ---")
    facts: dict[str, str] = {}
    for line in match["facts"].splitlines():
        name, separator, value = line.partition(": ")
        if not separator or name in facts:
            raise ValueError(f"not a fact of a policy, or told twice: {line}")
        facts[name] = value
    return facts, match["body"].strip() + "\n"


def fill(text: str, values: Mapping[str, str]) -> str:
    """Replace the placeholders that `values` names and leave the others."""
    return _PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def placeholders(text: str) -> frozenset[str]:
    """Return the names of the placeholders still in a text."""
    return frozenset(_PLACEHOLDER.findall(text))


def parse(name: str, text: str) -> Policy:
    """Read one published version.

    Raises:
        ValueError: a fact is missing or malformed, a placeholder is left, or the body is not a
            sequence of sections with different ids.
    """
    facts, body = front_matter(text)
    if left := placeholders(text):
        raise ValueError(f"{name} has placeholders that nothing fills: {sorted(left)}")
    try:
        title, version, material = facts["title"], facts["version"], _MATERIAL[facts["material"]]
        effective_from, summary = date.fromisoformat(facts["effective_from"]), facts["summary"]
    except KeyError as missing:
        raise ValueError(f"{name} lacks or misspells {missing}") from None
    version_order(version)
    sections = _sections(body)
    markdown = _document(title, version, effective_from, sections)
    fingerprint = sha256(markdown.encode()).hexdigest()
    return Policy(
        name, title, version, effective_from, material, summary, sections, markdown, fingerprint
    )


def version_order(version: str) -> tuple[date, int]:
    """Return what versions are sorted by: the day, then the repetition on that day.

    Raises:
        ValueError: not a version.
    """
    match = _VERSION.fullmatch(version)
    if match is None:
        raise ValueError(f"not a version: {version}")
    return date.fromisoformat(match["on"]), int(match["repeat"] or 1)


def newest_first(policies: Iterable[Policy]) -> tuple[Policy, ...]:
    """Sort the versions of one policy."""
    return tuple(sorted(policies, key=lambda policy: version_order(policy.version), reverse=True))


def in_force(history: tuple[Policy, ...], on: date) -> Policy:
    """Return the version in force on a day, from a history that begins with the newest.

    The newest version whose day has come counts. Before any has, the oldest does: a shop is
    never without a policy.
    """
    return next((policy for policy in history if policy.effective_from <= on), history[-1])


def announced(history: tuple[Policy, ...], on: date) -> Policy | None:
    """Return the next version that is published but not yet in force, if there is one."""
    current = version_order(in_force(history, on).version)
    coming = [
        policy
        for policy in history
        if policy.effective_from > on and version_order(policy.version) > current
    ]
    return min(coming, key=lambda policy: policy.effective_from, default=None)


def find_version(history: tuple[Policy, ...], version: str) -> Policy:
    """Return one version.

    Raises:
        NotFound: there is none of that name.
    """
    for policy in history:
        if policy.version == version:
            return policy
    raise NotFound("There is no such version of this policy.")


def version_before(history: tuple[Policy, ...], policy: Policy) -> Policy | None:
    """Return the version that a version replaced; None for the first."""
    return next((older for newer, older in pairwise(history) if newer == policy), None)


def changes(old: Policy, new: Policy) -> str:
    """Return a unified diff of two versions; empty for a version and itself."""
    from difflib import unified_diff  # noqa: PLC0415 - one route in eight needs it

    return "".join(
        unified_diff(
            old.markdown.splitlines(keepends=True),
            new.markdown.splitlines(keepends=True),
            f"{old.name} {old.version}",
            f"{new.name} {new.version}",
        )
    )


def _sections(body: str) -> tuple[Section, ...]:
    before, *parts = _SECTION.split(body)
    sections = tuple(
        Section(id=section_id, heading=heading, markdown=markdown.strip())
        for heading, section_id, markdown in zip(parts[::3], parts[1::3], parts[2::3], strict=True)
    )
    if before.strip() or not sections or len({section.id for section in sections}) < len(sections):
        raise ValueError("a policy is a sequence of sections, `## Heading {#id}`, no id twice")
    return sections


def _document(title: str, version: str, effective_from: date, sections: tuple[Section, ...]) -> str:
    head = f"# {title}\n\nVersion {version}, in force from {effective_from.isoformat()}.\n"
    parts = (f"\n## {section.heading}\n\n{section.markdown}\n" for section in sections)
    return head + "".join(parts)
