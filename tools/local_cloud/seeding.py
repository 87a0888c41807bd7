"""Fill the tables of a local cloud that has none of the shop's goods yet."""

import subprocess
import sys

from tools.local_cloud.clients import client, outputs, stack
from tools.local_cloud.place import PROJECT, STACK, Place
from tools.local_cloud.progress import Failure, step


def seed_once(place: Place) -> None:
    """Seed if there are no products.

    Raises:
        Failure: The seeds could not be written.
    """
    table = outputs(place)["ProductsTable"]
    if client(place, "dynamodb").scan(TableName=table, Limit=1)["Count"] == 0:
        seed(place)


def seed(place: Place) -> None:
    """Write the made-up goods, the promotion and the customer.

    Raises:
        Failure: The seeds could not be written.
    """
    with step("Filling the shop with made-up goods"):
        done = subprocess.run(
            [sys.executable, "-m", "tools.seed"],
            cwd=PROJECT,
            env=place.environment() | {"STACK_NAME": STACK},
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
