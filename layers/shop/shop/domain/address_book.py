"""The addresses a customer keeps in the account."""

from dataclasses import dataclass

from shop.domain.addresses import Address


@dataclass(frozen=True, slots=True)
class SavedAddress:
    """One address of a customer's; `address_id` names it among that customer's only."""

    address_id: str
    address: Address
