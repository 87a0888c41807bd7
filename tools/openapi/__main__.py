"""`python -m tools.openapi`: write docs/openapi.json, or `--check` that it is as the code says."""

import argparse
import sys

from tools.openapi.environment import fill_environment


def main(arguments: list[str]) -> int:
    """Write or check the file and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.openapi", description=__doc__)
    parser.add_argument("--check", action="store_true", help="fail when the file is stale")
    options = parser.parse_args(arguments)
    fill_environment()
    from tools.openapi.document import FILE, render  # noqa: PLC0415 - reads the variables

    text = render()
    if not options.check:
        FILE.write_text(text, encoding="utf-8")
        print(f"wrote {FILE.name}")
        return 0
    if FILE.exists() and FILE.read_text(encoding="utf-8") == text:
        return 0
    print(f"{FILE.name} is not as the code says; write it: make openapi", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.path[:0] = ["layers/shop"]
    sys.exit(main(sys.argv[1:]))
