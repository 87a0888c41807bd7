import pytest

from tools.local_cloud.place import PROJECT, Place, from_environment


def test_is_on_port_3000_unless_told_otherwise(monkeypatch):
    monkeypatch.delenv("LOCAL_PORT", raising=False)
    monkeypatch.delenv("LOCAL_FOLDER", raising=False)
    assert from_environment() == Place(port=3000, folder=PROJECT / ".local")


def test_is_where_the_environment_says(monkeypatch, tmp_path):
    monkeypatch.setenv("LOCAL_PORT", "3456")
    monkeypatch.setenv("LOCAL_FOLDER", str(tmp_path))
    place = from_environment()
    assert place.site_url == "http://shop.localhost:3456"
    assert place.endpoint == "http://127.0.0.1:3456"
    assert place.folder == tmp_path


@pytest.mark.parametrize("name", ["AWS_PROFILE", "AWS_SESSION_TOKEN", "AWS_ROLE_ARN"])
def test_never_uses_the_developers_own_aws_account(monkeypatch, tmp_path, name):
    monkeypatch.setenv(name, "production")
    environment = Place(port=3000, folder=tmp_path).environment()
    assert name not in environment
    assert environment["AWS_ENDPOINT_URL"] == "http://127.0.0.1:3000"
