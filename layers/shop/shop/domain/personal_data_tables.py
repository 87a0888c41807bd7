"""Every table by its name, with the declaration of each of its attributes."""

from shop.domain.personal_data import Table
from shop.domain.personal_data_buying import BUYING
from shop.domain.personal_data_people import PEOPLE

TABLES: dict[str, Table] = {found.name: found for found in (*BUYING, *PEOPLE)}
