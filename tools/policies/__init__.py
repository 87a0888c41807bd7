"""Publishing the shop's policies; run `python -m tools.policies --help`."""
