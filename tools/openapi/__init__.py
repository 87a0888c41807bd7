"""Writes docs/openapi.json from the routes, the handlers' signatures and what they answer."""
