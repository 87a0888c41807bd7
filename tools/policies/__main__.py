"""`python -m tools.policies`: tell which policies have changed, or publish new versions."""

import argparse
import sys
from datetime import UTC, date, datetime
from pathlib import Path

from tools.policies.publishing import (
    FOLDER,
    Overtaking,
    Publication,
    ShortNotice,
    changed,
    code_values,
    publish,
    refuse_short_notice,
)


def main(arguments: list[str], folder: Path = FOLDER) -> int:
    """Run one of the two commands on a folder of policies and return the exit code."""
    options = _parser().parse_args(arguments)
    if options.command == "publish":
        return _publish(folder, options)
    names = changed(folder, code_values())
    for name in names:
        print(f"{name}: the source or the code's numbers have changed since it was published")
    if names:
        print('publish the change: python -m tools.policies publish --summary "what changed"')
    return 1 if names else 0


def _publish(folder: Path, options: argparse.Namespace) -> int:
    today = datetime.now(UTC).date()
    publication = Publication(
        on=today,
        effective_from=options.effective_from or today,
        material=options.material,
        summary=options.summary,
    )
    try:
        if not options.without_notice:
            refuse_short_notice(folder, changed(folder, code_values()), publication)
        written = publish(folder, code_values(), publication)
    except (Overtaking, ShortNotice) as refusal:
        print(refusal)
        return 1
    for path in written:
        print(f"published {path.relative_to(folder)}")
    if not written:
        print("nothing has changed since the newest versions")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m tools.policies", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("check", help="name the policies that need a new version; exit 1 if any")
    command = commands.add_parser("publish", help="freeze and record new versions of what changed")
    command.add_argument("--summary", required=True, help="one sentence: what changed")
    command.add_argument("--material", action="store_true", help="the change matters to customers")
    command.add_argument(
        "--effective-from", type=date.fromisoformat, metavar="DATE", help="today, unless told"
    )
    command.add_argument(
        "--without-notice", action="store_true", help="there are no customers yet to be told"
    )
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
