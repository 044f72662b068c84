"""The audit of what comes along: what it calls wrong, and when it says NOT CHECKED."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from tests import audit
from tests.support.pages import ROOT, page, rows

NAMES = ("attrs", "pynacl")


def told(**versions: str | list[str] | None) -> str:
    """Write what pip-audit would: bad ids, none, or (None) that it was not answered."""
    return json.dumps(
        {
            "dependencies": [
                {"name": name, "skip_reason": "not found"}
                if bad is None
                else {"name": name, "version": "1", "vulns": [{"id": i} for i in bad]}
                for name, bad in versions.items()
            ]
        }
    )


@pytest.mark.parametrize(
    "output",
    ["", "no JSON", "{}", "[]", told(), told(attrs=[]), told(attrs=[], PyNaCl=None)],
)
def test_what_nobody_answered_for_is_not_called_checked(output: str) -> None:
    """A check that could not run never reads as one that was passed."""
    line, bad = audit.verdict([audit.read(output, NAMES)], NAMES)
    assert "NOT CHECKED" in line
    assert not bad


def test_what_was_answered_for_is_said_to_be() -> None:
    """Only when some service spoke of each package it counts as checked."""
    answers = [
        audit.read(told(attrs=[], PyNaCl=None), NAMES),
        audit.read(told(attrs=None, PyNaCl=[]), NAMES),
    ]
    line, bad = audit.verdict(answers, NAMES)
    assert line == "pip-audit: 2 packages were answered for"
    assert not bad


def test_a_known_vulnerability_is_wrong_even_when_others_were_not_asked() -> None:
    """One bad answer is enough, whatever else could not be had."""
    _, bad = audit.verdict([audit.read(told(attrs=["X-1"], pynacl=None), NAMES)], NAMES)
    assert bad == ["attrs 1: X-1"]


@pytest.mark.parametrize(
    ("output", "arguments", "code"),
    [("", [], 0), ("", ["--strict"], 1), ("bad", [], 1)],
)
def test_the_exit_code_says_whether_something_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    output: str,
    arguments: list[str],
    code: int,
) -> None:
    """No service: CI goes on and says so, a release does not; a finding stops both."""
    if output == "bad":
        output = told(**{name: ["X-1"] for name in audit.pins()})
    monkeypatch.setattr(audit, "ask", lambda _: output)
    monkeypatch.setattr(audit, "wrong_licences", lambda: iter(()))
    assert audit.main(arguments) == code
    assert ("WRONG" in capsys.readouterr().out) == (output != "")


def test_a_service_that_hangs_counts_as_not_asked(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """CI does not wait for ever, and takes silence for no answer."""

    def hang(*_: object, **__: object) -> None:
        raise subprocess.TimeoutExpired("pip-audit", 60)

    monkeypatch.setattr(subprocess, "run", hang)
    assert audit.read(audit.ask("pypi"), NAMES).unasked == {*NAMES}


def test_an_advisory_is_about_its_versions_alone() -> None:
    """A version inside the range is named, one at its end is not."""
    known = [audit.Advisory("X-1", "pynacl", SpecifierSet("<1.6.2"))]
    assert [*audit.vulnerable({"pynacl": Version("1.6.1")}, known)] == [
        "pynacl 1.6.1: X-1"
    ]
    assert not [*audit.vulnerable({"pynacl": Version("1.6.2")}, known)]


def test_no_version_that_may_be_installed_has_a_known_vulnerability() -> None:
    """Neither the pins nor the oldest versions allowed are in an advisory."""
    known, _ = audit.advisories()
    assert {one.package for one in known} <= audit.pins().keys() | audit.lowest().keys()
    assert not [*audit.vulnerable(audit.pins() | audit.lowest(), known)]
    assert not [*audit.vulnerable(audit.pins(), known)]


def test_every_pinned_package_has_its_licence_on_the_page() -> None:
    """Whoever adds a package says under which licence, and it is one we accept."""
    listed = audit.listed()
    assert listed.keys() == audit.pins().keys()
    assert {*listed.values()} == audit.allowed().keys()


def test_what_people_get_is_under_licences_that_may_be_given() -> None:
    """Nothing that is for development alone comes along with retro."""
    where, listed = audit.allowed(), audit.listed()
    assert {where[listed[name]] for name in audit.wanted()} == {"anywhere"}


def test_a_licence_other_than_the_page_says_is_wrong(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A package that changes its licence is noticed, as is one of unknown licence."""
    monkeypatch.setattr(audit, "pins", lambda: {"pynacl": Version("1"), "new": None})
    monkeypatch.setattr(audit, "stated", lambda _: "GPL-3.0-only")
    monkeypatch.setattr(audit, "installed", lambda _: True)
    monkeypatch.setattr(audit, "wanted", lambda *_: set())
    assert [*audit.wrong_licences()] == [
        "pynacl states GPL-3.0-only, the page Apache-2.0",
        "new states GPL-3.0-only, the page None",
    ]


def test_what_is_not_here_to_be_looked_at_is_said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """What CI installs must be here; what else is pinned is named as not compared."""
    pinned = {"pynacl": Version("1.6.2"), "mutmut": Version("3.8.1")}
    monkeypatch.setattr(audit, "pins", lambda: pinned)
    monkeypatch.setattr(audit, "ask", lambda _: "")
    monkeypatch.setattr(audit, "installed", lambda _: False)
    assert audit.main([]) == 1
    told = capsys.readouterr().out
    assert "NOT COMPARED, as not installed here: mutmut, pynacl" in told
    assert "WRONG: pynacl is not installed" in told
    assert "WRONG: mutmut" not in told


def test_every_nosec_names_one_rule_that_the_page_explains() -> None:
    """Nothing is hidden from bandit without a rule, a reason and a line on the page."""
    explained = rows(page("docs/audits.md"))
    for folder in ("retro", "server", "formats"):
        for path in Path(ROOT, folder).rglob("*.py"):
            for line in path.read_text(encoding="utf-8").splitlines():
                if "nosec" in line:
                    _, _, rest = line.partition("# nosec ")
                    rule, _, reason = rest.partition("  # ")
                    assert rule in explained, line
                    assert re.sub(r"^noqa: S\d+ ", "", reason).strip(), line


def test_ci_audits_before_it_tests() -> None:
    """The audits are part of every run, not something that somebody has to think of."""
    script = page(".ci/run")
    tests = script.index("<!-- tests -->")
    assert script.index("-m tests.audit\n") < tests
    assert script.index("bin/bandit -q -r retro server formats") < tests
