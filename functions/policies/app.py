"""The shop's policies: what is in force, every version, and what changed. Reads no database."""

from shop.domain import policies
from shop.domain.errors import FieldError, InvalidFields
from shop.domain.policies import POLICY_NAMES, Policy
from shop.gateways.policy_files import history
from shop.web.api import Api
from shop.web.policies import views as policy_views
from shop.web.policies.views import PUBLIC_SECONDS, FormatQuery
from shop.web.replies import Reply, redirect
from shop.web.requests import Request

api = Api("policies")
lambda_handler = api.lambda_handler


@api.route("GET /policies")
def get_policies(request: Request) -> Reply:
    """Answer with the policies in force."""
    listed = [policy_views.listed(_in_force(request, name)) for name in POLICY_NAMES]
    return Reply(data={"policies": listed}, page="policies.html", public_seconds=PUBLIC_SECONDS)


@api.route("GET /policies/{name}")
def get_policy(request: Request, name: str, query: FormatQuery) -> Reply:
    """Answer with the version in force."""
    return policy_views.in_format(request, _in_force(request, name), history(name), query)


@api.route("GET /policies/{name}/versions")
def get_versions(request: Request, name: str) -> Reply:
    """Answer with the history of a policy, the newest version first."""
    return Reply(
        data={"versions": [policy_views.version_listed(policy) for policy in history(name)]},
        page="policy_versions.html",
        context={"current": _in_force(request, name).version},
        public_seconds=PUBLIC_SECONDS,
    )


@api.route("GET /policies/{name}/versions/{version}")
def get_version(request: Request, name: str, version: str, query: FormatQuery) -> Reply:
    """Answer with one version, as it was published."""
    policy = policies.find_version(history(name), version)
    return policy_views.in_format(request, policy, history(name), query)


@api.route("GET /policies/{name}/changes")
def get_changes(request: Request, name: str) -> Reply:
    """Answer with what changed between two versions; unless told, up to the one in force."""
    new = _asked_version(request, name, "to") or _in_force(request, name)
    old = _asked_version(request, name, "from") or policies.version_before(history(name), new)
    return policy_views.changes(old or new, new, history(name))


@api.route("GET /privacy")
@api.route("GET /shop/privacy_policy")
def go_to_privacy(_request: Request) -> Reply:
    """Send on from the addresses the privacy policy is known by."""
    return redirect("/policies/privacy")


@api.route("GET /customer-service/purchasing")
def go_to_terms(_request: Request) -> Reply:
    """Send on from the address the terms of purchase are known by."""
    return redirect("/policies/terms")


def _in_force(request: Request, name: str) -> Policy:
    return policies.in_force(history(name), request.now.date())


def _asked_version(request: Request, name: str, field: str) -> Policy | None:
    version = request.query().get(field) or None
    if isinstance(version, dict):
        raise InvalidFields(FieldError(field, "This must be a version."))
    return policies.find_version(history(name), version) if version else None
