from shop.domain.countries import COUNTRIES, by_name, country_name


def test_every_code_is_two_capital_letters_and_has_one_name():
    assert len(COUNTRIES) == 249
    assert all(len(code) == 2 and code.isalpha() and code.isupper() for code in COUNTRIES)
    assert len(set(COUNTRIES.values())) == len(COUNTRIES)
    assert all(name == name.strip() for name in COUNTRIES.values())


def test_a_country_is_called_by_its_name():
    assert country_name("GB") == "United Kingdom"


def test_an_unknown_code_is_its_own_name():
    assert country_name("XX") == "XX"


def test_lists_countries_by_name():
    assert by_name(frozenset(("US", "FR", "GB"))) == (
        ("FR", "France"),
        ("GB", "United Kingdom"),
        ("US", "United States"),
    )
