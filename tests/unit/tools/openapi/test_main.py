import os

import pytest

from tools.openapi import document
from tools.openapi.__main__ import main
from tools.openapi.environment import fill_environment


def test_checks_the_file_without_writing_it(capsys):
    before = document.FILE.read_bytes()
    code = main(["--check"])
    assert code == (0 if before.decode() == document.render() else 1)
    assert document.FILE.read_bytes() == before
    assert bool(capsys.readouterr().err) == bool(code)


def test_an_unknown_option_is_refused(capsys):
    with pytest.raises(SystemExit):
        main(["--chekc"])
    assert "usage" in capsys.readouterr().err


def test_leaves_the_variables_that_are_set(monkeypatch):
    monkeypatch.setenv("SHOP_NAME", "Another")
    monkeypatch.delenv("SHOP_VERSION")
    fill_environment()
    assert (os.environ["SHOP_NAME"], os.environ["SHOP_VERSION"]) == ("Another", "1")


def test_the_document_is_the_same_each_time():
    assert document.render() == document.render()
