"""Check what comes along: licences and known vulnerabilities: python -m tests.audit.

CI runs it before the tests. What is allowed and what is known stands in the tables of
docs/audits.md, which people read and this reads too. With --strict it also fails when
no vulnerability service could be asked.
"""

from __future__ import annotations

import argparse
import json
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from importlib import metadata
from typing import Any

from attrs import field, frozen
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name
from packaging.version import Version

from tests.support.pages import ROOT, coded, page, rows, section

SPDX = {
    "Apache 2.0": "Apache-2.0",
    "Apache License": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Apache-2.0 AND BSD-2-Clause": "Apache-2.0",
    "Apache-2.0 OR BSD-2-Clause": "Apache-2.0",
    "Apache-2.0 OR BSD-3-Clause": "Apache-2.0",
    "BSD 2-Clause License": "BSD-2-Clause",
    "GNU Lesser General Public License v3 (LGPLv3)": "LGPL-3.0-only",
    "ISC License (ISCL)": "ISC",
    "MIT OR Apache-2.0": "MIT",
    "ISC license": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "PSFL": "PSF-2.0",
}
"""How packages write a licence that has a shorter name; of two, the one we name."""

SERVICES = ("pypi", "osv")
"""What pip-audit can ask, the first that answers for everything being enough."""

PATIENCE = 60
"""Seconds for one service; after that it counts as not asked."""


def pins() -> dict[str, Version]:
    """Map each package in constraints.txt, by plain name, to its version."""
    pairs = (line.split("==") for line in page("constraints.txt").split())
    return {canonicalize_name(name): Version(version) for name, version in pairs}


# ------------------------------------------------------------------------- licences


def stated(name: str) -> str:
    """Give the licence that an installed package states, by its short name."""
    about = metadata.metadata(name)
    classified = [
        line.rpartition(" :: ")[2]
        for line in about.get_all("Classifier", [])
        if line.startswith("License :: ")
    ]
    for said in (about["License-Expression"], about["License"], *classified):
        known = SPDX.get(str(said), str(said))
        if known in allowed():
            return known
    return " / ".join(filter(None, [about["License"], *classified])) or "none"


def allowed() -> dict[str, str]:
    """Map each licence we accept to where: `anywhere` or `development`."""
    text = section(page("docs/audits.md"), "## Licences")
    return {
        licence: cells[0]
        for licence, cells in rows(text).items()
        if cells[0] in ("anywhere", "development")
    }


def listed() -> dict[str, str]:
    """Map each package on the page, by plain name, to the licence it has there."""
    text = section(page("docs/audits.md"), "## Licences")
    return {
        canonicalize_name(name): coded(line)[-1]
        for line in text.splitlines()
        if line.startswith("| `") and line.count("|") == 3
        for name in coded(line)[:-1]
    }


def wanted(*extras: str) -> set[str]:
    """Name everything that retro needs, with these extras of it, by plain names."""
    found: set[str] = set()

    def walk(name: str, extras: frozenset[str]) -> None:
        for line in metadata.requires(name) or ():
            needed = Requirement(line)
            marker = needed.marker
            if marker and not any(
                marker.evaluate({"extra": extra}) for extra in {"", *extras}
            ):
                continue
            plain = canonicalize_name(needed.name)
            if plain not in found:
                found.add(plain)
                if installed(plain):
                    walk(plain, frozenset(needed.extras))

    walk("retro-safe", frozenset(extras))
    return found


def installed(name: str) -> bool:
    """Tell whether a package is here to be looked at."""
    return any(metadata.Distribution.discover(name=name))


def wrong_licences() -> Iterator[str]:
    """Say of each package what is wrong with its licence."""
    where, page_says = allowed(), listed()
    given, checked = wanted(), wanted("dev", "ci")
    for name in pins():
        if not installed(name):
            if name in checked:
                yield f"{name} is not installed: pip install -e '.[dev,ci]'"
            continue
        licence = stated(name)
        if page_says.get(name) != licence:
            yield f"{name} states {licence}, the page {page_says.get(name)}"
        elif name in given and where[licence] != "anywhere":
            yield f"{name} is given to people, and {licence} is for development alone"


# ------------------------------------------------------------------- vulnerabilities


@frozen
class Advisory:
    """One published advisory: its id, and the versions it is about."""

    id: str
    package: str
    versions: SpecifierSet


def advisories() -> tuple[list[Advisory], date]:
    """Give the advisories on the page, and the day they were looked up."""
    text = section(page("docs/audits.md"), "## Known vulnerabilities")
    day = re.search(r"As of (\d{4}-\d\d-\d\d):", text)
    assert day
    return [
        Advisory(
            id,
            canonicalize_name(cells[0].strip("`")),
            SpecifierSet(cells[1].strip("`")),
        )
        for id, cells in rows(text).items()
        if id != "advisory"
    ], date.fromisoformat(day[1])


def lowest() -> dict[str, Version]:
    """Map each package that pyproject.toml asks for to the oldest version it allows."""
    file = tomllib.loads(page("pyproject.toml"))
    extras = file["project"]["optional-dependencies"].values()
    needed = sum(
        extras, file["project"]["dependencies"] + file["build-system"]["requires"]
    )
    return {
        canonicalize_name(one.name): Version(bound.version)
        for one in map(Requirement, needed)
        for bound in one.specifier
        if bound.operator == ">="
    }


def vulnerable(
    versions: Mapping[str, Version], known: Sequence[Advisory]
) -> Iterator[str]:
    """Say which of these versions an advisory is about."""
    for one in known:
        version = versions.get(one.package)
        if version and one.versions.contains(version, prereleases=True):
            yield f"{one.package} {version}: {one.id}"


@frozen
class Answer:
    """What a vulnerability service said: of which packages nothing, of which bad."""

    unasked: frozenset[str]
    bad: tuple[str, ...] = field(default=())


def read(output: str, names: Sequence[str]) -> Answer:
    """Read pip-audit's JSON. What it does not speak of was not asked."""
    try:
        told: list[dict[str, Any]] = json.loads(output)["dependencies"]
    except (ValueError, KeyError, TypeError):
        return Answer(frozenset(names))
    asked = {canonicalize_name(one["name"]): one for one in told if "vulns" in one}
    return Answer(
        frozenset(names) - asked.keys(),
        tuple(
            f"{name} {one['version']}: {bad['id']}"
            for name, one in asked.items()
            for bad in one["vulns"]
        ),
    )


def ask(service: str) -> str:
    """Run pip-audit over the pins and give its JSON, or nothing when it gave up."""
    command = [
        *(sys.executable, "-m", "pip_audit", "--format", "json", "--timeout", "5"),
        *("--vulnerability-service", service, "--progress-spinner", "off"),
        *("--no-deps", "--disable-pip", "-r", str(ROOT / "constraints.txt")),
    ]
    try:
        done = subprocess.run(
            command, check=False, capture_output=True, text=True, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return ""
    return done.stdout


def verdict(answers: Sequence[Answer], names: Sequence[str]) -> tuple[str, list[str]]:
    """Put together what the services said: one line to print, and what is bad.

    The line says NOT CHECKED unless each package was answered for by some service.
    """
    unasked = frozenset(names).intersection(*(answer.unasked for answer in answers))
    bad = sorted({one for answer in answers for one in answer.bad})
    if unasked:
        return (
            f"pip-audit: NOT CHECKED: {len(unasked)} of {len(names)} packages, as no "
            "vulnerability service answered for them from here. Run it where there is "
            "internet before a release: python -m tests.audit --strict",
            bad,
        )
    return f"pip-audit: {len(names)} packages were answered for", bad


def main(arguments: Sequence[str] | None = None) -> int:
    """Run every check, print a line each and what is wrong; 1 when anything is."""
    parser = argparse.ArgumentParser(prog="python -m tests.audit")
    parser.add_argument("--strict", action="store_true")
    strict = parser.parse_args(arguments).strict
    versions = pins()
    names = sorted(versions)
    known, day = advisories()
    wrong = [*wrong_licences(), *vulnerable(versions, known)]
    wrong += [f"pyproject.toml allows {one}" for one in vulnerable(lowest(), known)]
    absent = [name for name in names if not installed(name)]
    print(f"licences: {len(names) - len(absent)} packages looked at")
    if absent:
        print(f"licences: NOT COMPARED, as not installed here: {', '.join(absent)}")
    print(
        f"advisories: {len(known)} looked at, from a list that is "
        f"{(date.today() - day).days} days old"
    )
    answers: list[Answer] = []
    for service in SERVICES:
        answers.append(read(ask(service), names))
        if not answers[-1].unasked:
            break
    line, bad = verdict(answers, names)
    print(line)
    wrong += bad
    for one in wrong:
        print(f"WRONG: {one}")
    return 1 if wrong or (strict and "NOT CHECKED" in line) else 0


if __name__ == "__main__":
    sys.exit(main())
