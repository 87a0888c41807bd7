"""`python -m tools.local_cloud`: run the whole shop on this machine; see `make help`."""

import argparse
import os
import shutil
import signal
import sys
from collections.abc import Callable
from types import FrameType

import httpx
from botocore.exceptions import BotoCoreError, ClientError

from tools.local_cloud import routes, server
from tools.local_cloud.clients import stack
from tools.local_cloud.deployment import build, deploy, only_one_at_a_time
from tools.local_cloud.logs import follow
from tools.local_cloud.mails import print_mails
from tools.local_cloud.place import PROJECT, Place, from_environment
from tools.local_cloud.progress import Failure, complain, say, step
from tools.local_cloud.reload import snapshot, watch
from tools.local_cloud.seeding import allow_mails, seed
from tools.local_cloud.warming import warm_up

# What `make` puts on PATH; without it, it was not `make` that called.
TOOLS = ("sam", "python3.13", "make")


def run(place: Place) -> None:
    """Serve in the foreground, put saved changes live, stop everything at Ctrl-C."""
    if server.is_running(place):
        raise Failure("The shop is already running in the background; stop it with `make down`.")
    before = snapshot()
    try:
        bring_up(place)
        say("Saved changes are live within seconds. Ctrl-C stops the shop.")
        watch(place, before)
    finally:
        signal.signal(signal.SIGINT, signal.SIG_IGN)
        server.stop(place)
        say("Stopped.")


def up(place: Place) -> None:
    """Serve in the background; bring what already runs up to date."""
    try:
        bring_up(place)
    except Exception:
        server.stop(place)
        raise


def bring_up(place: Place) -> None:
    """Start, deploy, seed and warm the shop, each only if need be, and tell where it is."""
    check_tools()
    if not server.is_running(place):
        with step("Starting the local cloud"):
            server.start(place)
    deploy(place)
    with step("Connecting the routes and starting the functions"):
        routes.synchronise(place)
        allow_mails(place)
        warm_up(place)
    seed(place)
    announce(place)


def check_tools() -> None:
    """Refuse to begin what cannot be finished.

    Raises:
        Failure: A command is missing.
    """
    missing = [tool for tool in TOOLS if shutil.which(tool) is None]
    if missing:
        raise Failure(f"{missing[0]} is not installed; `make up` installs what it can.")


def announce(place: Place) -> None:
    """Print the addresses."""
    say()
    say(f"The shop:   {place.site_url}")
    say(f"Order desk: {place.desk_url}")
    say(f"Sent mails: {place.endpoint}/_ministack/ses/messages (readable: make mail)")


def down(place: Place) -> None:
    """Stop what runs in the background; its data are kept."""
    say("Stopped." if server.stop(place) else "The shop was not running.")


def report(place: Place) -> None:
    """Tell whether the shop runs and where."""
    if server.is_running(place) and stack(place):
        announce(place)
    else:
        say("The shop is not running.")


def running(command: Callable[[Place], None]) -> Callable[[Place], None]:
    """Make a command refuse when there is nothing to work on."""

    def checked(place: Place) -> None:
        if not (server.is_running(place) and stack(place)):
            raise Failure("The shop is not running; start it with `make run` or `make up`.")
        command(place)

    return checked


def build_only(place: Place) -> None:
    """Build what would be deployed."""
    check_tools()
    with only_one_at_a_time():
        build(place)


COMMANDS: dict[str, Callable[[Place], None]] = {
    "build": build_only,
    "down": down,
    "logs": running(follow),
    "mail": running(print_mails),
    "run": run,
    "seed": running(seed),
    "status": report,
    "up": up,
}


def end(_signal: int, _frame: FrameType | None) -> None:
    """End as Ctrl-C does, so that what was started is stopped."""
    raise KeyboardInterrupt


def main(arguments: list[str]) -> int:
    """Run a command and return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m tools.local_cloud", description=__doc__)
    parser.add_argument("command", choices=sorted(COMMANDS))
    command = COMMANDS[parser.parse_args(arguments).command]
    for sign in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(sign, end)
    os.chdir(PROJECT)
    try:
        command(from_environment())
    except Failure as failure:
        complain(f"Error: {failure}")
        return 1
    except (BotoCoreError, ClientError, httpx.HTTPError) as error:
        complain(f"Error: the local cloud failed ({error}); {from_environment().log} may say more.")
        return 1
    except KeyboardInterrupt:
        return 0 if command is run else 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
