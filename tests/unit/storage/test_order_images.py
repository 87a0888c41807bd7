from shop.domain.orders import placed
from shop.storage.order_images import event_in, order_in
from shop.storage.orders import event_row, row_of
from tests.support.returns import SHIPPED

ORDER = row_of(SHIPPED).serialize()
EVENT = event_row(SHIPPED, placed(SHIPPED)).serialize()


def test_the_stream_shows_orders_and_events():
    assert order_in(ORDER) == SHIPPED
    assert order_in(EVENT) is None
    assert event_in(EVENT) == (SHIPPED.number, SHIPPED.version, placed(SHIPPED))
    assert event_in(ORDER) is None
