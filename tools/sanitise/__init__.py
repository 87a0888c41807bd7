"""A set of data for developers: the shop's goods and books, without anything about a person."""
