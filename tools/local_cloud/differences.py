"""What of the template the local cloud is not given."""

from typing import Any

# The local cloud has no CodeDeploy, and an alias would go on calling the version before a change.
ONLY_ON_AWS = (
    "AutoPublishAlias",
    "AutoPublishAliasAllProperties",
    "DeploymentPreference",
    "PublishLambdaVersion",
    "VersionDescription",
)
# A dashboard shows the alarm, whose name has the versions in it.
LOOK_AT_VERSIONS = ("NewVersionFailingAlarm", "HealthDashboard")


def for_the_local_cloud(template: dict[str, Any]) -> dict[str, Any]:
    """Return a template without what only AWS can do: versions, and deploying them by and by.

    What looks at a version is left out, too: there is none.
    """
    resources = {
        name: _here(resource)
        for name, resource in template["Resources"].items()
        if name not in LOOK_AT_VERSIONS
    }
    return template | {"Resources": resources}


def _here(resource: dict[str, Any]) -> dict[str, Any]:
    properties = resource.get("Properties", {})
    kept = {name: value for name, value in properties.items() if name not in ONLY_ON_AWS}
    return resource | ({"Properties": kept} if properties else {})
