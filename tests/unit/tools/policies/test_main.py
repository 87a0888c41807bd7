import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from shop.domain.policy_changes import coming
from shop.gateways.policy_changes import read_changes
from tools.policies.__main__ import main
from tools.policies.publishing import FOLDER, MATERIAL_FILE, read_record

TO_NOBODY = ("--material", "--without-notice")


@pytest.fixture
def folder(tmp_path):
    return shutil.copytree(FOLDER, tmp_path / "policies")


def add_a_sentence(folder: Path) -> None:
    source = folder / "terms" / "source.md"
    source.write_text(source.read_text("utf-8") + "\nOne more sentence.\n", "utf-8")


def test_says_nothing_where_nothing_has_changed(folder, capsys):
    assert main(["check"], folder) == 0
    assert capsys.readouterr().out == ""


def test_names_what_has_changed_and_the_command_that_publishes_it(folder, capsys):
    add_a_sentence(folder)
    assert main(["check"], folder) == 1
    assert capsys.readouterr().out.startswith("terms: ")


def test_publishes_what_has_changed(folder, capsys):
    before = set(read_record(folder))
    add_a_sentence(folder)
    assert main(["publish", "--summary", "One more sentence.", *TO_NOBODY], folder) == 0
    (published,) = set(read_record(folder)) - before
    assert capsys.readouterr().out == f"published {published}\n"
    assert "material: yes" in (folder / published).read_text("utf-8")


def test_refuses_a_material_change_that_customers_could_not_be_told_of_in_time(folder, capsys):
    before = read_record(folder)
    add_a_sentence(folder)
    soon = (datetime.now(UTC) + timedelta(days=13)).date().isoformat()
    for more in ([], ["--effective-from", soon]):
        assert main(["publish", "--summary", "More.", "--material", *more], folder) == 1
        assert "at least 14 days before" in capsys.readouterr().out
    assert read_record(folder) == before

    late = (datetime.now(UTC) + timedelta(days=14)).date()
    arguments = ["--material", "--effective-from", late.isoformat()]
    assert main(["publish", "--summary", "More.", *arguments], folder) == 0
    assert "terms" in {
        change.policy
        for change in coming(read_changes(folder / MATERIAL_FILE), late - timedelta(days=1))
    }


def test_lets_a_version_take_effect_later(folder):
    add_a_sentence(folder)
    arguments = ["publish", "--summary", "One more sentence.", "--effective-from", "2100-01-01"]
    assert main(arguments, folder) == 0
    newest = max(folder.glob("terms/2*.md"), key=lambda path: path.stat().st_mtime_ns)
    assert "effective_from: 2100-01-01" in newest.read_text("utf-8")


def test_says_in_words_that_a_version_would_overtake_another(folder, capsys):
    add_a_sentence(folder)
    later = ["--summary", "More.", "--effective-from", "2100-01-01"]
    assert main(["publish", *later], folder) == 0
    add_a_sentence(folder)
    assert main(["publish", "--summary", "More."], folder) == 1
    assert "is to take effect first" in capsys.readouterr().out


def test_publishes_nothing_where_nothing_has_changed(folder, capsys):
    before = read_record(folder)
    assert main(["publish", "--summary", "Nothing."], folder) == 0
    assert capsys.readouterr().out == "nothing has changed since the newest versions\n"
    assert read_record(folder) == before
