from datetime import date
from hashlib import sha256

import pytest

from shop.domain import policies
from shop.domain.errors import NotFound
from shop.domain.policies import Policy, Section

TEXT = """---
title: Privacy policy
version: 2026-01-05
effective_from: 2026-02-01
material: yes
summary: First version.
---

## What we gather {#what-we-gather}

Your name.

## How long {#how-long}

A week.
"""


def version(name: str, effective_from: str | None = None, text: str = TEXT) -> Policy:
    text = text.replace("2026-01-05", name).replace("2026-02-01", effective_from or name[:10])
    return policies.parse("privacy", text)


def test_reads_the_facts_and_sections_of_a_published_version():
    policy = policies.parse("privacy", TEXT)
    assert (policy.name, policy.title) == ("privacy", "Privacy policy")
    assert (policy.version, policy.effective_from) == ("2026-01-05", date(2026, 2, 1))
    assert policy.material
    assert policy.summary == "First version."
    assert policy.sections == (
        Section("what-we-gather", "What we gather", "Your name."),
        Section("how-long", "How long", "A week."),
    )


def test_makes_one_markdown_document_without_the_marks_of_its_source():
    assert policies.parse("privacy", TEXT).markdown == (
        "# Privacy policy\n\nVersion 2026-01-05, in force from 2026-02-01.\n"
        "\n## What we gather\n\nYour name.\n"
        "\n## How long\n\nA week.\n"
    )


def test_takes_the_fingerprint_of_the_markdown_document():
    policy = policies.parse("privacy", TEXT)
    assert policy.sha256 == sha256(policy.markdown.encode()).hexdigest()


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("---\ntitle", "title"),
        ("title: Privacy policy\n", ""),
        ("title: Privacy policy", "title"),
        ("material: yes", "title: Another"),
        ("material: yes", "material: perhaps"),
        ("version: 2026-01-05", "version: 1"),
        ("version: 2026-01-05", "version: 2026-13-05"),
        ("effective_from: 2026-02-01", "effective_from: soon"),
        ("Your name.", "{{name}}"),
        ("{#how-long}", "{#what-we-gather}"),
        ("## What we gather {#what-we-gather}\n", ""),
        (TEXT[TEXT.index("\n## What") :], ""),
    ],
)
def test_refuses_a_file_that_is_not_a_published_policy(old, new):
    with pytest.raises(ValueError, match=r"\w"):
        policies.parse("privacy", TEXT.replace(old, new))


def test_fills_only_the_placeholders_it_has_values_for():
    filled = policies.fill("{{a}} and {{b}}", {"a": "{{b}}"})
    assert filled == "{{b}} and {{b}}"
    assert policies.placeholders("{{a}}, {{b}} and {c}") == {"a", "b"}


def test_sorts_versions_by_day_and_by_repetition_on_a_day():
    versions = [version("2026-01-05.2"), version("2025-12-31"), version("2026-01-05")]
    assert [policy.version for policy in policies.newest_first(versions)] == [
        "2026-01-05.2",
        "2026-01-05",
        "2025-12-31",
    ]


HISTORY = policies.newest_first(
    [
        version("2026-01-05"),
        version("2026-02-05", "2026-03-01"),
        version("2026-02-06", "2026-04-01"),
    ]
)


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2025, 1, 1), "2026-01-05"),
        (date(2026, 1, 5), "2026-01-05"),
        (date(2026, 2, 28), "2026-01-05"),
        (date(2026, 3, 1), "2026-02-05"),
        (date(2026, 4, 1), "2026-02-06"),
    ],
)
def test_applies_a_version_from_its_effective_date(on, expected):
    assert policies.in_force(HISTORY, on).version == expected


@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (date(2026, 2, 28), "2026-02-05"),
        (date(2026, 3, 1), "2026-02-06"),
    ],
)
def test_announces_the_next_version_before_it_is_in_force(on, expected):
    coming = policies.announced(HISTORY, on)
    assert coming is not None
    assert coming.version == expected


def test_announces_nothing_when_the_newest_version_is_in_force():
    assert policies.announced(HISTORY, date(2026, 4, 1)) is None


def test_does_not_announce_a_version_that_was_overtaken():
    overtaken = version("2026-01-06", "2026-05-01")
    history = policies.newest_first([*HISTORY, overtaken])
    assert policies.announced(history, date(2026, 4, 1)) is None


def test_finds_a_version_by_its_name():
    assert policies.find_version(HISTORY, "2026-02-05").effective_from == date(2026, 3, 1)


def test_refuses_a_version_that_was_never_published():
    with pytest.raises(NotFound):
        policies.find_version(HISTORY, "2026-02-07")


def test_knows_what_a_version_replaced():
    assert policies.version_before(HISTORY, HISTORY[0]) == HISTORY[1]
    assert policies.version_before(HISTORY, HISTORY[-1]) is None


def test_shows_what_changed_as_a_unified_diff():
    new = version("2026-02-05", text=TEXT.replace("A week.", "A month."))
    diff = policies.changes(version("2026-01-05"), new)
    assert diff.startswith("--- privacy 2026-01-05\n+++ privacy 2026-02-05\n@@ ")
    assert "\n-A week.\n+A month.\n" in diff


def test_shows_no_change_between_a_version_and_itself():
    assert policies.changes(HISTORY[0], HISTORY[0]) == ""
