"""The variables that the shop reads at import; the document depends on none of their values."""

import os

from tools.local_cloud.artifacts import read_template
from tools.local_cloud.place import PROJECT


def fill_environment() -> None:
    """Give every variable of the template a value, if it has none."""
    template = read_template(PROJECT / "template.yaml")
    groups = [
        template["Globals"]["Function"],
        *(resource.get("Properties", {}) for resource in template["Resources"].values()),
    ]
    for group in groups:
        for name in group.get("Environment", {}).get("Variables", {}):
            if not name.startswith("AWS_"):
                # Some are numbers, and read as such; a name may be anything.
                os.environ.setdefault(name, "1")
    os.environ.setdefault("AWS_DEFAULT_REGION", "eu-west-2")
