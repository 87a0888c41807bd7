"""`python -m tools.deploy dev`: build for AWS and deploy to a stage of samconfig.toml."""

import argparse
import hashlib
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
# Apart from what the local cloud runs, which is built for this machine.
BUILD = ".aws-sam/deploy"
# Where a stage names none; the template's own.
_VERSION = "0.1.0"


def main(arguments: list[str]) -> int:
    """Build and deploy; return the exit code."""
    settings = tomllib.loads((PROJECT / "samconfig.toml").read_text())
    stages = sorted(settings.keys() - {"version", "default", "local"})
    parser = argparse.ArgumentParser(prog="python -m tools.deploy", description=__doc__)
    parser.add_argument("stage", choices=stages)
    stage = parser.parse_args(arguments).stage
    parameters = settings[stage]["deploy"]["parameters"]
    target = architecture(parameters)
    deploy = ["sam", "deploy", "--config-env", stage, "--template-file", f"{BUILD}/template.yaml"]
    commands = (
        ["sam", "build", "--build-dir", BUILD],
        [*deploy, "--parameter-overrides", marked(parameters["parameter_overrides"])],
    )
    for command in commands:
        environment = os.environ | {"LAMBDA_ARCHITECTURE": target}
        done = subprocess.run(command, cwd=PROJECT, env=environment, check=False)
        if done.returncode:
            return done.returncode
    return 0


def architecture(parameters: dict[str, str]) -> str:
    """Return the architecture that a stage's functions run on."""
    found = re.search(r"\bArchitecture=(\w+)", parameters["parameter_overrides"])
    return found[1] if found else "arm64"


def marked(overrides: str) -> str:
    """Return a stage's parameters with a version that tells them apart from others.

    A function with an alias goes on with its version until a new one is published; SAM publishes
    one for new code, and does not see a parameter's new value.
    """
    found = re.search(r"\bShopVersion=(\S+)", overrides)
    number = found[1] if found else _VERSION
    mark = hashlib.sha256(overrides.encode()).hexdigest()[:8]
    others = re.sub(r"\s*\bShopVersion=\S+", "", overrides).strip()
    return f"{others} ShopVersion={number}+{mark}"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
