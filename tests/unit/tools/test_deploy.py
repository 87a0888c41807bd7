import pytest

from tools.deploy import architecture


@pytest.mark.parametrize(
    ("overrides", "found"),
    [
        ("Stage=dev Architecture=x86_64 SiteUrl=https://shop.example.com", "x86_64"),
        ("Architecture=arm64", "arm64"),
        ("Stage=prod", "arm64"),
    ],
)
def test_builds_for_the_architecture_that_is_deployed(overrides, found):
    assert architecture({"parameter_overrides": overrides}) == found
