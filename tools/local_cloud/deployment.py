"""Build the shop with SAM and deploy it to a local cloud; do neither when nothing changed."""

import fcntl
import hashlib
import json
import os
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from tools.local_cloud.artifacts import essence, read_template
from tools.local_cloud.clients import client, stack
from tools.local_cloud.differences import for_the_local_cloud
from tools.local_cloud.place import ARTIFACTS_BUCKET, PROJECT, REGION, STACK, Place
from tools.local_cloud.progress import Failure, step

TEMPLATE = PROJECT / "template.yaml"
BUILD = PROJECT / ".aws-sam"
BUILT_TEMPLATE = BUILD / "build/template.yaml"
# Beside the built one, from where its paths lead on.
LOCAL_TEMPLATE = BUILD / "build/local.yaml"
# What an artifact is made of.
SOURCES = ("template.yaml", "samconfig.toml", "functions", "layers")
DEPLOYED = "/local-cloud/deployed"
DEAD_STATES = frozenset({"CREATE_FAILED", "DELETE_FAILED", "ROLLBACK_COMPLETE", "ROLLBACK_FAILED"})


def deploy(place: Place) -> None:
    """Bring what is deployed up to date with the sources.

    Raises:
        Failure: SAM refused the template or the code.
    """
    with only_one_at_a_time():
        build(place)
        wanted = digest([BUILT_TEMPLATE, *sources()], place.parameters())
        if stack(place) is not None and deployed_digest(place) == wanted:
            return
        remove_dead_stack(place)
        make_bucket(place)
        LOCAL_TEMPLATE.write_text(json.dumps(for_the_local_cloud(read_template(BUILT_TEMPLATE))))
        with step("Deploying with SAM"):
            sam(place, "deploy", *deploy_options(place))
        client(place, "ssm").put_parameter(
            Name=DEPLOYED, Value=wanted, Type="String", Overwrite=True
        )


def deployed_digest(place: Place) -> str:
    """Return the digest of what SAM deployed last, empty before the first time.

    It is kept in the local cloud itself, so that it is as old as the rest if that ended in a crash
    and went back to what it had saved.
    """
    storage = client(place, "ssm")
    try:
        return str(storage.get_parameter(Name=DEPLOYED)["Parameter"]["Value"])
    except storage.exceptions.ParameterNotFound:
        return ""


def build(place: Place) -> None:
    """Run `sam build` if a source changed since it ran last."""
    stamp = BUILD / "built.sha256"
    wanted = digest(sources(), {"architecture": os.environ.get("LAMBDA_ARCHITECTURE", "")})
    if BUILT_TEMPLATE.exists() and read(stamp) == wanted:
        return
    stamp.unlink(missing_ok=True)
    # SAM would not say on which line a template is broken.
    read_template(TEMPLATE)
    with step("Building with SAM"):
        sam(place, "build")
    stamp.write_text(wanted)


def deploy_options(place: Place) -> list[str]:
    """Return what `samconfig.toml` cannot know."""
    parameters = [f"{name}={value}" for name, value in place.parameters().items()]
    # SAM would look for its settings beside the template.
    settings = ["--config-file", str(PROJECT / "samconfig.toml"), "--config-env", "local"]
    template = ["--template-file", str(LOCAL_TEMPLATE)]
    return [*settings, *template, "--parameter-overrides", *parameters]


def sam(place: Place, command: str, *options: str) -> None:
    """Run a SAM command.

    Raises:
        Failure: It failed; the text is what SAM gives as the error.
    """
    environment = place.environment() | {"SAM_CLI_TELEMETRY": "0", "SAM_CLI_POLL_DELAY": "0.5"}
    place.folder.mkdir(parents=True, exist_ok=True)
    log = place.folder / f"sam-{command}.log"
    done = subprocess.run(
        ["sam", command, *options],
        cwd=PROJECT,
        env=environment,
        check=False,
        capture_output=True,
        text=True,
    )
    log.write_text(done.stdout + done.stderr)
    if done.returncode:
        reason = essence([*done.stdout.splitlines(), *done.stderr.splitlines()])
        raise Failure(f"`sam {command}` failed: {reason} (more in {log})")


def remove_dead_stack(place: Place) -> None:
    """Delete a stack whose creation failed; CloudFormation can do nothing else with it."""
    found = stack(place)
    if found and found["StackStatus"] in DEAD_STATES:
        cloudformation = client(place, "cloudformation")
        cloudformation.delete_stack(StackName=STACK)
        cloudformation.get_waiter("stack_delete_complete").wait(
            StackName=STACK, WaiterConfig={"Delay": 1, "MaxAttempts": 60}
        )


def make_bucket(place: Place) -> None:
    """Make the bucket that SAM puts artifacts into."""
    storage = client(place, "s3")
    with suppress(storage.exceptions.BucketAlreadyOwnedByYou):
        storage.create_bucket(
            Bucket=ARTIFACTS_BUCKET,
            CreateBucketConfiguration={"LocationConstraint": REGION},
        )


def sources() -> list[Path]:
    """Return every file that an artifact is made of."""
    return sorted(path for name in SOURCES for path in files(PROJECT / name))


def files(path: Path) -> Iterator[Path]:
    """Walk a file or folder, leaving out caches and what editors leave behind."""
    if path.is_file():
        yield path
    elif path.is_dir():
        for child in path.iterdir():
            if child.name != "__pycache__" and not child.name.startswith("."):
                yield from files(child)


def digest(paths: Iterable[Path], settings: dict[str, str]) -> str:
    """Return one hash of the files' names and contents and of the settings."""
    total = hashlib.sha256(repr(sorted(settings.items())).encode())
    for path in paths:
        total.update(f"{path.relative_to(PROJECT)}\0".encode())
        total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()


def read(path: Path) -> str:
    """Return a file's text, empty if there is no such file."""
    return path.read_text() if path.exists() else ""


@contextmanager
def only_one_at_a_time() -> Iterator[None]:
    """Keep two commands from building into the same folder at once."""
    BUILD.mkdir(exist_ok=True)
    with (BUILD / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
