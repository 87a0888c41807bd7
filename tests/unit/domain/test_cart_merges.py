"""Two carts becoming one."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from shop.domain.cart_merges import merge
from shop.domain.carts import MOST_LINES, Cart, CartLine, Merged, Units
from shop.domain.catalogue import LARGEST_QUANTITY

EMPTY = Cart(cart_id="customer#1", version=7)


def cart_of(units: dict[str, int], **changes: object) -> Cart:
    lines = tuple(CartLine(sku, quantity, 100) for sku, quantity in units.items())
    return replace(EMPTY, lines=lines, **changes)


def units_in(cart: Cart) -> dict[str, int]:
    return {line.sku: line.quantity for line in cart.lines}


def told(some: tuple[Units, ...]) -> dict[str, int]:
    return {units.sku: units.quantity for units in some}


CARTS = st.dictionaries(
    st.integers(1, 30).map("P{}".format), st.integers(1, LARGEST_QUANTITY), max_size=MOST_LINES
).map(cart_of)
SMALL_CARTS = st.dictionaries(
    st.sampled_from("ABCDEFGH"), st.integers(1, LARGEST_QUANTITY // 2), max_size=8
).map(cart_of)


def test_merging_keeps_what_the_customer_had_first():
    mine = replace(EMPTY, lines=(CartLine("A", 1, 100),), promotion="MINE", review="{}")
    theirs = replace(EMPTY, lines=(CartLine("B", 2, 50), CartLine("A", 3, 90)), promotion="THEIRS")

    merged = merge(mine, theirs)

    assert merged.lines == (CartLine("A", 4, 90), CartLine("B", 2, 50))
    assert (merged.version, merged.review, merged.promotion) == (8, None, "MINE")
    assert merged.merged == Merged((Units("B", 2), Units("A", 3)))
    assert merge(EMPTY, theirs).promotion == "THEIRS"


def test_what_is_over_99_units_is_left_out_and_told():
    merged = merge(cart_of({"A": 60, "B": 99}), cart_of({"A": 60, "B": 1}))

    assert units_in(merged) == {"A": 99, "B": 99}
    assert merged.merged == Merged((Units("A", 39),), (Units("A", 21), Units("B", 1)))


def test_what_is_over_20_products_is_left_out_and_told():
    mine = cart_of({f"P{n}": 1 for n in range(MOST_LINES - 1)})

    merged = merge(mine, cart_of({"NEW-1": 1, "NEW-2": 2, "P0": 3}))

    assert len(merged.lines) == MOST_LINES
    assert merged.merged == Merged((Units("NEW-1", 1), Units("P0", 3)), (Units("NEW-2", 2),))


def test_a_cart_without_goods_brings_nothing_to_tell():
    earlier = Merged((Units("A", 1),))

    assert merge(EMPTY, EMPTY).merged is None
    assert merge(replace(EMPTY, merged=earlier), EMPTY).merged == earlier


@given(CARTS, CARTS)
def test_every_unit_is_either_in_the_cart_or_told_as_left_out(mine, anonymous):
    after = merge(mine, anonymous)
    merged = after.merged or Merged()
    added, left_out = told(merged.added), told(merged.left_out)

    assert len(after.lines) <= MOST_LINES
    assert all(1 <= quantity <= LARGEST_QUANTITY for quantity in units_in(after).values())
    for sku, quantity in units_in(anonymous).items():
        assert added.get(sku, 0) + left_out.get(sku, 0) == quantity
    for sku, quantity in units_in(after).items():
        assert quantity == units_in(mine).get(sku, 0) + added.get(sku, 0)
    assert units_in(after).keys() >= units_in(mine).keys()


@given(SMALL_CARTS, SMALL_CARTS)
def test_within_the_limits_it_does_not_matter_which_cart_joins_which(one, other):
    assert units_in(merge(one, other)) == units_in(merge(other, one))


@given(CARTS)
def test_an_empty_cart_changes_no_units_either_way(cart):
    assert units_in(merge(cart, EMPTY)) == units_in(merge(EMPTY, cart)) == units_in(cart)


@given(CARTS, CARTS)
def test_what_was_left_out_finds_no_room_a_second_time(mine, anonymous):
    after = merge(mine, anonymous)
    left_out = told(after.merged.left_out) if after.merged else {}

    assert units_in(merge(after, cart_of(left_out))) == units_in(after)
