from tools.policies.__main__ import main


def test_finds_the_shops_own_policies_published(capsys):
    assert main(["check"]) == 0
    assert capsys.readouterr().out == ""


def test_publishes_nothing_new_where_nothing_has_changed(capsys):
    assert main(["publish", "--summary", "Nothing."]) == 0
    assert "nothing has changed" in capsys.readouterr().out
