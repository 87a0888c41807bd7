"""Where a local cloud lives: its port, its folder, its addresses."""

import os
import platform
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parents[2]
STACK = "shop-local"
ARTIFACTS_BUCKET = "shop-local-artifacts"
REGION = "eu-west-2"
HOST = "shop.localhost"
# MiniStack takes this key for the account's root user; everyone else is held to IAM policies.
ROOT_KEY = "test"


@dataclass(frozen=True, slots=True)
class Place:
    """One local cloud; several can run side by side on ports and in folders of their own."""

    port: int
    folder: Path

    @property
    def endpoint(self) -> str:
        """The address that all AWS calls go to."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def site_url(self) -> str:
        """The shop's address; browsers and curl resolve *.localhost by themselves."""
        return f"http://{HOST}:{self.port}"

    @property
    def desk_url(self) -> str:
        """The operators' dashboard; on another host than the shop, whose cookies it cannot see."""
        return f"http://localhost:{self.port}/_local/desk"

    @property
    def log(self) -> Path:
        """What MiniStack prints."""
        return self.folder / "ministack.log"

    @property
    def temporary(self) -> Path:
        """Where functions are unpacked; emptied at every start and stop."""
        return self.folder / "tmp"

    def environment(self) -> dict[str, str]:
        """Return this process's environment with AWS pointing here, and nowhere else."""
        inherited = {key: value for key, value in os.environ.items() if not key.startswith("AWS_")}
        return inherited | {
            "AWS_ACCESS_KEY_ID": ROOT_KEY,
            "AWS_SECRET_ACCESS_KEY": ROOT_KEY,
            "AWS_CONFIG_FILE": os.devnull,
            "AWS_DEFAULT_REGION": REGION,
            "AWS_EC2_METADATA_DISABLED": "true",
            "AWS_ENDPOINT_URL": self.endpoint,
            "AWS_REGION": REGION,
            "AWS_SHARED_CREDENTIALS_FILE": os.devnull,
        }

    def parameters(self) -> dict[str, str]:
        """Return the template's parameters for this place."""
        arm = platform.machine().lower() in {"aarch64", "arm64"}
        return {
            "Stage": "local",
            "SiteUrl": self.site_url,
            "Architecture": "arm64" if arm else "x86_64",
        }


def from_environment() -> Place:
    """Return the place that LOCAL_PORT and LOCAL_FOLDER name; 3000 and .local without them."""
    folder = Path(os.environ.get("LOCAL_FOLDER") or PROJECT / ".local")
    return Place(port=int(os.environ.get("LOCAL_PORT") or 3000), folder=folder.resolve())
