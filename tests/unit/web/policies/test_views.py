import pytest

from shop.domain import policies
from shop.web.policies import views as policy_views
from tests.support.gateway import Client
from tests.support.logs import counted

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


def test_shows_what_differs_in_words_on_the_page_and_as_a_diff_to_programs():
    newer = policies.parse(
        "terms", TEXT.replace("Words.", "Other words.").replace("01-05", "01-06")
    )
    reply = policy_views.changes(POLICY, newer, (newer, POLICY))
    assert "-Words." in reply.data["diff"]
    assert [section["id"] for section in reply.context["sections"]] == ["part"]
    assert reply.context["versions"] == ["2026-01-06", "2026-01-05"]


def test_shows_no_section_where_nothing_differs():
    reply = policy_views.changes(POLICY, POLICY, (POLICY,))
    assert (reply.data["diff"], len(reply.context["sections"])) == ("", 0)


@pytest.mark.parametrize("format_", ["json", "markdown", "text"])
def test_a_policy_that_is_shown_is_counted_as_read(capsys, format_):
    assert Client().get(f"/policies/privacy?format={format_}").status == 200
    assert counted(capsys.readouterr().out)["PolicyReads"] == 1


def test_a_list_of_policies_is_no_reading(capsys):
    Client().get("/policies")
    assert "PolicyReads" not in counted(capsys.readouterr().out)
