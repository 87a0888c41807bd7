"""Start and stop MiniStack."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from typing import Any

import httpx

from tools.local_cloud.place import PROJECT, REGION, Place
from tools.local_cloud.progress import Failure

START_SECONDS = 60
# It writes its tables to disk and ends the functions' processes.
STOP_SECONDS = 20
POLL_SECONDS = 0.1


def status(place: Place) -> dict[str, Any] | None:
    """Return what the local cloud on the place's port says of itself; None if there is none."""
    try:
        reply = httpx.get(f"{place.endpoint}/_local/status", timeout=5, trust_env=False)
        content: dict[str, Any] = reply.json()
    except (httpx.HTTPError, ValueError):
        return None
    return content if {"pid", "folder"} <= content.keys() else None


def is_running(place: Place) -> bool:
    """Tell whether the place's own local cloud answers."""
    found = status(place)
    return found is not None and found["folder"] == str(place.folder)


def start(place: Place) -> None:
    """Start MiniStack in the background and wait until it answers.

    Raises:
        Failure: The port is taken, or MiniStack ended instead of answering.
    """
    if port_taken(place):
        raise Failure(
            f"Port {place.port} is in use by another program; end that program or choose "
            f"another port, as in `make run PORT={place.port + 1}`."
        )
    # What a crash left behind goes now.
    shutil.rmtree(place.temporary, ignore_errors=True)
    place.temporary.mkdir(parents=True)
    with place.log.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "tools.local_cloud.gateway"],
            cwd=PROJECT,
            env=server_environment(place),
            stdout=log,
            stderr=log,
            stdin=subprocess.DEVNULL,
            # A group of its own, so that Ctrl-C reaches this program first and it can end the rest.
            start_new_session=True,
        )
    wait_until_up(place, process)


def wait_until_up(place: Place, process: subprocess.Popen[bytes]) -> None:
    """Wait for the first answer."""
    deadline = time.monotonic() + START_SECONDS
    while not is_running(place):
        if process.poll() is not None or time.monotonic() > deadline:
            end_group(process.pid, signal.SIGKILL)
            raise Failure(f"MiniStack did not start; {place.log} says why.")
        time.sleep(POLL_SECONDS)


def server_environment(place: Place) -> dict[str, str]:
    """Return MiniStack's settings."""
    environment = place.environment()
    # Set per function by MiniStack itself; inherited they would defeat the functions' own roles.
    for name in ("AWS_ENDPOINT_URL", "AWS_REGION"):
        del environment[name]
    return environment | {
        # Functions get their role's rights and no more, as on AWS.
        "AUTH": "true",
        "BIND_HOST": "127.0.0.1",
        "GATEWAY_PORT": str(place.port),
        "IOT_MTLS_ENABLED": "0",
        # The gateway makes invocations wait; MiniStack would refuse them.
        "LAMBDA_ACCOUNT_CONCURRENCY": "1000",
        "LOCAL_FOLDER": str(place.folder),
        "LOG_LEVEL": "WARNING",
        "MINISTACK_REGION": REGION,
        "PERSIST_STATE": "1",
        "S3_DATA_DIR": str(place.folder / "s3"),
        "S3_PERSIST": "1",
        "STATE_DIR": str(place.folder / "state"),
        "TMPDIR": str(place.temporary),
    }


def port_taken(place: Place) -> bool:
    """Tell whether something listens on the place's port."""
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", place.port)) == 0


def stop(place: Place) -> bool:
    """Stop the place's local cloud with all its processes; tell whether there was one."""
    found = status(place)
    if found is None or found["folder"] != str(place.folder):
        return False
    group = int(found["pid"])
    end_group(group, signal.SIGTERM, only_leader=True)
    deadline = time.monotonic() + STOP_SECONDS
    while port_taken(place) or exists(group):
        if time.monotonic() > deadline:
            break
        time.sleep(POLL_SECONDS)
    end_group(group, signal.SIGKILL)
    shutil.rmtree(place.temporary, ignore_errors=True)
    return True


def exists(pid: int) -> bool:
    """Tell whether a process runs; one that ended is collected if it is a child of this one."""
    with suppress(ChildProcessError):
        os.waitpid(pid, os.WNOHANG)
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def end_group(group: int, sign: signal.Signals, *, only_leader: bool = False) -> None:
    """Send a signal to a process group, or to the process that leads it."""
    with suppress(ProcessLookupError, PermissionError):
        if only_leader:
            os.kill(group, sign)
        else:
            os.killpg(group, sign)
