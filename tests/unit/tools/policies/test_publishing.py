import json
from dataclasses import replace
from datetime import date

import pytest

from shop.domain.policies import POLICY_NAMES
from shop.web.cookies import COOKIES
from tools.policies import publishing
from tools.policies.publishing import Publication

SOURCE = """---
title: A policy
---

## Part {#part}

Kept for {{PERIOD}}, says {{shop_name}}.
"""
NOW = Publication(
    on=date(2026, 1, 5),
    effective_from=date(2026, 2, 1),
    material=True,
    summary="First version.",
)
FIRST = {"PERIOD": "30 days"}


@pytest.fixture
def folder(tmp_path):
    for name in POLICY_NAMES:
        (tmp_path / name).mkdir()
        (tmp_path / name / "source.md").write_text(SOURCE, "utf-8")
    return tmp_path


def test_freezes_the_codes_numbers_and_leaves_the_settings_open(folder):
    publishing.publish(folder, FIRST, NOW)
    assert (folder / "terms" / "2026-01-05.md").read_text("utf-8") == (
        "---\ntitle: A policy\nversion: 2026-01-05\neffective_from: 2026-02-01\nmaterial: yes\n"
        "summary: First version.\n---\n\n## Part {#part}\n\nKept for 30 days, says {{shop_name}}.\n"
    )


def test_records_the_fingerprint_of_every_version(folder):
    written = publishing.publish(folder, FIRST, NOW)
    record = json.loads((folder / "published.json").read_text("utf-8"))
    assert record == publishing.read_record(folder)
    assert record == {
        f"{path.parent.name}/{path.name}": publishing.fingerprint(path) for path in written
    }


def test_lists_the_material_versions_with_what_each_replaced(folder):
    publishing.publish(folder, FIRST, NOW)
    minor = replace(NOW, on=date(2026, 1, 6), material=False)
    publishing.publish(folder, {"PERIOD": "31 days"}, minor)
    publishing.publish(folder, {"PERIOD": "32 days"}, replace(NOW, on=date(2026, 1, 7)))
    listed = json.loads((folder / "material.json").read_text("utf-8"))
    terms = [(e["version"], e["replaces"]) for e in listed if e["policy"] == "terms"]
    assert terms == [("2026-01-05", None), ("2026-01-07", "2026-01-06")]


def test_the_first_version_of_a_policy_needs_no_notice(folder):
    soon = replace(NOW, effective_from=NOW.on)
    publishing.refuse_short_notice(folder, ["terms"], soon)
    publishing.publish(folder, FIRST, soon)
    publishing.refuse_short_notice(folder, ["terms"], replace(soon, material=False))
    with pytest.raises(publishing.ShortNotice):
        publishing.refuse_short_notice(folder, ["terms"], soon)


def test_no_version_takes_effect_before_one_that_was_published_earlier(folder):
    publishing.publish(folder, FIRST, NOW)
    sooner = replace(NOW, effective_from=date(2026, 1, 31), material=False)
    with pytest.raises(publishing.Overtaking, match="2026-01-05"):
        publishing.publish(folder, {"PERIOD": "31 days"}, sooner)
    assert len(publishing.read_record(folder)) == len(POLICY_NAMES)


def test_publishes_nothing_when_nothing_has_changed(folder):
    publishing.publish(folder, FIRST, NOW)
    assert publishing.changed(folder, FIRST) == []
    assert publishing.publish(folder, FIRST, NOW) == []


def test_tells_that_a_number_has_changed(folder):
    publishing.publish(folder, FIRST, NOW)
    assert publishing.changed(folder, {"PERIOD": "31 days"}) == list(POLICY_NAMES)


def test_tells_that_a_source_has_changed(folder):
    publishing.publish(folder, FIRST, NOW)
    (folder / "terms" / "source.md").write_text(SOURCE.replace("Kept", "Stored"), "utf-8")
    assert publishing.changed(folder, FIRST) == ["terms"]


def test_leaves_the_old_version_as_it_was_when_it_publishes_a_new_one(folder):
    publishing.publish(folder, FIRST, NOW)
    before = (folder / "terms" / "2026-01-05.md").read_bytes()
    publishing.publish(folder, {"PERIOD": "31 days"}, NOW)
    assert (folder / "terms" / "2026-01-05.md").read_bytes() == before
    assert "Kept for 31 days" in (folder / "terms" / "2026-01-05.2.md").read_text("utf-8")
    assert len(publishing.read_record(folder)) == 2 * len(POLICY_NAMES)


def test_refuses_a_tenth_version_in_one_day(folder):
    for number in range(9):
        publishing.publish(folder, {"PERIOD": f"{number} days"}, NOW)
    with pytest.raises(FileExistsError):
        publishing.publish(folder, FIRST, NOW)


def test_fills_the_tables_from_the_shops_own_cookies():
    values = publishing.code_values()
    assert all(f"`{cookie.name}`" in values["cookies"] for cookie in COOKIES)
