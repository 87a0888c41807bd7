from shop.gateways import settings


def test_come_from_the_template():
    assert settings.SITE_URL == "http://shop.localhost:3000"
    assert settings.SHOP.name == "CTBusters"
    assert settings.SHOP.email.endswith("@example.com")
    assert settings.STAGE == "dev"
    assert settings.VERSION


def test_the_postal_address_of_the_example_is_clearly_none():
    assert "example" in settings.SHOP.postal_address


def test_absolute_addresses_begin_with_the_sites_own():
    assert settings.url("/verify?token=x") == "http://shop.localhost:3000/verify?token=x"
