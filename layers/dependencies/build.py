"""Build the dependencies layer: install, trim, precompile.

`sam build` runs this with the folder to fill. Every cold start pays for each file that is opened
and each module that is compiled, so what the shop never uses is left out and all else is compiled;
docs/performance.md has the figures.

LAMBDA_ARCHITECTURE (arm64 or x86_64) names the machine to install for. Without it the layer is for
this machine, which is what the local cloud runs on.
"""

import compileall
import gzip
import hashlib
import json
import os
import py_compile
import re
import shutil
import ssl
import subprocess
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

PYTHON = "3.13"
ARCHITECTURES = {"arm64": "aarch64", "x86_64": "x86_64"}
# What runs on Amazon Linux 2023 (glibc 2.34), the newest first. uv takes the older ones by itself.
PLATFORMS = ("manylinux_2_28", "manylinux_2_26", "manylinux_2_17", "manylinux2014")

# The services the shop calls. botocore brings 400 more and lists their folders to make a client.
SERVICES = ("dynamodb", "lambda", "logs", "secretsmanager", "sesv2", "ssm", "sts")
SERVICE_FILES = (
    "endpoint-rule-set-1",
    "paginators-1",
    "service-2",
    "service-2.sdk-extras",
    "waiters-2",
)
# The model of a service is read whole at every cold start. Only DynamoDB is on every request's way.
# tests/infrastructure/test_artifacts.py compares this list with what the template permits.
DYNAMODB_OPERATIONS = frozenset(
    {
        "BatchGetItem",
        "BatchWriteItem",
        "DeleteItem",
        "DescribeTable",
        "GetItem",
        "PutItem",
        "Query",
        "Scan",
        "TransactGetItems",
        "TransactWriteItems",
        "UpdateItem",
    }
)
PARTITION = "aws"

# SHA-256 of the certificates of https://www.amazontrust.com/repository/: Amazon Root CA 1 to 4 and
# Starfield Services Root Certificate Authority - G2.
AMAZON_ROOTS = frozenset(
    {
        "8ecde6884f3d87b1125ba31ac3fcb13d7016de7f57cc904fe1cb97c6ae98196e",
        "1ba5b2aa8c65401a82960118f80bec4f62304d83cec4713a19c39c011ea46db4",
        "18ce6cfe7bf14e60b2e347b8dfe868cb31d02ebb3ada271569f50343b46db3a4",
        "e35d28419ed02025cfa69038cd623962458da5c695fbdea3c22b0bfb25897092",
        "568d6905a2c88708a4b3025190edcfedb1974a606a13c6e5290fcb2ae63edab5",
    }
)

# Relative to the installed packages; nothing of the shop imports them.
UNUSED = (
    ".lock",  # uv's
    "bin",
    "boto3/data",  # descriptions for boto3.resource
    "boto3/examples",
    "cffi",  # only _cffi_backend is needed once the bindings are compiled
    "dateutil/zoneinfo/dateutil-zoneinfo.tar.gz",  # zoneinfo of the standard library is used
    "pycparser",  # only cffi's compiler uses it
    "urllib3/contrib/emscripten",
    "aws_lambda_powertools/event_handler",  # API Gateway routes; see docs/decisions
    "aws_lambda_powertools/utilities/auth_alpha",
    "aws_lambda_powertools/utilities/circuit_breaker",
    "aws_lambda_powertools/utilities/data_masking",
    "aws_lambda_powertools/utilities/feature_flags",
    "aws_lambda_powertools/utilities/idempotency",
    "aws_lambda_powertools/utilities/kafka",
    "aws_lambda_powertools/utilities/parser",
    "aws_lambda_powertools/utilities/streaming",
    "aws_lambda_powertools/utilities/validation",
)
UNUSED_PATTERNS = (
    "**/tests",
    "**/*.c",
    "**/*.h",
    "**/*.pxd",
    "**/*.pyi",
    "**/*.pyx",
    "**/py.typed",
    "cffi-*.dist-info",
    "pycparser-*.dist-info",
    "*.dist-info/entry_points.txt",
    "*.dist-info/INSTALLER",
    "*.dist-info/RECORD",
    "*.dist-info/REQUESTED",
    "*.dist-info/top_level.txt",
    "*.dist-info/WHEEL",
)


def main(artifacts: Path) -> None:
    """Fill `artifacts` with the layer's content.

    Raises:
        SystemExit: This Python is not the one the functions run on, or the install failed.
    """
    if not sys.version.startswith(f"{PYTHON}."):
        raise SystemExit(f"The layer must be built with Python {PYTHON}.")
    packages = artifacts / "python"
    install(packages, Path(__file__).with_name("requirements.txt"))
    before = size_bytes(packages)
    remove_unused(packages)
    trim_botocore(packages / "botocore")
    write_roots(packages / "botocore/cacert.pem", artifacts / "certificates")
    trimmed = size_bytes(packages)
    compile_all(packages)
    print(
        f"dependencies layer: {before / 1e6:.1f} MB installed, {trimmed / 1e6:.1f} MB trimmed, "
        f"{size_bytes(packages) / 1e6:.1f} MB with bytecode"
    )


def install(packages: Path, requirements: Path) -> None:
    """Install the pinned wheels, nothing that would have to be built."""
    options = ["--quiet", "--no-deps", "--require-hashes", "--only-binary", ":all:"]
    options += ["--target", str(packages), "--requirement", str(requirements)]
    architecture = ARCHITECTURES.get(os.environ.get("LAMBDA_ARCHITECTURE", ""))
    if works("uv"):
        command = ["uv", "pip", "install", "--python", sys.executable, "--link-mode", "copy"]
        if architecture:
            options += ["--python-platform", f"{architecture}-{PLATFORMS[0]}"]
    else:
        command = [sys.executable, "-m", "pip", "install", "--no-compile"]
        if architecture:
            options += [f"--platform={platform}_{architecture}" for platform in PLATFORMS]
    if subprocess.run([*command, *options], check=False).returncode:
        raise SystemExit("The layer's packages could not be installed; the lines above say why.")


def works(command: str) -> bool:
    """Tell whether `command` is installed and runs; the shims of version managers may not."""
    if shutil.which(command) is None:
        return False
    return subprocess.run([command, "--version"], capture_output=True, check=False).returncode == 0


def remove_unused(packages: Path) -> None:
    """Remove what no function imports."""
    paths = [packages / name for name in UNUSED]
    paths += [path for pattern in UNUSED_PATTERNS for path in packages.glob(pattern)]
    for path in paths:
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)


def trim_botocore(botocore: Path) -> None:
    """Reduce botocore's data to the services and operations that the shop calls."""
    data = botocore / "data"
    for service in [path for path in data.iterdir() if path.is_dir()]:
        if service.name in SERVICES:
            trim_service(service)
        else:
            shutil.rmtree(service)
    endpoints = data / "endpoints.json"
    write_json(endpoints, trimmed_endpoints(read_json(endpoints)))


def trim_service(service: Path) -> None:
    """Keep a service's newest version, as plain JSON: unpacking costs more than reading."""
    *older, newest = sorted(path for path in service.iterdir() if path.is_dir())
    for version in older:
        shutil.rmtree(version)
    for path in sorted(newest.iterdir()):
        name = path.name.removesuffix(".gz").removesuffix(".json")
        content = read_json(path)
        path.unlink()
        if name == "service-2":
            content = trimmed_model(
                content, DYNAMODB_OPERATIONS if service.name == "dynamodb" else None
            )
        if name in SERVICE_FILES:
            write_json(newest / f"{name}.json", content)


def trimmed_model(model: dict[str, Any], operations: Iterable[str] | None) -> dict[str, Any]:
    """Keep the named operations (None = all) and their shapes, and no documentation."""
    names = model["operations"].keys() if operations is None else operations
    kept = {name: model["operations"][name] for name in sorted(names)}
    shapes = reachable_shapes(model["shapes"], kept)
    trimmed: dict[str, Any] = without_documentation({**model, "operations": kept, "shapes": shapes})
    return trimmed


def reachable_shapes(shapes: Mapping[str, Any], operations: Mapping[str, Any]) -> dict[str, Any]:
    """Return the shapes that the operations refer to, directly or through other shapes."""
    found: dict[str, Any] = {}
    waiting = sorted(referred_shapes(operations))
    while waiting:
        name = waiting.pop()
        if name not in found:
            found[name] = shapes[name]
            waiting.extend(sorted(referred_shapes(shapes[name])))
    return dict(sorted(found.items()))


def referred_shapes(node: object) -> set[str]:
    """Return the names of the shapes referred to anywhere in `node`."""
    if isinstance(node, list):
        return set().union(*map(referred_shapes, node))
    if not isinstance(node, dict):
        return set()
    name = node.get("shape")
    own = {name} if isinstance(name, str) else set()
    return own.union(*map(referred_shapes, node.values()))


def without_documentation(node: Any) -> Any:  # noqa: ANN401 - JSON
    """Return `node` without the texts that describe it.

    A member may be *called* documentation; only the texts are strings.
    """
    if isinstance(node, list):
        return [without_documentation(item) for item in node]
    if not isinstance(node, dict):
        return node
    return {
        key: without_documentation(value)
        for key, value in node.items()
        if not (key in {"documentation", "documentationUrl"} and isinstance(value, str))
    }


def trimmed_endpoints(endpoints: dict[str, Any]) -> dict[str, Any]:
    """Keep the shop's partition and services."""
    partitions = [part for part in endpoints["partitions"] if part["partition"] == PARTITION]
    for partition in partitions:
        services = partition["services"]
        prefixes = {*SERVICES, "email"}  # sesv2 answers under SES's old name
        partition["services"] = {name: services[name] for name in sorted(prefixes & set(services))}
    return {**endpoints, "partitions": partitions}


def write_roots(bundle: Path, folder: Path) -> None:
    """Write the roots that AWS's own endpoints chain to, and all roots beside them.

    A bundle is parsed at every new connection: five certificates instead of 126. The template's
    parameter `CaBundle` switches to all of them.

    Raises:
        SystemExit: The full bundle lacks one of Amazon's roots.
    """
    text = bundle.read_text()
    blocks = re.findall(
        r"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----\n", text, re.DOTALL
    )
    roots = [block for block in blocks if fingerprint(block) in AMAZON_ROOTS]
    if len(roots) != len(AMAZON_ROOTS):
        raise SystemExit("botocore's certificates no longer hold all of Amazon's roots.")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "amazon-roots.pem").write_text("".join(roots))
    (folder / "all-roots.pem").write_text(text)


def fingerprint(certificate: str) -> str:
    """Return the SHA-256 of a PEM certificate, in hex."""
    return hashlib.sha256(ssl.PEM_cert_to_DER_cert(certificate)).hexdigest()


def compile_all(packages: Path) -> None:
    """Compile every module so that Lambda need not.

    SAM's zip dates every file 1980, so bytecode that is checked against the source's time would
    never be used: unchecked-hash is used as it is.
    """
    done = compileall.compile_dir(
        packages,
        quiet=1,
        stripdir=str(packages),
        prependdir="/opt/python",
        invalidation_mode=py_compile.PycInvalidationMode.UNCHECKED_HASH,
    )
    if not done:
        raise SystemExit("A module of the layer does not compile.")


def read_json(path: Path) -> Any:  # noqa: ANN401 - JSON
    """Read a JSON file, gzipped or not."""
    content = path.read_bytes()
    return json.loads(gzip.decompress(content) if path.suffix == ".gz" else content)


def write_json(path: Path, content: object) -> None:
    """Write a JSON file in the fewest bytes."""
    path.write_text(json.dumps(content, separators=(",", ":"), ensure_ascii=False))


def size_bytes(folder: Path) -> int:
    """Return the size of all files below `folder`."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


if __name__ == "__main__":
    main(Path(sys.argv[1]))
