"""Start every function's process before the first visitor comes."""

import httpx

from tools.local_cloud.clients import resources
from tools.local_cloud.place import Place
from tools.local_cloud.progress import Failure

WARM_SECONDS = 120


def warm_up(place: Place) -> None:
    """Start a process for every function that has none.

    Raises:
        Failure: A function's module cannot be imported.
    """
    reply = httpx.post(f"{place.endpoint}/_local/warm", timeout=WARM_SECONDS, trust_env=False)
    names = {
        resource["PhysicalResourceId"]: logical_id
        for logical_id, resource in resources(place).items()
    }
    results: dict[str, str] = reply.raise_for_status().json()
    failed = [
        f"{names[name]} does not start: {result.strip().splitlines()[-1]}"
        for name, result in results.items()
        if name in names and not result.endswith(" s")
    ]
    if failed:
        raise Failure("; ".join(failed))
