"""The list of the most used passwords that the layer carries."""

import subprocess
import sys
from pathlib import Path

import pytest

from shop.domain.errors import InvalidFields
from shop.domain.passwords import PasswordContext, new_password
from shop.gateways import common_passwords as gateway
from shop.gateways.common_passwords import common_passwords

FOLDER = Path(gateway.__file__).parent.parent / "passwords"


def test_holds_ten_thousand_passwords_in_small_letters():
    found = common_passwords()
    assert len(found) == 10_000
    assert all(word == word.lower() and len(word) >= 4 for word in found)
    assert {"password", "123456", "qwerty123456", "leavemealone"} <= found


def test_says_where_it_is_from_and_carries_the_licence():
    assert "zxcvbn 4.5.0" in (FOLDER / "common.txt").read_text(encoding="utf-8")
    assert "MIT License" in (FOLDER / "LICENSE.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "typed", ["leavemealone", "Sunshine2026!", "iloveyou-forever", "P@ssw0rd1234"]
)
def test_what_people_really_use_is_refused(typed: str):
    with pytest.raises(InvalidFields):
        new_password(typed, PasswordContext("casey@example.com"), common_passwords())


def test_is_not_read_before_a_password_is_set():
    code = (
        "import shop.gateways.common_passwords as found;"
        "print(found.common_passwords.cache_info().currsize)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        env={"PYTHONPATH": str(FOLDER.parent.parent)},
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "0\n"
