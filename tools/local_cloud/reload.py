"""Put saved changes live while the shop runs."""

import time
from pathlib import Path

from tools.local_cloud import routes
from tools.local_cloud.artifacts import Template, deployed_template, update, update_stack
from tools.local_cloud.deployment import SOURCES, TEMPLATE, files
from tools.local_cloud.place import PROJECT, Place
from tools.local_cloud.progress import Failure, complain, say
from tools.local_cloud.warming import warm_up

POLL_SECONDS = 0.4
# How many changed files are named in a line.
NAMED = 3

type Snapshot = dict[Path, tuple[int, int]]


def watch(place: Place, before: Snapshot) -> None:
    """Put everything that is saved after the snapshot `before` live, until interrupted."""
    pending: frozenset[Path] = frozenset()
    while True:
        after = snapshot()
        changed = frozenset(path for path, _ in before.items() ^ after.items())
        before = after
        if changed:
            # What failed is tried again with the next change, so that nothing is left behind.
            pending = put_live(place, pending | changed)
        time.sleep(POLL_SECONDS)


def snapshot() -> Snapshot:
    """Return when each source was saved and how long it is."""
    found: Snapshot = {}
    for path in (path for name in SOURCES for path in files(PROJECT / name)):
        try:
            status = path.stat()
        except FileNotFoundError:  # an editor replaced it this very moment
            continue
        found[path] = (status.st_mtime_ns, status.st_size)
    return found


def put_live(place: Place, changed: frozenset[Path]) -> frozenset[Path]:
    """Update the stack; return the changes that could not be put live."""
    started = time.monotonic()
    say(f"- {describe(changed)} changed ...")
    before = deployed_template(place)
    try:
        rebuilt = update(place, TEMPLATE, changed)
        connect(place)
    except Failure as failure:
        complain(f"  not live: {failure}")
        go_back(place, before)
        return changed
    seconds = time.monotonic() - started
    say(f"  live after {seconds:.1f} s ({', '.join(rebuilt) or 'template only'})")
    return frozenset()


def connect(place: Place) -> None:
    """Bring the routes up to date and start what was changed."""
    routes.synchronise(place)
    warm_up(place)


def go_back(place: Place, before: Template) -> None:
    """Put the former version live again if the broken one already was."""
    if deployed_template(place) == before:
        return
    try:
        update_stack(place, before)
        connect(place)
    except Failure as failure:
        complain(f"  nor is the former version: {failure}")


def describe(changed: frozenset[Path]) -> str:
    """Name the first of the changed files and count the others."""
    names = sorted(str(path.relative_to(PROJECT)) for path in changed)
    rest = f" and {len(names) - NAMED} more" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + rest
