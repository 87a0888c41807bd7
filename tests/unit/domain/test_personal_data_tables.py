from shop.domain.personal_data_buying import BUYING
from shop.domain.personal_data_people import PEOPLE
from shop.domain.personal_data_tables import TABLES


def test_has_every_table_once():
    assert list(TABLES) == [table.name for table in (*BUYING, *PEOPLE)]
    assert len(TABLES) == len(BUYING) + len(PEOPLE)
