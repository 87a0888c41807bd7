"""`python -m tools.desk`, `make desk` and `desk`: the operators' terminal."""

import sys

from tools.local_cloud.place import PROJECT

sys.path[:0] = [str(PROJECT), str(PROJECT / "layers/shop")]

from tools.desk.commands import desk  # noqa: E402 - what the shop's rules need is found from here on

if __name__ == "__main__":
    desk(prog_name="desk")
