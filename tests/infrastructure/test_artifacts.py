"""What `sam build` produces, as Lambda gets it: compiled, complete, small."""

import dataclasses
import importlib.util
import io
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml

from layers.dependencies import build
from shop.web import asset_packing
from tools.local_cloud.artifacts import artifacts_of, make, read_template, zipped
from tools.local_cloud.place import PROJECT
from tools.local_cloud.progress import Failure
from tools.seed.stack import variable_of

TEMPLATE = read_template(PROJECT / "template.yaml")
ARTIFACTS = {artifact.logical_id: artifact for artifact in artifacts_of(TEMPLATE)}
# Bounds, not targets: a package that slips in breaks them.
LAYER_ZIP_BYTES = 6_500_000
LAYER_BYTES = 16_000_000
LAYER_FILES = 1_000
FUNCTION_ZIP_BYTES = 50_000
# PEP 552: bit 0 says hash instead of time, bit 1 says that the hash is to be checked.
UNCHECKED_HASH = 0b01

# Loads all that the functions may import, with nothing but the layers.
PROBE = """
import importlib, pkgutil, sys
sys.path[:0] = sys.argv[1:]
import botocore.session, shop
for module in pkgutil.walk_packages(shop.__path__, "shop."):
    importlib.import_module(module.name)
for service in ("dynamodb", "lambda", "logs", "secretsmanager", "sesv2", "ssm", "sts"):
    botocore.session.get_session().create_client(service)
"""
# What `python -v` says of a module that it had to compile.
COMPILED_NOW = re.compile(r"^# code object from '?(/.*\.py)'?$", re.MULTILINE)


def build_one(logical_id: str, target: Path) -> Path:
    make(ARTIFACTS[logical_id], target)
    return target


@pytest.fixture(scope="module")
def dependencies(tmp_path_factory):
    return build_one("DependenciesLayer", tmp_path_factory.mktemp("dependencies"))


@pytest.fixture(scope="module")
def shop_layer(tmp_path_factory):
    return build_one("ShopLayer", tmp_path_factory.mktemp("shop"))


def sources(folder: Path) -> list[Path]:
    return sorted(folder.rglob("*.py"))


def bytecode_flags(source: Path) -> int:
    compiled = Path(importlib.util.cache_from_source(str(source)))
    content = compiled.read_bytes()
    assert content[:4] == importlib.util.MAGIC_NUMBER
    return int.from_bytes(content[4:8], "little")


def bytecode_matches(source: Path) -> bool:
    compiled = Path(importlib.util.cache_from_source(str(source)))
    return compiled.read_bytes()[8:16] == importlib.util.source_hash(source.read_bytes())


@pytest.mark.parametrize("layer", ["dependencies", "shop_layer"])
def test_compiles_every_module_of_a_layer_for_good(request, layer):
    modules = sources(request.getfixturevalue(layer))
    assert modules
    assert {bytecode_flags(module) for module in modules} == {UNCHECKED_HASH}
    assert all(map(bytecode_matches, modules))


@pytest.mark.parametrize("logical_id", [name for name in ARTIFACTS if name.endswith("Function")])
def test_compiles_every_function_for_good(tmp_path, logical_id):
    folder = build_one(logical_id, tmp_path)
    assert [path.name for path in sources(folder)] == ["app.py"]
    assert bytecode_flags(folder / "app.py") == UNCHECKED_HASH
    assert len(zipped(folder)) <= FUNCTION_ZIP_BYTES


def test_packs_the_assets_and_leaves_their_sources_out(shop_layer):
    web = shop_layer / "python/shop/web"
    packed = {path.name for path in (web / "packed_assets").iterdir()}
    for asset in asset_packing.packed().values():
        assert asset.hashed_name in packed
        assert (f"{asset.hashed_name}.gz" in packed) == (asset.compressed is not None)
    assert not (web / "assets").exists()


def test_builds_the_same_layer_twice(dependencies, tmp_path):
    assert zipped(build_one("DependenciesLayer", tmp_path)) == zipped(dependencies)


def test_keeps_the_dependencies_small(dependencies):
    content = zipped(dependencies)
    entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    assert len(content) <= LAYER_ZIP_BYTES
    assert sum(entry.file_size for entry in entries) <= LAYER_BYTES
    assert len(entries) <= LAYER_FILES


def test_loads_the_whole_shop_from_the_layers_without_compiling(
    dependencies, shop_layer, environment_of_lambda
):
    folders = [f"{shop_layer}/python", f"{dependencies}/python"]
    done = subprocess.run(
        [sys.executable, "-v", "-I", "-S", "-c", PROBE, *folders],
        env=environment_of_lambda,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    assert f"{shop_layer}/python/shop/web/__pycache__" in done.stderr
    assert COMPILED_NOW.findall(done.stderr) == []


@pytest.fixture
def environment_of_lambda():
    variables: dict[str, str] = {}
    for resource in TEMPLATE["Resources"].values():
        given = resource.get("Properties", {}).get("Environment", {}).get("Variables", {})
        variables |= dict.fromkeys(given, "1")
    for name in TEMPLATE["Globals"]["Function"]["Environment"]["Variables"]:
        variables[name] = "1"
    # Some tables are only for the operators' tools.
    variables |= {variable_of(name): "1" for name in TEMPLATE["Outputs"] if name.endswith("Table")}
    for name in ("AWS_CA_BUNDLE", "AWS_DATA_PATH"):
        variables.pop(name, None)
    return variables | {"AWS_DEFAULT_REGION": "eu-west-2", "AWS_REGION": "eu-west-2"}


def test_keeps_the_certificates_of_amazon_and_all_others(dependencies):
    few = (dependencies / "certificates/amazon-roots.pem").read_text()
    all_of_them = (dependencies / "certificates/all-roots.pem").read_text()
    assert few.count("BEGIN CERTIFICATE") == len(build.AMAZON_ROOTS)
    assert all_of_them.count("BEGIN CERTIFICATE") > len(build.AMAZON_ROOTS)
    default = TEMPLATE["Parameters"]["CaBundle"]
    assert {Path(path).name for path in default["AllowedValues"]} == {
        "amazon-roots.pem",
        "all-roots.pem",
    }


def test_keeps_every_dynamodb_operation_that_the_template_permits():
    permitted = set(re.findall(r"dynamodb:(\w+)", yaml.safe_dump(TEMPLATE)))
    # A condition check is a part of TransactWriteItems; streams are read by Lambda itself.
    parts = {
        "ConditionCheckItem",
        "DescribeStream",
        "GetRecords",
        "GetShardIterator",
        "ListStreams",
    }
    assert permitted - parts <= build.DYNAMODB_OPERATIONS


def test_refuses_a_module_that_does_not_compile(tmp_path):
    (tmp_path / "app.py").write_text("def broken(:\n")
    broken = dataclasses.replace(ARTIFACTS["CartFunction"], source=tmp_path)
    with pytest.raises(Failure, match=r"line 1: SyntaxError"):
        make(broken, tmp_path / "out")
