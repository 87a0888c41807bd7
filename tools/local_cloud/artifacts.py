"""Rebuild single artifacts and update the stack with them, without starting SAM."""

import hashlib
import io
import json
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from tools.local_cloud.clients import client, stack
from tools.local_cloud.differences import for_the_local_cloud
from tools.local_cloud.place import ARTIFACTS_BUCKET, PROJECT, STACK, Place
from tools.local_cloud.progress import Failure

type Template = dict[str, Any]

CODE_PROPERTIES = {
    "AWS::Serverless::Function": "CodeUri",
    "AWS::Serverless::LayerVersion": "ContentUri",
}
UPDATE_SECONDS = 60
POLL_SECONDS = 0.05
# The earliest time a zip can hold; a fixed one makes equal contents equal files.
ZIP_TIME = (1980, 1, 1, 0, 0, 0)


class TemplateLoader(yaml.SafeLoader):
    """Reads CloudFormation's short forms: `!Ref Name` is `{"Ref": "Name"}`."""


def read_tag(loader: TemplateLoader, tag: str, node: yaml.Node) -> dict[str, Any]:
    """Return the long form of a short one."""
    value: Any = None
    if isinstance(node, yaml.ScalarNode):
        value = loader.construct_scalar(node)
    elif isinstance(node, yaml.SequenceNode):
        value = loader.construct_sequence(node, deep=True)
    elif isinstance(node, yaml.MappingNode):
        value = loader.construct_mapping(node, deep=True)
    if tag == "GetAtt" and isinstance(value, str):
        value = value.split(".", 1)
    return {tag if tag in {"Ref", "Condition"} else f"Fn::{tag}": value}


TemplateLoader.add_multi_constructor("!", read_tag)


def read_template(path: Path) -> Template:
    """Read a template.

    Raises:
        Failure: It is not YAML or has no resources.
    """
    try:
        template = yaml.load(path.read_text(), Loader=TemplateLoader)  # noqa: S506 - a SafeLoader
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else "?"
        raise Failure(f"{path.name}, line {line}: {error.problem or 'not YAML'}.") from error
    if not isinstance(template, dict) or "Resources" not in template:
        raise Failure(f"{path.name} has no Resources.")
    return template


@dataclass(frozen=True, slots=True)
class Artifact:
    """A function or layer that a Makefile builds."""

    logical_id: str
    code_property: str
    source: Path
    makefile: Path

    def is_made_of(self, paths: Iterable[Path]) -> bool:
        """Tell whether one of the files goes into it."""
        return any(path.is_relative_to(self.source) or path == self.makefile for path in paths)


def artifacts_of(template: Template) -> list[Artifact]:
    """List what a template has built."""
    found = []
    for logical_id, resource in template["Resources"].items():
        code_property = CODE_PROPERTIES.get(resource["Type"])
        if code_property:
            source = PROJECT / resource["Properties"][code_property]
            context = resource.get("Metadata", {}).get("ContextPath")
            makefile = (PROJECT / context if context else source) / "Makefile"
            found.append(Artifact(logical_id, code_property, source, makefile))
    return found


def update(place: Place, template_path: Path, changed: frozenset[Path]) -> list[str]:
    """Rebuild what the changed files go into, update the stack; return what was rebuilt.

    Raises:
        Failure: The template or a module is broken; what was deployed before stays.
    """
    template = for_the_local_cloud(read_template(template_path))
    deployed = code_of(deployed_template(place))
    rebuilt = []
    for artifact in artifacts_of(template):
        properties = template["Resources"][artifact.logical_id]["Properties"]
        address = deployed.get(artifact.logical_id)
        if address is None or artifact.is_made_of(changed):
            address = upload(place, artifact)
            rebuilt.append(artifact.logical_id)
        properties[artifact.code_property] = address
    update_stack(place, template)
    return rebuilt


def deployed_template(place: Place) -> Template:
    """Return the template that is in force, as it was before SAM's transform."""
    body = client(place, "cloudformation").get_template(StackName=STACK, TemplateStage="Original")
    template = body["TemplateBody"]
    if isinstance(template, str):
        template = yaml.load(template, Loader=TemplateLoader)  # noqa: S506 - a SafeLoader
    found: Template = template
    return found


def code_of(template: Template) -> dict[str, Any]:
    """Return where the code of each function and layer is kept."""
    return {
        logical_id: resource["Properties"][CODE_PROPERTIES[resource["Type"]]]
        for logical_id, resource in template["Resources"].items()
        if resource["Type"] in CODE_PROPERTIES
    }


def upload(place: Place, artifact: Artifact) -> str:
    """Build an artifact and put it where Lambda reads it; return the address."""
    with tempfile.TemporaryDirectory() as folder:
        make(artifact, Path(folder))
        content = zipped(Path(folder))
    key = hashlib.sha256(content).hexdigest()
    client(place, "s3").put_object(Bucket=ARTIFACTS_BUCKET, Key=key, Body=content)
    return f"s3://{ARTIFACTS_BUCKET}/{key}"


def make(artifact: Artifact, target: Path) -> None:
    """Run the Makefile that SAM would run.

    Raises:
        Failure: A module does not compile, or the Makefile failed otherwise.
    """
    done = subprocess.run(
        ["make", "-s", "-f", str(artifact.makefile), f"build-{artifact.logical_id}"],
        cwd=artifact.source,
        env=os.environ | {"ARTIFACTS_DIR": str(target), "PATH": path_with_python()},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        raise Failure(essence([*done.stdout.splitlines(), *done.stderr.splitlines()]))


def path_with_python() -> str:
    """Return PATH with what `make` set up first; a `python3.13` on it may be a shim that fails."""
    first = (PROJECT / ".tools/bin", Path(sys.executable).parent)
    return os.pathsep.join([*map(str, first), os.environ["PATH"]])


def essence(lines: Iterable[str]) -> str:
    """Return what went wrong: where a module does not compile, else the last error."""
    said = [line.strip() for line in lines if line.strip()]
    wheres = [line for line in said if line.startswith("File ")]
    syntax = [line for line in said if line.startswith(("SyntaxError: ", "IndentationError: "))]
    if wheres and syntax:
        return f"{wheres[-1]}: {syntax[-1]}"
    errors = [line for line in said if "error" in line.lower()]
    return (errors or said or ["it said nothing"])[-1].removeprefix("Error: ")


def zipped(folder: Path) -> bytes:
    """Return a folder as a zip, the same bytes for the same content."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        for path in sorted(path for path in folder.rglob("*") if path.is_file()):
            entry = zipfile.ZipInfo(path.relative_to(folder).as_posix(), ZIP_TIME)
            entry.external_attr = path.stat().st_mode << 16
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes(), compresslevel=1)
    return buffer.getvalue()


def update_stack(place: Place, template: Template) -> None:
    """Give the stack a new template and wait until it is in force.

    Raises:
        Failure: CloudFormation refused it or went back to the old one.
    """
    body = json.dumps(template, default=str).encode()
    key = f"{hashlib.sha256(body).hexdigest()}.template"
    client(place, "s3").put_object(Bucket=ARTIFACTS_BUCKET, Key=key, Body=body)
    cloudformation = client(place, "cloudformation")
    try:
        cloudformation.update_stack(
            StackName=STACK,
            TemplateURL=f"{place.endpoint}/{ARTIFACTS_BUCKET}/{key}",
            Capabilities=["CAPABILITY_IAM", "CAPABILITY_AUTO_EXPAND"],
            Parameters=[
                {"ParameterKey": name, "ParameterValue": value}
                for name, value in place.parameters().items()
            ],
        )
    except cloudformation.exceptions.ClientError as error:
        message = str(error.response["Error"].get("Message", error))
        if "No updates" in message:
            return
        raise Failure(message) from error
    wait_for_update(place)


def wait_for_update(place: Place) -> None:
    """Wait until the stack is updated.

    Raises:
        Failure: The update failed or takes too long.
    """
    deadline = time.monotonic() + UPDATE_SECONDS
    while time.monotonic() < deadline:
        found = stack(place) or {"StackStatus": "DELETE_COMPLETE"}
        if found["StackStatus"] == "UPDATE_COMPLETE":
            return
        if not found["StackStatus"].endswith("IN_PROGRESS"):
            raise Failure(f"The update failed: {failure_reason(place)}")
        time.sleep(POLL_SECONDS)
    raise Failure(f"The update is not done after {UPDATE_SECONDS} s.")


def failure_reason(place: Place) -> str:
    """Return CloudFormation's reason for the newest failed change."""
    events = client(place, "cloudformation").describe_stack_events(StackName=STACK)["StackEvents"]
    reasons = [
        f"{event['LogicalResourceId']}: {event['ResourceStatusReason']}"
        for event in events
        if event["ResourceStatus"].endswith("FAILED") and event.get("ResourceStatusReason")
    ]
    return reasons[0] if reasons else "CloudFormation gave no reason"
