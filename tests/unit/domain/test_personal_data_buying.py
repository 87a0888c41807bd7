from shop.domain.personal_data import About
from shop.domain.personal_data_buying import BUYING


def test_an_order_keeps_its_amounts_and_loses_whose_it_is():
    (orders,) = [table for table in BUYING if table.name == "OrdersTable"]
    scrubbed = orders.scrubbed()
    assert {"email", "billing_address", "shipping_address", "customer_id"} <= scrubbed.keys()
    assert not {"number", "lines", "subtotal_pence", "taxes", "placed_at"} & scrubbed.keys()


def test_goods_tell_of_nobody():
    goods = ("ProductsTable", "PriceHistoryTable", "ImportsTable", "ProductTermsTable")
    for table in BUYING:
        if table.name in goods:
            linked = {n for n, found in table.attributes.items() if found.about != About.NOBODY}
            # Which of the shop's own people imported goods, and took an import back.
            assert linked <= {"actor", "undone_by"}
