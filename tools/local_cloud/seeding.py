"""Fill the tables of a local cloud with the made-up goods."""

import subprocess
import sys

from tools.local_cloud.clients import client, stack
from tools.local_cloud.place import PROJECT, Place
from tools.local_cloud.progress import Failure, step


def seed(place: Place) -> None:
    """Add what is missing of the made-up goods, the promotions and the customer.

    It prints the customer's password, also when nothing was missing.

    Raises:
        Failure: The seeds could not be written.
    """
    with step("Filling the shop with made-up goods"):
        done = subprocess.run(
            [sys.executable, "-m", "tools.seed"],
            cwd=PROJECT,
            env=place.environment(),
            check=False,
        )
    if done.returncode:
        raise Failure("The shop could not be filled with goods; the lines above say why.")


def allow_mails(place: Place) -> None:
    """Let the shop send mail from its own address, which on AWS its owner confirms once."""
    mail = client(place, "sesv2")
    known = {found["IdentityName"] for found in mail.list_email_identities()["EmailIdentities"]}
    parameters = (stack(place) or {}).get("Parameters", [])
    for parameter in parameters:
        sender = parameter["ParameterValue"]
        if parameter["ParameterKey"] == "ShopEmail" and sender not in known:
            mail.create_email_identity(EmailIdentity=sender)
