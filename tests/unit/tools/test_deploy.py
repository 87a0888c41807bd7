import pytest

from tests.support.template import template
from tools.deploy import architecture, marked


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


def test_a_new_value_of_a_parameter_is_a_new_version():
    before = marked("Stage=prod SiteUrl=https://shop.example.com")
    after = marked("Stage=prod SiteUrl=https://shop.example.com StripeSecretKeyName=shop-key")

    assert before.startswith("Stage=prod SiteUrl=https://shop.example.com ShopVersion=0.1.0+")
    assert before.split("ShopVersion=")[1] != after.split("ShopVersion=")[1]
    assert before == marked("Stage=prod SiteUrl=https://shop.example.com")


def test_a_stages_own_version_keeps_its_number():
    found = marked("Stage=prod ShopVersion=2.1.0 ShopName=Lamps")
    assert found.startswith("Stage=prod ShopName=Lamps ShopVersion=2.1.0+")
    assert found.count("ShopVersion=") == 1


def test_the_version_without_one_is_the_templates():
    default = template()["Parameters"]["ShopVersion"]["Default"]
    assert f"ShopVersion={default}+" in marked("Stage=dev")
