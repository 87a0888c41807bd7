"""The most used passwords: a file of this layer, read where a password is set and nowhere else."""

from functools import cache
from pathlib import Path

_FILE = Path(__file__).parent.parent / "passwords/common.txt"


@cache
def common_passwords() -> frozenset[str]:
    """Return the most used passwords, in small letters; the file says where it is from."""
    lines = _FILE.read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if not line.startswith("# "))
