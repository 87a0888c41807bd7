"""MiniStack as the shop needs it; `tools.local_cloud` starts it in a process of its own.

MiniStack starts a Python process for each concurrent invocation and unpacks all layers for each.
Here each layer is unpacked once, a function has at most WORKERS processes, and invocations beyond
that wait for one. The processes run on the bare interpreter, so what the layers lack is missing
here as it would be in Lambda. Paths like /login, which MiniStack would answer itself, reach the
shop, and sending mail is authorised on the sender's identity.

The names replaced below are those of the MiniStack version that pyproject.toml pins.
"""

import asyncio
import hashlib
import io
import json
import os
import shutil
import sys
import threading
import time
import zipfile
from collections.abc import Awaitable, Callable, MutableMapping
from concurrent.futures import ThreadPoolExecutor
from email.utils import parseaddr
from pathlib import Path
from typing import Any

import ministack.app
from ministack.core import iam_actions, lambda_runtime
from ministack.core.responses import request_scope
from ministack.services import lambda_svc

from tools.local_cloud import dashboard
from tools.local_cloud.place import HOST

type Scope = MutableMapping[str, Any]
type Send = Callable[[dict[str, Any]], Awaitable[None]]
type Record = dict[str, Any]
type Shortcut = Callable[..., Awaitable[Any]]

# More processes would only take turns on a small machine, each with its own start-up to pay.
WORKERS = 4
WARMING_THREADS = max(2, os.cpu_count() or 2)
STATUS_PATH = "/_local/status"
WARM_PATH = "/_local/warm"

FOLDER = Path(os.environ["LOCAL_FOLDER"])
LAYERS = FOLDER / "layers"

_released = threading.Condition()
_unpacking = threading.Lock()
_acquire = lambda_runtime.acquire_worker
_release = lambda_runtime.release_worker
_spawn = lambda_runtime.Worker._spawn  # noqa: SLF001 - no public hook
_ses_resource = iam_actions._ses_v2_resource_arn  # noqa: SLF001
_detect = lambda_runtime._detect_runtime_binary  # noqa: SLF001


def acquire_or_wait(*arguments: Any, **options: Any) -> tuple[Any, str]:  # noqa: ANN401
    """Lease a process for an invocation; at the limit, wait until one is free."""
    with _released:
        while True:
            worker, reason = _acquire(*arguments, **(options | {"max_concurrency": WORKERS}))
            if worker is not None:
                return worker, reason
            # An update may drop the processes this waits for without releasing them.
            _released.wait(timeout=0.5)


def release_and_tell(worker: Any) -> None:  # noqa: ANN401
    """Give a process back and wake those that wait."""
    _release(worker)
    with _released:
        _released.notify_all()


def spawn_with_shared_layers(worker: Any) -> None:  # noqa: ANN401
    """Start a process on layers that are unpacked once for all."""
    config = worker.config
    folders = [unpacked(layer) for layer in config.get("Layers", [])]
    variables = config.get("Environment", {}).get("Variables", {})
    # MiniStack puts these folders at the front of sys.path, the last one first.
    variables = variables | {"_LAMBDA_LAYERS_DIRS": os.pathsep.join(map(str, folders))}
    worker.config = config | {"Layers": [], "Environment": {"Variables": variables}}
    try:
        _spawn(worker)
    finally:
        worker.config = config


def unpacked(layer: str | Record) -> Path:
    """Return the folder with a layer's content."""
    content: bytes = lambda_svc._resolve_layer_zip(layer)  # noqa: SLF001
    folder = LAYERS / hashlib.sha256(content).hexdigest()[:16]
    with _unpacking:
        if not folder.exists():
            unfinished = folder.with_suffix(".unfinished")
            zipfile.ZipFile(io.BytesIO(content)).extractall(unfinished)
            unfinished.rename(folder)
    return folder


def bare_interpreter(runtime: str) -> tuple[str, str]:
    """Return Python without this environment's packages, and the program it runs."""
    binary, script = _detect(runtime)
    bare = Path(sys.base_prefix, "bin", "python3.13")
    return (str(bare) if bare.exists() else binary), script


def warm() -> dict[str, str]:
    """Start a process for every function that has none; say how long each took or what failed."""
    functions = dict(lambda_svc._functions._data)  # noqa: SLF001 - of all accounts
    with ThreadPoolExecutor(WARMING_THREADS) as pool:
        results = pool.map(warm_one, functions.keys(), functions.values())
        return {name: result for (_, _, name), result in zip(functions, results, strict=True)}


def warm_one(key: tuple[str, str, str], function: Record) -> str:
    """Start a process for one function."""
    account, region, name = key
    started = time.monotonic()
    with request_scope(account, region):
        worker, _ = acquire_or_wait(name, function["config"], function["code_zip"])
        try:
            lambda_runtime.ensure_spawned(worker)
        except RuntimeError as error:
            lambda_runtime.invalidate_worker(name, account=account, region=region)
            return str(error)
        finally:
            release_and_tell(worker)
    return f"{time.monotonic() - started:.2f} s"


def never_for_the_shop(shortcut: Shortcut) -> Shortcut:
    """Keep a shortcut that MiniStack takes on some paths, like /login, away from the shop's."""

    async def checked(method: str, path: str, headers: dict[str, str], *rest: Any) -> Any:  # noqa: ANN401
        host = headers.get("host", "").partition(":")[0].lower()
        return None if host == HOST else await shortcut(method, path, headers, *rest)

    return checked


def mail_resource(method: str, path: str, body: bytes, region: str, account: str) -> str:
    """Return what sending a mail is allowed on: the sender's identity, as on AWS, not `*`."""
    if not path.rstrip("/").endswith("/outbound-emails"):
        return str(_ses_resource(method, path, body, region, account))
    sender = parseaddr(json.loads(body)["FromEmailAddress"])[1]
    return f"arn:aws:ses:{region}:{account}:identity/{sender}"


def forget_positions(_kept: object, _saved: object) -> None:
    """Let functions that follow streams begin anew after a restart.

    MiniStack saves how many records each has read, but not the records, so it would pass over as
    many new ones.
    """


async def app(scope: Scope, receive: Callable[[], Awaitable[Any]], send: Send) -> None:
    """Answer what is ours and leave the rest to MiniStack."""
    path = scope.get("path")
    if dashboard.is_asked(scope):
        await dashboard.app(scope, receive, send)
    elif scope["type"] == "http" and path == STATUS_PATH:
        await reply(send, {"pid": os.getpid(), "folder": str(FOLDER)})
    elif scope["type"] == "http" and path == WARM_PATH and scope["method"] == "POST":
        await reply(send, await asyncio.to_thread(warm))
    else:
        await ministack_app(scope, receive, send)


async def reply(send: Send, content: object) -> None:
    """Send `content` as JSON."""
    headers = [(b"content-type", b"application/json")]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(content).encode()})


ministack_app = ministack.app.app


def main() -> None:
    """Serve until told to stop."""
    shutil.rmtree(LAYERS, ignore_errors=True)
    lambda_runtime.acquire_worker = lambda_svc.acquire_worker = acquire_or_wait
    lambda_runtime.release_worker = lambda_svc.release_worker = release_and_tell
    lambda_runtime.Worker._spawn = spawn_with_shared_layers  # noqa: SLF001
    lambda_runtime._detect_runtime_binary = bare_interpreter  # noqa: SLF001
    lambda_svc._restore_esm_positions = forget_positions  # noqa: SLF001
    iam_actions._ses_v2_resource_arn = mail_resource  # noqa: SLF001
    for name in ("_handle_pre_body_request", "_handle_post_body_shortcuts"):
        shortcut = getattr(ministack.app, name)
        setattr(ministack.app, name, never_for_the_shop(shortcut))
    ministack.app.app = app
    ministack.app.main()


if __name__ == "__main__":
    main()
