import importlib.util
import json
from types import ModuleType

import boto3
import pytest

from shop.gateways import signatures
from tests.support.tables import REGION, SECRET_READS
from tests.support.template import table_name


def a_fresh_process() -> ModuleType:
    """Return the module as a process that has read no key yet would have it."""
    spec = importlib.util.find_spec("shop.gateways.signatures")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def store(keys: dict[str, str]) -> None:
    boto3.client("secretsmanager", region_name=REGION).put_secret_value(
        SecretId=table_name("SigningKeys"), SecretString=json.dumps(keys)
    )


def test_knows_its_own_signature(tables):
    token = signatures.sign("order-link", "ABC")
    assert token.startswith("k1.")
    assert signatures.is_signed(token, "order-link", "ABC")


def test_signs_the_same_thing_alike(tables):
    assert signatures.sign("a", "b") == signatures.sign("a", "b")


@pytest.mark.parametrize(
    ("purpose", "message"), [("order-link", "ABD"), ("cursor", "ABC"), ("order-link\nABC", "")]
)
def test_a_signature_is_good_for_one_message_and_purpose(tables, purpose, message):
    token = signatures.sign("order-link", "ABC")
    assert not signatures.is_signed(token, purpose, message)


@pytest.mark.parametrize(
    "token",
    [
        "",
        ".",
        "k1",
        "k1.",
        "k1.x",
        "k2.x",
        ".x",
        "current.x",
        "current.k1",
        "é.é",
        "a.b.c",
        "x" * 9999,
    ],
)
def test_anything_else_is_no_signature(tables, token):
    assert not signatures.is_signed(token, "order-link", "ABC")


def test_every_character_counts(tables):
    token = signatures.sign("order-link", "ABC")
    for position in range(len(token)):
        other = "A" if token[position] != "A" else "B"
        changed = token[:position] + other + token[position + 1 :]
        # The last character of 43 carries four bits of the digest only in its upper part.
        assert not signatures.is_signed(changed, "order-link", "ABC")


def test_the_name_of_the_current_key_is_no_key(tables):
    store({"current": "k1", "k1": "secret"})
    process = a_fresh_process()
    forged = process.sign("order-link", "ABC").replace("k1.", "current.", 1)
    assert not process.is_signed(forged, "order-link", "ABC")


def test_keys_are_rotated_by_adding_one_and_retired_by_removing_it(tables):
    store({"current": "k1", "k1": "first"})
    old = a_fresh_process().sign("link", "x")
    store({"current": "k2", "k1": "first", "k2": "second"})
    process = a_fresh_process()
    new = process.sign("link", "x")
    assert new.startswith("k2.")
    assert process.is_signed(old, "link", "x")
    assert process.is_signed(new, "link", "x")
    store({"current": "k2", "k2": "second"})
    process = a_fresh_process()
    assert not process.is_signed(old, "link", "x")
    assert process.is_signed(new, "link", "x")


def test_keys_are_read_once_and_kept_a_while(tables):
    process = a_fresh_process()
    SECRET_READS.clear()
    for _ in range(3):
        process.is_signed(process.sign("a", "b"), "a", "b")
    assert SECRET_READS == ["GetSecretValue"]


def test_knows_a_new_key_as_soon_as_something_signed_with_it_comes_back(tables):
    signer, verifier = a_fresh_process(), a_fresh_process()
    verifier.sign("a", "b")
    store({"current": "k2", "k1": "a key for tests", "k2": "a newer one"})
    token = signer.sign("a", "b")

    assert not verifier.is_signed(token, "a", "b")
    read_at, keys = verifier._cached  # noqa: SLF001 - time passes for this one process
    verifier._cached = read_at - 11, keys  # noqa: SLF001 - the same
    assert verifier.is_signed(token, "a", "b")


def test_a_forged_key_id_costs_no_call_each(tables):
    signatures.sign("a", "b")
    SECRET_READS.clear()

    for n in range(20):
        signatures.is_signed(f"x{n}.y", "a", "b")

    assert len(SECRET_READS) <= 1


def test_a_token_carries_its_message_for_one_purpose(tables):
    token = signatures.make_token("alert", "LAMP-1 à@example.com")
    assert signatures.read_token("alert", token) == "LAMP-1 à@example.com"
    assert signatures.read_token("another", token) is None
    assert not set(token) & set("@+&=% ")


@pytest.mark.parametrize("token", ["", ".", "zz.k1.x", "ff.k1.x", "c3.28.k1", "é.k1.x"])
def test_a_token_that_others_made_carries_nothing(tables, token):
    assert signatures.read_token("alert", token) is None
    genuine = signatures.make_token("alert", "LAMP-1")
    forged = "aa" + genuine[2:]
    assert signatures.read_token("alert", forged) is None


def test_what_is_sealed_is_read_by_the_shop_alone_and_for_one_purpose(tables):
    secret = bytes(range(32))
    sealed = signatures.seal("a", secret)
    assert signatures.unseal("a", sealed) == secret
    assert signatures.unseal("b", sealed) is None
    assert secret.hex() not in sealed
    assert signatures.seal("a", secret) != sealed


@pytest.mark.parametrize("sealed", ["", "x", "00.k1.x", "made up"])
def test_what_was_not_sealed_here_is_no_secret(sealed, tables):
    assert signatures.unseal("a", sealed) is None


def test_a_sealed_secret_cannot_be_changed(tables):
    sealed = signatures.seal("a", b"secret")
    changed = f"{sealed[:-1]}{'A' if sealed[-1] != 'A' else 'B'}"
    assert signatures.unseal("a", changed) is None
    body, _, rest = sealed.partition(".")
    other = "11" if body.endswith("00") else "00"
    assert signatures.unseal("a", f"{body[:-2]}{other}.{rest}") is None


def test_finds_what_was_signed_before_a_key_was_rotated(tables):
    store({"current": "k2", "k1": "one", "k2": "two"})
    process = a_fresh_process()
    every = process.every_signature("mark", "ABC")
    assert [signature.partition(".")[0] for signature in every] == ["k1", "k2"]
    assert process.sign("mark", "ABC") == every[1]
    assert all(process.is_signed(signature, "mark", "ABC") for signature in every)
