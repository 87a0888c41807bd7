from shop.domain import policies
from shop.web import policy_views

TEXT = """---
title: Terms
version: 2026-01-05
effective_from: 2026-02-01
material: no
summary: First version.
---

## Part {#part}

Words.
"""
POLICY = policies.parse("terms", TEXT)


def test_lists_a_policy_without_its_text():
    listed = policy_views.listed(POLICY)
    assert (listed.name, listed.title, listed.version) == ("terms", "Terms", "2026-01-05")
    assert listed.effective_from.isoformat() == "2026-02-01"


def test_lists_a_version_with_its_fingerprint_and_what_it_changed():
    listed = policy_views.version_listed(POLICY)
    assert (listed.sha256, listed.material) == (POLICY.sha256, False)
    assert listed.summary == "First version."


def test_divides_a_diff_into_lines_by_what_happened_to_them():
    diff = "--- a\n+++ b\n@@ -1,2 +1,2 @@\n same\n-old\n+new\n"
    assert policy_views.diff_lines(diff) == [
        {"kind": "place", "text": "@ -1,2 +1,2 @@"},
        {"kind": "same", "text": "same"},
        {"kind": "removed", "text": "old"},
        {"kind": "added", "text": "new"},
    ]


def test_has_no_lines_where_nothing_differs():
    assert policy_views.diff_lines("") == []
