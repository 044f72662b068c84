"""The threat model: tests hold what it claims, and no screen says otherwise."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from babel.messages.pofile import read_po

from retro.i18n import Lang, Speech
from retro.sentences import PROMISE, REST
from tests.support.pages import ROOT, coded, exists, page, plain, rows, section

MODEL = "docs/threat-model.md"
DUTCH = "docs/threat-model.nl.md"

ADVERSARIES = (
    "A curious colleague",
    "Colluding members",
    "The facilitator",
    "Who runs the relay",
    "A relay that lies",
    "The facilitator and the relay together",
    "An organisation's administrator",
    "Who listens on the network",
    "An outsider",
    "A hostile client",
    "Who gets hold of a computer afterwards",
    "Who watches the laptop itself",
    "A hostile file or text",
    "The supply chain",
)

CONDITIONS = (
    "as long as the names taking part are people here",
    "the four words on every screen are the same",
    "you and at least one other of them play fair",
    "your style, or something only you know",
)
"""What the promise on the screen rests on, and what it leaves out."""


def claims(name: str) -> list[tuple[str, str, str]]:
    """List an adversary's claims: `cannot` or `can`, what, and what holds it."""
    found = []
    for line in section(page(MODEL), f"## {name}").splitlines():
        if line.startswith(("| can ", "| cannot ")):
            kind, what, held = [cell.strip() for cell in line.strip("|").split("|")]
            found.append((kind, what, held))
    return found


def test_every_adversary_is_on_the_page() -> None:
    """None of those we defend against is left out, and none is there unnoticed."""
    headings = re.findall(r"^## (.*)$", page(MODEL), re.MULTILINE)
    assert [one for one in headings if one != "Who knows what"] == [*ADVERSARIES]


@pytest.mark.parametrize("name", ADVERSARIES)
def test_every_claim_is_held_by_tests_that_exist(name: str) -> None:
    """Nobody is called unable to do what no test tries; what is left is said too."""
    told = claims(name)
    assert {kind for kind, _, _ in told} == {"cannot", "can"}
    for kind, what, held in told:
        if kind == "can" and held == "by nature":
            continue
        assert coded(held), what
        for named in coded(held):
            assert exists(named), (what, named)


@pytest.mark.parametrize("sentence", [*REST, *CONDITIONS])
def test_what_the_screens_admit_is_in_the_threat_model(sentence: str) -> None:
    """Each thing the screens do not promise stands with who can make use of it."""
    assert sentence in REST or sentence in PROMISE
    admitted = [what for name in ADVERSARIES for _, what, _ in claims(name)] + [
        plain(section(page(MODEL), f"## {name}")) for name in ADVERSARIES
    ]
    assert any(f'"{sentence}' in what for what in admitted)


@pytest.mark.parametrize(("name", "lang"), [(MODEL, "en"), (DUTCH, "nl")])
def test_every_quote_of_a_screen_is_what_the_screen_says(name: str, lang: Lang) -> None:
    """The threat model puts no words into the screens' mouth, in either language."""
    _ = Speech(lang)
    said = " ".join(map(_, (PROMISE, *REST)))
    quotes = re.findall(r'"([^"]+)"', plain(page(name)))
    assert len(quotes) > len(REST)
    for quote in quotes:
        assert quote in said


@pytest.mark.parametrize(
    ("lang", "says", "where"),
    [
        ("en", r"[Nn]obody (sees|knows|can see|can tell)", r"F3|help anonymity"),
        ("nl", r"[Nn]iemand (ziet|weet|kan zien)", r"F3|hulp anonimiteit"),
    ],
)
def test_no_screen_says_it_shorter_without_saying_where_the_rest_is(
    lang: str, says: str, where: str
) -> None:
    """Whatever says that nobody sees whose it is names the key to when that holds."""
    with (ROOT / "retro/locale/nl/LC_MESSAGES/retro.po").open("rb") as lines:
        catalogue = read_po(lines)
    told = [
        text
        for message in catalogue
        for text in [message.id if lang == "en" else message.string]
        if isinstance(text, str) and re.search(says, text) and message.id != PROMISE
    ]
    assert len(told) > 8
    for text in told:
        assert re.search(where, text), text


def test_both_languages_claim_the_same() -> None:
    """Who reads Dutch finds each claim that stands in English, with the same tests."""
    words = {"cannot": "kan niet", "can": "kan", "by nature": "uit de aard"}

    def told(text: str) -> list[tuple[str, str]]:
        lines = [line for line in text.splitlines() if re.match(r"\| (can|kan)", line)]
        cells = [[cell.strip() for cell in one.strip("|").split("|")] for one in lines]
        return [(kind, held) for kind, _, held in cells]

    english, dutch = told(page(MODEL)), told(page(DUTCH))
    assert [(words[kind], words.get(held, held)) for kind, held in english] == dutch
    assert page(MODEL).count("\n## ") == page(DUTCH).count("\n## ")


def test_every_adversary_of_the_protocol_is_tested_where_the_page_says() -> None:
    """Each adversary and invariant of the rounds names tests that exist."""
    text = section(page("docs/anonymity.md"), "## Where each is tested")
    table = rows(text)
    wanted = {str(number) for number in range(1, 19)} | {f"I{n}" for n in range(1, 6)}
    assert set(table) - {"adversary", "invariant"} == wanted
    for named in coded(text):
        if named.startswith("tests/"):
            assert exists(named), named


NETWORK = {
    "aiohttp", "ftplib", "http", "httpx", "requests", "smtplib", "socket", "ssl",
    "truststore", "urllib.request", "urllib3", "websockets", "xmlrpc",
}  # fmt: skip
"""Modules with which Python code reaches a network."""

TALK = {
    "retro/cli/addresses.py": "asks the routing table for this laptop's addresses",
    "retro/client/client.py": "a client's connection, to the relay it was told",
    "retro/client/trust.py": "whom that connection trusts",
    "retro/embedded.py": "the relay on this laptop",
}
"""What reaches a network besides the relay, and for what."""


def imported(path: Path) -> set[str]:
    """Name the modules that a file imports, at its top or within."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found |= {node.module, *(f"{node.module}.{one.name}" for one in node.names)}
    return found


def test_only_the_client_and_the_relay_open_connections() -> None:
    """No module but those few reaches a network: no telemetry, no look for updates."""
    talking = {
        path.relative_to(ROOT).as_posix()
        for folder in ("retro", "formats")
        for path in (ROOT / folder).rglob("*.py")
        for module in imported(path)
        if any(module == one or module.startswith(f"{one}.") for one in NETWORK)
        or module in {"asyncio.open_connection", "asyncio.start_server"}
    }
    assert talking == {*TALK}
