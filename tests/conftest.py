"""The shop's environment, taken from template.yaml before anything of the shop is imported."""

import os

from tests.support.template import environment

os.environ |= environment() | {
    "AWS_ACCESS_KEY_ID": "testing",
    "AWS_SECRET_ACCESS_KEY": "testing",
    "AWS_DEFAULT_REGION": "eu-west-2",
    "AWS_EC2_METADATA_DISABLED": "true",
    "POWERTOOLS_METRICS_NAMESPACE": "CTBusters",
    # What it is for is seen in tests/bench; here it would only take time.
    "ANSWER_FLOOR_MILLISECONDS": "0",
}
# Set for Lambda's own folders only.
for name in ("AWS_CA_BUNDLE", "AWS_DATA_PATH"):
    os.environ.pop(name, None)

# Meant for this process, which has it by now, and not for those that tests start.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.pop("PYTHONHASHSEED", None)

from collections.abc import Iterator  # noqa: E402 - the shop reads its environment at import

import hypothesis  # noqa: E402
import pytest  # noqa: E402

from tests.support.post import Post, opened_post  # noqa: E402
from tests.support.tables import Tables, made_tables  # noqa: E402
from tests.support.workers import (  # noqa: E402
    pytest_configure,
    pytest_report_header,
    pytest_terminal_summary,
    pytest_testnodedown,
    pytest_xdist_make_scheduler,
)

__all__ = [
    "pytest_configure",
    "pytest_report_header",
    "pytest_terminal_summary",
    "pytest_testnodedown",
    "pytest_xdist_make_scheduler",
]

# The same cases each time, however slow and busy the machine.
hypothesis.settings.register_profile(
    "shop",
    deadline=None,
    derandomize=True,
    suppress_health_check=[hypothesis.HealthCheck.too_slow],
)
hypothesis.settings.load_profile("shop")


@pytest.fixture
def tables() -> Iterator[Tables]:
    """Every table of the template, empty."""
    with made_tables() as made:
        yield made


@pytest.fixture
def post(tables: Tables) -> Iterator[Post]:
    """The way mails take; nothing leaves before `post.deliver()`."""
    with opened_post(tables) as opened:
        yield opened
