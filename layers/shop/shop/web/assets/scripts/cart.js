// The cart: quantities without reload. Tell the count by the event "cart-units" (see docs/design.md).
