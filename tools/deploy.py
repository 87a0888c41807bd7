"""`python -m tools.deploy dev`: build for AWS and deploy to a stage of samconfig.toml."""

import argparse
import os
import re
import subprocess
import sys
import tomllib
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[1]
# Apart from what the local cloud runs, which is built for this machine.
BUILD = ".aws-sam/deploy"
# Amazon Linux 2023, which the python3.13 runtime is made of, has glibc 2.34.
PLATFORMS = {"arm64": "aarch64-manylinux_2_28", "x86_64": "x86_64-manylinux_2_28"}


def main(arguments: list[str]) -> int:
    """Build and deploy; return the exit code."""
    settings = tomllib.loads((PROJECT / "samconfig.toml").read_text())
    stages = sorted(settings.keys() - {"version", "default", "local"})
    parser = argparse.ArgumentParser(prog="python -m tools.deploy", description=__doc__)
    parser.add_argument("stage", choices=stages)
    stage = parser.parse_args(arguments).stage
    platform = PLATFORMS[architecture(settings[stage]["deploy"]["parameters"])]
    commands = (
        ["sam", "build", "--build-dir", BUILD],
        ["sam", "deploy", "--config-env", stage, "--template-file", f"{BUILD}/template.yaml"],
    )
    for command in commands:
        environment = os.environ | {"LAMBDA_PLATFORM": platform}
        done = subprocess.run(command, cwd=PROJECT, env=environment, check=False)
        if done.returncode:
            return done.returncode
    return 0


def architecture(parameters: dict[str, str]) -> str:
    """Return the architecture that a stage's functions run on."""
    found = re.search(r"\bArchitecture=(\w+)", parameters["parameter_overrides"])
    return found[1] if found else "arm64"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
