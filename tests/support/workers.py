"""How the tests are shared out when several processes run them (`pytest -n auto`).

One of them has every test that uses the local shop, and begins with it, since there is one shop and
it takes longest; the others share the rest, file by file.
"""

import os
import secrets
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling
from xdist.workermanage import NodeManager, WorkerController

NEEDS_THE_SHOP = ("tests/browser/", "tests/e2e/")
THE_SHOP = "the local shop"
SECONDS_TO_STOP_THE_SHOP = 60
HASH_SEED = "PYTHONHASHSEED"


class OneShop(LoadFileScheduling):  # type: ignore[misc]  # comes without types
    """Hands out files; those that need the shop are one."""

    def _split_scope(self, nodeid: str) -> str:
        return THE_SHOP if nodeid.startswith(NEEDS_THE_SHOP) else super()._split_scope(nodeid)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> OneShop | None:
    """Share out by file, unless another way was asked for."""
    return OneShop(config, log) if config.getoption("dist") == "loadfile" else None


def pytest_configure(config: pytest.Config) -> None:
    """Let all processes come upon the members of a set in the same order, another in each run.

    Tests are made from sets, too, and the processes must agree on which test is which.
    """
    # After Ctrl-C; by itself xdist waits for ten.
    NodeManager.EXIT_TIMEOUT = SECONDS_TO_STOP_THE_SHOP
    if config.getoption("tx") and not hasattr(config, "workerinput"):
        os.environ.setdefault(HASH_SEED, str(secrets.randbelow(1000)))


def pytest_report_header(config: pytest.Config) -> str | None:
    """Say how to come upon them in that order again."""
    return f"{HASH_SEED}={os.environ[HASH_SEED]}" if config.getoption("tx") else None


def tell(config: pytest.Config, title: str, lines: list[str]) -> None:
    """Have lines printed when all tests have ended, whichever process found them out."""
    told = config.workeroutput.setdefault("told", {}) if hasattr(config, "workeroutput") else TOLD
    told[title] = lines


def pytest_testnodedown(node: WorkerController) -> None:
    """Take what a worker has to tell."""
    TOLD.update(getattr(node, "workeroutput", {}).get("told", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what there is to tell."""
    for title, lines in TOLD.items():
        terminalreporter.section(title)
        for line in lines:
            terminalreporter.line(line)


TOLD: dict[str, list[str]] = {}
"""What was found out, by the title of its section."""
