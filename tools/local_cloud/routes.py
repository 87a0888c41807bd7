"""Create the HTTP API's routes and its domain, which MiniStack leaves out.

SAM describes the routes of an HTTP API in an OpenAPI body, which MiniStack does not read. This
reads it from the processed template and makes the same routes one by one. Drop this module when
MiniStack reads the body.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from tools.local_cloud.clients import client, resources
from tools.local_cloud.place import HOST, REGION, STACK, Place

API = "ShopApi"
FUNCTION_REFERENCE = re.compile(r"functions/\$\{(\w+)(?:\.Arn)?\}/invocations")
# MiniStack serves the domain over plain HTTP and never looks at the certificate.
CERTIFICATE = f"arn:aws:acm:{REGION}:000000000000:certificate/00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True, slots=True)
class Integration:
    """A function behind a route and how it is called."""

    function_arn: str
    payload_format: str
    timeout_milliseconds: int

    def settings(self) -> dict[str, Any]:
        """Return what API Gateway calls these."""
        return {
            "IntegrationType": "AWS_PROXY",
            "IntegrationMethod": "POST",
            "IntegrationUri": self.function_arn,
            "PayloadFormatVersion": self.payload_format,
            "TimeoutInMillis": self.timeout_milliseconds,
        }


def synchronise(place: Place) -> int:
    """Make the API's routes those of the deployed template; return how many there are."""
    deployed = resources(place)
    api_id = deployed[API]["PhysicalResourceId"]
    wanted = dict(wanted_routes(place, deployed))
    integrations = {
        integration: integration_id(place, api_id, integration)
        for integration in dict.fromkeys(wanted.values())
    }
    targets = {
        route_key: f"integrations/{integrations[integration]}"
        for route_key, integration in wanted.items()
    }
    set_routes(place, api_id, targets)
    map_domain(place, api_id)
    return len(targets)


def wanted_routes(
    place: Place, deployed: dict[str, dict[str, str]]
) -> Iterator[tuple[str, Integration]]:
    """Read the routes from the processed template's OpenAPI body."""
    template = client(place, "cloudformation").get_template(
        StackName=STACK, TemplateStage="Processed"
    )["TemplateBody"]
    paths = template["Resources"][API]["Properties"]["Body"]["paths"]
    arns = function_arns(place, deployed)
    for path, methods in paths.items():
        for method, operation in methods.items():
            described = operation["x-amazon-apigateway-integration"]
            yield (
                route_key(path, method, operation),
                Integration(
                    function_arn=arns[function_of(described["uri"])],
                    payload_format=described["payloadFormatVersion"],
                    timeout_milliseconds=described.get("timeoutInMillis", 30_000),
                ),
            )


def route_key(path: str, method: str, operation: dict[str, Any]) -> str:
    """Return API Gateway's name of a route."""
    if operation.get("isDefaultRoute"):
        return "$default"
    verb = "ANY" if method == "x-amazon-apigateway-any-method" else method.upper()
    return f"{verb} {path}"


def function_of(uri: dict[str, str]) -> str:
    """Return the logical id of the function an integration calls."""
    found = FUNCTION_REFERENCE.search(uri["Fn::Sub"])
    if found is None:
        raise ValueError(uri)
    return found[1]


def function_arns(place: Place, deployed: dict[str, dict[str, str]]) -> dict[str, str]:
    """Return the functions' ARNs by logical id."""
    pages = client(place, "lambda").get_paginator("list_functions").paginate()
    by_name = {
        function["FunctionName"]: function["FunctionArn"]
        for page in pages
        for function in page["Functions"]
    }
    return {
        logical_id: by_name[resource["PhysicalResourceId"]]
        for logical_id, resource in deployed.items()
        if resource["ResourceType"] == "AWS::Lambda::Function"
    }


def integration_id(place: Place, api_id: str, integration: Integration) -> str:
    """Return the id of an integration, made now if there is none like it."""
    gateway = client(place, "apigatewayv2")
    settings = integration.settings()
    for existing in gateway.get_integrations(ApiId=api_id)["Items"]:
        if all(existing.get(name) == value for name, value in settings.items()):
            return str(existing["IntegrationId"])
    return str(gateway.create_integration(ApiId=api_id, **settings)["IntegrationId"])


def set_routes(place: Place, api_id: str, targets: dict[str, str]) -> None:
    """Add, change and remove routes until the API has exactly these."""
    gateway = client(place, "apigatewayv2")
    existing = {route["RouteKey"]: route for route in gateway.get_routes(ApiId=api_id)["Items"]}
    for key, route in existing.items():
        if key not in targets:
            gateway.delete_route(ApiId=api_id, RouteId=route["RouteId"])
        elif route.get("Target") != targets[key]:
            gateway.update_route(ApiId=api_id, RouteId=route["RouteId"], Target=targets[key])
    for key in targets.keys() - existing.keys():
        gateway.create_route(ApiId=api_id, RouteKey=key, Target=targets[key])


def map_domain(place: Place, api_id: str) -> None:
    """Let the API answer under the shop's local host name."""
    gateway = client(place, "apigatewayv2")
    domains = [domain["DomainName"] for domain in gateway.get_domain_names()["Items"]]
    if HOST not in domains:
        configuration = {"CertificateArn": CERTIFICATE, "EndpointType": "REGIONAL"}
        gateway.create_domain_name(DomainName=HOST, DomainNameConfigurations=[configuration])
    mappings = gateway.get_api_mappings(DomainName=HOST)["Items"]
    if any(mapping["ApiId"] == api_id for mapping in mappings):
        return
    for mapping in mappings:
        gateway.delete_api_mapping(DomainName=HOST, ApiMappingId=mapping["ApiMappingId"])
    gateway.create_api_mapping(DomainName=HOST, ApiId=api_id, Stage="$default")
