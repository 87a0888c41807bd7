"""The template, the table of routes, the handlers and the events tell of the same routes."""

import importlib
import json
from pathlib import Path
from typing import Any

import pytest

from shop.web.api import Api
from shop.web.routes import ROUTES
from tests.support.template import ROOT, resources

EVENTS = ROOT / "events"
FUNCTIONS = {
    Path(properties["CodeUri"]).name: properties
    for properties in resources("AWS::Serverless::Function").values()
}
# Nothing is well about an unknown address, and an asset's name changes with its content.
WITHOUT_A_GOOD_EVENT = {"$default", "GET /assets/{file}"}


def api_of(group: str) -> Api:
    path = ROOT / "functions" / group / "app.py"
    if not path.exists():
        pytest.fail(f"functions/{group}/app.py is missing")
    api: Api = importlib.import_module(f"functions.{group}.app").api
    return api


def template_routes(group: str) -> list[str]:
    """Return the route keys of a function in the template."""
    assert group in FUNCTIONS, f"template.yaml has no function for functions/{group}"
    found = [
        event["Properties"]
        for event in FUNCTIONS[group].get("Events", {}).values()
        if event["Type"] == "HttpApi"
    ]
    return [f"{p['Method']} {p['Path']}" if "Path" in p else "$default" for p in found]


def event_keys(group: str, *, bad: bool) -> set[str]:
    """Return the route keys that a group's good or bad events are for."""
    paths = sorted((EVENTS / group).glob("*.json"))
    return {read(path)["routeKey"] for path in paths if ("-bad-" in f"{path.stem}-") == bad}


def read(path: Path) -> dict[str, Any]:
    event: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return event


@pytest.mark.parametrize("group", ROUTES)
def test_the_template_has_the_routes_of_the_table(group):
    found = template_routes(group)
    assert sorted(found) == sorted(ROUTES[group])


@pytest.mark.parametrize("group", ROUTES)
def test_every_route_has_a_handler(group):
    assert set(ROUTES[group]) - set(api_of(group).routes) == set()


@pytest.mark.parametrize("group", ROUTES)
def test_lambda_finds_the_handler(group):
    app = importlib.import_module(f"functions.{group}.app")
    assert app.lambda_handler == api_of(group).lambda_handler


@pytest.mark.parametrize("group", ROUTES)
def test_path_parameters_are_those_a_handler_asks_for(group):
    for key, route in api_of(group).routes.items():
        asked = {name for name, kind in route.wants.items() if kind is str}
        unknown = {name for name in asked if f"{{{name}}}" not in key}
        assert unknown == set(), f"{key} has no such parameter"


@pytest.mark.parametrize("group", ROUTES)
def test_every_route_has_an_event_that_is_well(group):
    assert set(ROUTES[group]) - event_keys(group, bad=False) - WITHOUT_A_GOOD_EVENT == set()


@pytest.mark.parametrize("group", ROUTES)
def test_every_route_that_is_given_anything_has_an_event_that_is_bad(group):
    given = {key for key, route in api_of(group).routes.items() if route.wants}
    posts = {key for key in ROUTES[group] if key.startswith("POST ")}
    assert (given | posts | ({"$default"} & set(ROUTES[group]))) - event_keys(
        group, bad=True
    ) == set()


@pytest.mark.parametrize("group", ROUTES)
def test_events_are_for_routes_there_are(group):
    keys = event_keys(group, bad=True) | event_keys(group, bad=False)
    assert keys - set(ROUTES[group]) == set()


def test_every_function_has_events_and_every_folder_of_events_a_function():
    folders = {path.name for path in EVENTS.iterdir() if any(path.glob("*.json"))}
    assert folders == set(FUNCTIONS)
