from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from shop.domain.order_sums import OrderLine, Sums, sums_of, tax_lines, with_discount
from shop.domain.tax import TaxPart, tax_part

LINES = st.lists(
    st.builds(
        OrderLine,
        sku=st.just("A"),
        name=st.just("A"),
        quantity=st.integers(1, 99),
        unit_price_pence=st.integers(1, 10**7),
        tax_rate_basis_points=st.sampled_from([0, 500, 810, 2_000]),
    ),
    min_size=1,
    max_size=20,
)
BOOK = OrderLine("BOOK", "Book", 1, 1_000, "zero", 0)
LAMP = OrderLine("LAMP", "Lamp", 3, 1_000)


@st.composite
def baskets(draw: st.DrawFn) -> tuple[OrderLine, ...]:
    lines = draw(LINES)
    most = sum(line.total_pence for line in lines)
    return with_discount(lines, draw(st.integers(0, most) | st.just(most)))


def test_a_line_costs_its_units():
    assert OrderLine("A", "A", 3, 1999).total_pence == 5997


@given(LINES, st.data())
def test_a_discount_is_spread_over_lines_without_a_penny_lost(lines, data):
    discount = data.draw(st.integers(0, sum(line.total_pence for line in lines)))
    spread = with_discount(lines, discount)
    assert sum(line.discount_pence for line in spread) == discount
    assert all(0 <= line.discount_pence <= line.total_pence for line in spread)
    assert [replace(line, discount_pence=0) for line in spread] == lines


@given(baskets(), st.integers(0, 10**5))
def test_the_parts_of_any_order_sum_up_where_prices_include_tax(lines, shipping_pence):
    sums = sums_of(lines, shipping_pence)
    listed = sums.subtotal_pence - sums.discount_pence + sums.shipping_pence
    assert sums.total_pence == listed == sum(part.gross_pence for part in sums.taxes)
    assert sums.tax_pence == sum(part.tax_pence for part in sums.taxes) <= sums.total_pence


@given(baskets(), st.integers(0, 10**5))
def test_the_parts_of_any_order_sum_up_where_tax_is_added(lines, shipping_pence):
    sums = sums_of(lines, shipping_pence, prices_include_tax=False)
    listed = sums.subtotal_pence - sums.discount_pence + sums.shipping_pence
    assert listed == sum(part.net_pence for part in sums.taxes)
    assert sums.total_pence == listed + sums.tax_pence
    assert sums.total_pence == sum(part.gross_pence for part in sums.taxes)


@given(baskets(), st.integers(0, 10**5), st.booleans())
def test_tax_is_rounded_once_for_each_rate(lines, shipping_pence, is_included):
    sums = sums_of(lines, shipping_pence, prices_include_tax=is_included)
    assert [part.rate_basis_points for part in sums.taxes] == sorted(
        {line.tax_rate_basis_points for line in lines}, reverse=True
    )
    for part in sums.taxes:
        amount = part.gross_pence if is_included else part.net_pence
        assert part == tax_part(amount, part.rate_basis_points, is_included=is_included)


def test_shipping_is_taxed_as_the_goods_it_brings():
    assert sums_of((LAMP, BOOK), 400).taxes == (TaxPart(2_000, 2_750, 550), TaxPart(0, 1_100, 0))
    assert sums_of((BOOK,), 400).taxes == (TaxPart(0, 1_400, 0),)


def test_shipping_of_goods_that_cost_nothing_is_taxed_by_their_prices():
    lines = with_discount((LAMP, BOOK), 4_000)
    assert sums_of(lines, 400) == Sums(
        subtotal_pence=4_000,
        discount_pence=4_000,
        shipping_pence=400,
        taxes=(TaxPart(2_000, 250, 50), TaxPart(0, 100, 0)),
    )


def test_a_discount_lowers_the_tax_of_what_it_is_taken_off():
    lines = with_discount((LAMP, BOOK), 400)
    assert [line.discount_pence for line in lines] == [300, 100]
    assert sums_of(lines, 0).taxes == (TaxPart(2_000, 2_250, 450), TaxPart(0, 900, 0))


def test_tax_is_added_where_prices_do_not_include_it():
    sums = sums_of((LAMP, BOOK), 400, prices_include_tax=False)
    assert sums.taxes == (TaxPart(2_000, 3_300, 660), TaxPart(0, 1_100, 0))
    assert (sums.tax_pence, sums.total_pence) == (660, 5_060)


def test_the_tax_is_said_for_each_rate():
    assert tax_lines(sums_of((LAMP, BOOK), 400)) == (
        ("of which VAT at 20% on £27.50", "£5.50"),
        ("of which VAT at 0% on £11.00", "£0.00"),
    )
    assert tax_lines(sums_of((LAMP,), 0, prices_include_tax=False)) == (
        ("VAT at 20% on £30.00", "£6.00"),
    )
