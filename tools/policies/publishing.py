"""Make immutable versions of the policies from their sources and the code's own numbers."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

from shop.domain.policies import POLICY_NAMES, fill, front_matter, version_order
from shop.domain.policy_changes import NOTICE
from shop.domain.policy_text import CookieRow, values_from_code
from shop.web.cookies import COOKIES
from tools.policies import PROJECT

FOLDER = PROJECT / "layers/shop/shop/policies"
RECORD_FILE = "published.json"
MATERIAL_FILE = "material.json"
_SOURCE_FILE = "source.md"


class Overtaking(Exception):
    """A version would take effect before one that was published earlier."""


class ShortNotice(Exception):
    """Customers could not be told in time."""


@dataclass(frozen=True, slots=True)
class Publication:
    """What is told about the versions published together."""

    on: date
    effective_from: date
    material: bool
    summary: str


def code_values() -> dict[str, str]:
    """Return what fills the placeholders that the code decides."""
    return values_from_code(
        CookieRow(cookie.name, cookie.purpose, cookie.category, cookie.lifetime_text)
        for cookie in COOKIES
    )


def changed(folder: Path, values: Mapping[str, str]) -> list[str]:
    """Return the policies whose newest version is not what their source and the code now say."""
    return [
        name for name in POLICY_NAMES if _drafted(folder, name, values) != _newest(folder, name)
    ]


def publish(folder: Path, values: Mapping[str, str], publication: Publication) -> list[Path]:
    """Write and record a new version of each changed policy; return the files written.

    Raises:
        Overtaking: one published before takes effect later; it would never be told of.
    """
    _refuse_overtaking(folder, changed(folder, values), publication)
    written = [
        _publish_one(folder, name, _drafted(folder, name, values), publication)
        for name in changed(folder, values)
    ]
    record = read_record(folder)
    record.update({path.relative_to(folder).as_posix(): fingerprint(path) for path in written})
    text = json.dumps(record, indent=2, sort_keys=True) + "\n"
    (folder / RECORD_FILE).write_text(text, "utf-8")
    write_material(folder)
    return written


def refuse_short_notice(folder: Path, names: list[str], publication: Publication) -> None:
    """Refuse to change what matters to customers before they can have been told.

    Raises:
        ShortNotice: it would take effect too soon; the first version of a policy changes nothing.
    """
    is_change = any(published_files(folder, name) for name in names)
    if publication.material and is_change and publication.effective_from < publication.on + NOTICE:
        raise ShortNotice(
            f"a material change is published at least {NOTICE.days} days before it takes effect:"
            f" --effective-from {publication.on + NOTICE}, or --without-notice where there are no"
            " customers yet"
        )


def _refuse_overtaking(folder: Path, names: list[str], publication: Publication) -> None:
    for name in names:
        for path in published_files(folder, name)[-1:]:
            facts, _ = front_matter(path.read_text("utf-8"))
            if publication.effective_from.isoformat() < facts["effective_from"]:
                raise Overtaking(f"{name}: version {facts['version']} is to take effect first")


def write_material(folder: Path) -> None:
    """Write the small file by which pages and mails know of material changes."""
    text = json.dumps(material_entries(folder), indent=2, ensure_ascii=False) + "\n"
    (folder / MATERIAL_FILE).write_text(text, "utf-8")


def material_entries(folder: Path) -> list[dict[str, str | None]]:
    """Return the material versions of all policies, each with the one it replaced."""
    entries: list[dict[str, str | None]] = []
    for name in POLICY_NAMES:
        replaced = None
        for path in published_files(folder, name):
            facts, _ = front_matter(path.read_text("utf-8"))
            if facts["material"] == "yes":
                told = {fact: facts[fact] for fact in ("version", "title", "effective_from")}
                more = {"summary": facts["summary"], "replaces": replaced}
                entries.append({"policy": name, **told, **more})
            replaced = facts["version"]
    return entries


def read_record(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every published file, by its path inside the folder."""
    path = folder / RECORD_FILE
    record: dict[str, str] = json.loads(path.read_text("utf-8")) if path.exists() else {}
    return record


def fingerprint(path: Path) -> str:
    """Return the SHA-256 of a file, as `sha256sum` prints it."""
    return sha256(path.read_bytes()).hexdigest()


def published_files(folder: Path, name: str) -> list[Path]:
    """Return the files of a policy's versions, the oldest first."""
    files = (path for path in (folder / name).glob("*.md") if path.name != _SOURCE_FILE)
    return sorted(files, key=lambda path: version_order(path.stem))


def _drafted(folder: Path, name: str, values: Mapping[str, str]) -> tuple[str, str]:
    facts, body = front_matter((folder / name / _SOURCE_FILE).read_text("utf-8"))
    return facts["title"], fill(body, values)


def _newest(folder: Path, name: str) -> tuple[str, str] | None:
    files = published_files(folder, name)
    if not files:
        return None
    facts, body = front_matter(files[-1].read_text("utf-8"))
    return facts["title"], body


def _publish_one(
    folder: Path, name: str, drafted: tuple[str, str], publication: Publication
) -> Path:
    version = _free_version(folder / name, publication.on)
    title, body = drafted
    facts = {
        "title": title,
        "version": version,
        "effective_from": publication.effective_from.isoformat(),
        "material": "yes" if publication.material else "no",
        "summary": publication.summary,
    }
    head = "\n".join(f"{fact}: {value}" for fact, value in facts.items())
    path = folder / name / f"{version}.md"
    path.write_text(f"---\n{head}\n---\n\n{body}", "utf-8")
    return path


def _free_version(folder: Path, on: date) -> str:
    """Return the day, or the day and a number where the day is taken.

    Raises:
        FileExistsError: nine versions were published that day.
    """
    for version in (on.isoformat(), *(f"{on.isoformat()}.{number}" for number in range(2, 10))):
        if not (folder / f"{version}.md").exists():
            return version
    raise FileExistsError(f"nine versions were published on {on.isoformat()} already")
