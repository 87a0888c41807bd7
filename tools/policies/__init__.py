"""Publishing the shop's policies; run `python -m tools.policies --help`."""

import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
_LAYER = str(PROJECT / "layers/shop")
# The same import path as in the tests, where pytest sets it.
if _LAYER not in sys.path:
    sys.path.insert(0, _LAYER)
