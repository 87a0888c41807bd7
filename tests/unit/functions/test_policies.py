import os
import subprocess
import sys
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from shop.domain import policies
from shop.domain.policies import POLICY_NAMES
from shop.gateways import policy_files
from tests.support.gateway import Client
from tests.support.tables import CALLS
from tests.support.template import ROOT

HISTORY = policy_files.history("privacy")
NEWEST, BEFORE, OLDEST = HISTORY[0], HISTORY[1], HISTORY[-1]
# None of these may be loaded to read a policy: they are what makes a cold start slow.
HEAVY = ("aws_lambda_powertools", "boto3", "botocore", "pynamodb", "difflib", "mistune")
READ_ALL = f"""
import sys
from tests.support.gateway import Client
for path in ("", "/privacy", "/privacy/versions"):
    assert Client().get("/policies" + path).status == 200
print(*(name for name in {HEAVY} if name in sys.modules))
"""


@pytest.fixture
def program():
    return Client()


@pytest.fixture
def person():
    return Client(page=True)


def test_lists_the_policies_in_force(program):
    listed = program.get("/policies").json["policies"]
    assert [policy["name"] for policy in listed] == list(POLICY_NAMES)
    assert set(listed[0]) == {"name", "title", "version", "effective_from"}


def test_lists_the_policies_on_a_page_with_links(person):
    page = person.get("/policies").text
    assert all(f'href="/policies/{name}"' in page for name in POLICY_NAMES)


@pytest.mark.parametrize("name", POLICY_NAMES)
def test_answers_each_policy_as_data(program, name):
    policy = program.get(f"/policies/{name}").json
    assert set(policy) == {"name", "title", "version", "effective_from", "sha256", "sections"}
    assert all(set(section) == {"id", "heading", "markdown"} for section in policy["sections"])


@pytest.mark.parametrize("name", POLICY_NAMES)
def test_answers_each_policy_as_a_page_with_every_section_and_a_list_of_them(person, name):
    page = person.get(f"/policies/{name}").text
    for section in policy_files.history(name)[0].sections:
        assert f'<section id="{section.id}"' in page
        assert f'<a href="#{section.id}">' in page


def test_shows_version_date_history_formats_and_changes_on_the_page(person):
    page = person.get("/policies/privacy").text
    assert f"Version {NEWEST.version}" in page
    assert f'<time datetime="{NEWEST.effective_from}">' in page
    assert 'href="/policies/privacy/versions"' in page
    assert f'href="/policies/privacy/versions/{NEWEST.version}?format=text"' in page
    assert f'href="/policies/privacy/changes?from={BEFORE.version}&amp;to=' in page


def test_offers_no_comparison_on_the_page_of_a_first_version(person):
    page = person.get(f"/policies/privacy/versions/{OLDEST.version}").text
    assert "What changed since" not in page


@pytest.mark.parametrize(
    ("accept", "media"),
    [
        ("*/*", "application/json"),
        ("application/json", "application/json"),
        ("text/html,*/*;q=0.8", "text/html; charset=utf-8"),
        ("text/markdown", "text/markdown; charset=utf-8"),
        ("text/plain, application/json;q=0.5", "text/plain; charset=utf-8"),
    ],
)
def test_answers_in_the_format_the_client_prefers(program, accept, media):
    answer = program.get("/policies/privacy", accept=accept)
    assert (answer.status, answer.headers["content-type"]) == (200, media)
    is_page = media.startswith("text/html")
    varies = ["Accept", *(["Cookie"] if is_page else []), "Accept-Encoding"]
    assert answer.headers["vary"] == ", ".join(varies)


@pytest.mark.parametrize(
    ("asked", "media"),
    [
        ("json", "application/json"),
        ("markdown", "text/markdown; charset=utf-8"),
        ("text", "text/plain; charset=utf-8"),
    ],
)
def test_answers_a_link_in_the_format_it_names(person, asked, media):
    assert person.get(f"/policies/terms?format={asked}").headers["content-type"] == media


def test_refuses_a_format_it_does_not_have(program):
    answer = program.get("/policies/terms?format=pdf")
    assert (answer.status, answer.json["code"]) == (422, "invalid-fields")


def test_names_the_fingerprint_of_exactly_the_markdown_it_answers(program):
    text = program.get("/policies/privacy", accept="text/markdown").text
    claimed = program.get("/policies/privacy").json["sha256"]
    assert sha256(text.encode()).hexdigest() == claimed


@pytest.mark.parametrize("accept", ["application/json", "text/html", "text/markdown", "text/plain"])
def test_answers_304_to_a_client_that_has_the_text_already(program, accept):
    first = program.get("/policies/privacy", accept=accept)
    etag = first.headers["etag"]
    again = program.get("/policies/privacy", accept=accept, if_none_match=etag)
    assert etag.startswith('"')
    assert (again.status, again.text) == (304, "")
    assert again.headers["etag"] == etag


def test_gives_each_format_a_tag_of_its_own(program):
    accepts = ["application/json", "text/html", "text/markdown", "text/plain"]
    tags = {program.get("/policies/privacy", accept=a).headers["etag"] for a in accepts}
    assert len(tags) == len(accepts)


def test_lets_anybody_keep_a_copy_and_sets_no_cookie(person):
    answer = person.get("/policies/privacy")
    assert answer.headers["cache-control"] == "public, max-age=300"
    assert answer.set_cookies == []


def test_lists_the_versions_with_the_newest_first(program):
    versions = program.get("/policies/privacy/versions").json["versions"]
    assert [version["version"] for version in versions] == [
        policy.version for policy in policy_files.history("privacy")
    ]
    assert versions[0]["sha256"] == NEWEST.sha256


def test_lists_the_versions_on_a_page_that_says_which_is_in_force(person):
    page = person.get("/policies/privacy/versions").text
    assert page.count(">In force</span>") == 1


def test_answers_an_earlier_version_as_it_was(program):
    policy = program.get(f"/policies/privacy/versions/{OLDEST.version}").json
    assert policy["sha256"] == OLDEST.sha256


def test_tells_on_the_page_of_an_earlier_version_that_it_is_not_in_force(person):
    page = person.get(f"/policies/privacy/versions/{OLDEST.version}").text
    assert "This is not the version in force" in page
    assert "This is not the version in force" not in person.get("/policies/privacy").text


def test_answers_the_first_version_and_announces_none_before_any_is_in_force(person):
    person.now = datetime(2020, 1, 1, tzinfo=UTC)
    assert f"Version {OLDEST.version}," in person.get("/policies/privacy").text


def test_announces_the_next_version_on_the_page_of_the_one_in_force(person):
    person.now = datetime(2020, 1, 1, tzinfo=UTC)
    page = person.get("/policies/privacy").text
    assert "a new version takes its place" in page
    assert f'href="/policies/privacy/versions/{BEFORE.version}"' in page


def test_compares_with_the_version_before_unless_told(program):
    changes = program.get("/policies/privacy/changes").json
    assert changes == {
        "from": BEFORE.version,
        "to": NEWEST.version,
        "diff": policies.changes(BEFORE, NEWEST),
    }


def test_compares_the_two_versions_it_is_told(program):
    query = f"?from={NEWEST.version}&to={OLDEST.version}"
    diff = program.get(f"/policies/privacy/changes{query}").json["diff"]
    assert diff.startswith(f"--- privacy {NEWEST.version}\n+++ privacy {OLDEST.version}\n")


def test_shows_on_a_page_what_was_added_and_removed(person):
    page = person.get("/policies/privacy/changes").text
    assert "<ins>" in page
    assert "<del>" in page


def test_finds_nothing_changed_where_there_is_only_one_version(program, person):
    query = f"?from={OLDEST.version}&to={OLDEST.version}"
    assert program.get(f"/policies/privacy/changes{query}").json["diff"] == ""
    assert "nothing differs" in person.get(f"/policies/privacy/changes{query}").text


@pytest.mark.parametrize(
    "path",
    [
        "/policies/refunds",
        "/policies/refunds/versions",
        "/policies/refunds/changes",
        "/policies/privacy/versions/2001-01-01",
        "/policies/privacy/versions/source",
        "/policies/privacy/changes?from=2001-01-01",
        "/policies/privacy/changes?to=2001-01-01",
    ],
)
def test_answers_404_for_what_was_never_published(program, person, path):
    assert (program.get(path).status, program.get(path).json["code"]) == (404, "not-found")
    assert person.get(path).status == 404


def test_refuses_a_version_that_is_no_text(program):
    answer = program.get("/policies/privacy/changes?from.day=1")
    assert (answer.status, answer.json["errors"][0]["field"]) == (422, "from")


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("/privacy", "privacy"),
        ("/shop/privacy_policy", "privacy"),
        ("/customer-service/purchasing", "terms"),
    ],
)
def test_sends_on_from_the_addresses_the_policies_are_known_by(person, path, policy):
    answer = person.get(path)
    assert (answer.status, answer.headers["location"]) == (308, f"/policies/{policy}")


def test_reads_no_database(program):
    before = len(CALLS)
    for path in ("", "/privacy", "/privacy/versions", "/privacy/changes"):
        program.get(f"/policies{path}")
    assert CALLS[before:] == []


def test_loads_neither_the_aws_sdk_nor_anything_else_that_is_heavy():
    done = subprocess.run(
        [sys.executable, "-c", READ_ALL],
        cwd=ROOT,
        env=os.environ | {"PYTHONPATH": f"{ROOT}{os.pathsep}{ROOT / 'layers' / 'shop'}"},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.splitlines()[-1] == ""
