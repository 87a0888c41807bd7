"""Policies as the API and the pages show them: four formats of one text."""

from datetime import date
from typing import Any, Literal

import msgspec

from shop.domain import policies
from shop.domain.policies import Policy, Section
from shop.domain.policy_differences import changed_sections
from shop.domain.policy_text import plain_text
from shop.telemetry import count
from shop.web.policies.markdown import to_html
from shop.web.replies import Reply
from shop.web.representation import HTML, JSON
from shop.web.requests import Request

MARKDOWN = "text/markdown"
PLAIN = "text/plain"
PUBLIC_SECONDS = 300
_FORMATS = {"json": JSON, "markdown": MARKDOWN, "text": PLAIN}


class FormatQuery(msgspec.Struct):
    """`?format=` is for links, which cannot send `Accept`."""

    format: Literal["json", "markdown", "text"] | None = None


class PolicyListed(msgspec.Struct):
    """A policy in the list of those in force."""

    name: str
    title: str
    version: str
    effective_from: date


class VersionListed(PolicyListed):
    """A version in a policy's history."""

    sha256: str
    material: bool
    summary: str


class PolicyShown(PolicyListed):
    """One version with its text; `sha256` is that of its Markdown form."""

    sha256: str
    sections: tuple[Section, ...]


def listed(policy: Policy) -> PolicyListed:
    """Describe a policy in a list."""
    return msgspec.convert(policy, PolicyListed, from_attributes=True)


def version_listed(policy: Policy) -> VersionListed:
    """Describe a version in a history."""
    return msgspec.convert(policy, VersionListed, from_attributes=True)


def in_format(
    request: Request, policy: Policy, versions: tuple[Policy, ...], query: FormatQuery
) -> Reply:
    """Answer with a version in the format the client asked for."""
    # Who has the version already is reading it again, and is counted, too.
    count("PolicyReads")
    media = _FORMATS.get(query.format or "") or request.prefers((JSON, HTML, MARKDOWN, PLAIN))
    reply = Reply(public_seconds=PUBLIC_SECONDS)
    if media == MARKDOWN:
        reply.media = f"{MARKDOWN}; charset=utf-8", policy.markdown
    elif media == PLAIN:
        reply.media = f"{PLAIN}; charset=utf-8", plain_text(policy)
    else:
        reply.data = msgspec.convert(policy, PolicyShown, from_attributes=True)
    if media == HTML:
        reply.page = "policy.html"
        reply.context = _page_context(policy, versions, request.now.date())
    return reply


def changes(old: Policy, new: Policy, versions: tuple[Policy, ...]) -> Reply:
    """Answer with what differs between two versions."""
    return Reply(
        data={"from": old.version, "to": new.version, "diff": policies.changes(old, new)},
        page="policy_changes.html",
        context={
            "name": new.name,
            "title": new.title,
            "versions": [policy.version for policy in versions],
            "summary": new.summary,
            "sections": msgspec.to_builtins(changed_sections(old, new)),
        },
        public_seconds=PUBLIC_SECONDS,
    )


def _page_context(policy: Policy, versions: tuple[Policy, ...], today: date) -> dict[str, Any]:
    before = policies.version_before(versions, policy)
    announced = policies.announced(versions, today)
    return {
        "html": {section.id: to_html(section.markdown) for section in policy.sections},
        "summary": policy.summary,
        "current": policies.in_force(versions, today).version,
        "before": before and before.version,
        "announced": announced and msgspec.to_builtins(version_listed(announced)),
    }
