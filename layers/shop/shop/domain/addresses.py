"""Postal addresses, and what is wrong with one."""

from dataclasses import dataclass, fields, replace

from shop.domain.countries import COUNTRIES
from shop.domain.errors import FieldError
from shop.domain.shipping import SHIPS_TO

LONGEST_LINE = 100
PLEASE_FILL_IN = "Please fill this in."
_NEEDED = ("name", "line1", "city", "country")
# Ireland's post does not ask for an Eircode; of other countries the shop knows too little.
_NEED_POSTAL_CODE = SHIPS_TO - {"IE"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Address:
    """Where post reaches somebody; `country` is an ISO 3166-1 alpha-2 code."""

    name: str
    line1: str
    line2: str = ""
    city: str
    region: str = ""
    postal_code: str = ""
    country: str


def tidy(address: Address) -> Address:
    """Return an address without needless space; no field of it can hold a line break."""
    values = {f.name: " ".join(getattr(address, f.name).split()) for f in fields(address)}
    return replace(address, **values | {"country": values["country"].upper()})


def mistakes_in(address: Address, prefix: str = "") -> list[FieldError]:
    """Return what is wrong with a tidy address; `prefix` is the field it was given in."""
    where = f"{prefix}." if prefix else ""
    return [
        FieldError(f"{where}{field.name}", message)
        for field in fields(address)
        if (message := _mistake(field.name, getattr(address, field.name), address.country))
    ]


def _mistake(name: str, value: str, country: str) -> str | None:
    if not value:
        needed = name in _NEEDED or (name == "postal_code" and country in _NEED_POSTAL_CODE)
        return PLEASE_FILL_IN if needed else None
    if len(value) > LONGEST_LINE:
        return f"Use at most {LONGEST_LINE} characters."
    if name == "country" and value not in COUNTRIES:
        return "Choose a country from the list."
    return None
