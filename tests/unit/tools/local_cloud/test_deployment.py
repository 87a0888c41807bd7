from tools.local_cloud.deployment import digest, files
from tools.local_cloud.place import PROJECT


def test_leaves_out_caches_and_what_editors_leave_behind(tmp_path):
    for name in ("app.py", "__pycache__/app.pyc", ".app.py.swp"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        path.touch()
    assert list(files(tmp_path)) == [tmp_path / "app.py"]
    assert list(files(tmp_path / "no-such-folder")) == []


def test_knows_a_change_of_files_or_settings_from_none():
    paths = [PROJECT / "template.yaml", PROJECT / "samconfig.toml"]
    same = digest(paths, {"Stage": "local"})
    assert digest(paths, {"Stage": "local"}) == same
    assert digest(paths[:1], {"Stage": "local"}) != same
    assert digest(paths, {"Stage": "dev"}) != same
