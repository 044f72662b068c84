"""The documentation is complete and true, as far as a program can tell."""

from __future__ import annotations

import json
import re
import shlex
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import attrs
import click
import pytest
from markdown_it import MarkdownIt
from nacl.bindings import crypto_scalarmult_base
from nacl.signing import SigningKey

from formats import agenda, entries, merged_data, merged_report, session_file, wire
from formats.agenda_file import bundled_names, parse
from formats.export_data import (
    NORMS_COLUMNS,
    NOTES_COLUMNS,
    REPORT_COLUMNS,
    notes_json,
)
from formats.hashing import H
from formats.norms import from_markdown, to_markdown
from formats.norms_document import NormItem, NormsDocument
from formats.strict import Family
from formats.summary import summary_markdown
from retro import resume, settings
from retro.anonymity import chain, epoch, joinwords, keys, onion, sealing
from retro.anonymity.mixing import Mixing
from retro.anonymity.round import Round
from retro.cli import COMMANDS, Retro
from retro.cli.common import Here
from retro.cli.export import FORMATS, WHAT
from retro.client import commands, events
from retro.client.patience import Patience
from retro.plain import helping, parser, say
from retro.sentences import CANNOT, ERRORS, PROMISE, REASONS, REST, WARNINGS
from server.limits import Limits
from server.notes import EVENTS
from server.schema import SCHEMAS
from tests.support.pages import ROOT, coded, page, plain, rows, section, unfenced

PAGES = [ROOT / "README.md", ROOT / "CHANGELOG.md", *sorted(ROOT.glob("docs/*.md"))]
PAGES += sorted(ROOT.glob("docs/install/*.md"))


def fields(kind: type[Any]) -> list[str]:
    """Name the fields of an attrs class, in order."""
    return [field.name for field in attrs.fields(kind)]


def kinds_of(family: Family) -> list[type[Any]]:
    """List the classes of a family."""
    return [
        value
        for module in (entries, wire)
        for value in vars(module).values()
        if isinstance(value, type) and getattr(value, "TAG", None) in family.tags
    ]


# ---------------------------------------------------------------------- the protocol

FAMILIES = {
    "## The wire": [wire.CLIENT_FRAMES, wire.SERVER_FRAMES],
    "## Inside the seal": [entries.PAYLOADS],
    "### Control entries": [entries.ENTRIES],
    "### Messages": [entries.MESSAGES],
}


@pytest.mark.parametrize("heading", FAMILIES)
def test_every_kind_on_the_wire_is_documented_with_its_fields(heading: str) -> None:
    """Whoever writes another client finds each kind, its fields and their order."""
    table = rows(section(page("docs/protocol.md"), heading))
    for family in FAMILIES[heading]:
        for kind in kinds_of(family):
            assert coded(table[kind.TAG][0]) == fields(kind), kind.TAG
        assert len(kinds_of(family)) == len(family.tags)


@pytest.mark.parametrize(
    "kind",
    [
        entries.BroughtNorm,
        entries.Earlier,
        entries.Seat,
        entries.Opening,
        entries.DoneSeal,
        wire.LeadProof,
    ],
)
def test_every_value_inside_is_documented_with_its_fields(kind: type[Any]) -> None:
    """The maps inside entries and frames are on the page too."""
    assert coded(rows(page("docs/protocol.md"))[kind.__name__][0]) == fields(kind)


@pytest.mark.parametrize(
    ("frame", "codes"),
    [
        ("refused", wire.RefusedCode),
        ("rejected", wire.RejectedCode),
        ("closing", wire.ClosingCode),
    ],
)
def test_every_code_of_the_relay_is_documented(frame: str, codes: Any) -> None:  # noqa: ANN401 - a Literal
    """Each code that a relay sends stands in the table of its frame."""
    text = page("docs/protocol.md")
    start = text.index(f"| code of `{frame}` |")
    table = rows(text[start:].split("\n\n")[0])
    assert set(table) == {*codes.__args__, f"code of `{frame}"}


def vectors() -> dict[str, bytes]:
    """Compute what the protocol page lists as test vectors."""
    one, two, three, four = (bytes([n]) * 32 for n in (1, 2, 3, 4))
    secrets = joinwords.derive(("canoe", "notebook", "coral", "potato"))
    key = SigningKey(four)
    scope = keys.Scope(one)
    head = H("chain", one)
    body = entries.ENTRIES.encode(entries.Gather(epoch=1))
    sig = keys.sign(key, "gather", scope, 0, head, body)
    signed = entries.SignedEntry(prev=head, body=body, sig=sig)
    seat = entries.Seat(
        name="Anna", vk=two, commitment=epoch.commitment("Anna", two, three)
    )
    rh = epoch.roster_hash(
        epoch=1, prev_rh=bytes(32), fk=four, seats=[seat], nonces=[three]
    )
    publics = [crypto_scalarmult_base(bytes([n]) * 32) for n in (8, 16)]
    slot = onion.seal_slot(
        b"hello", 32, 0, ctx=one, kh=two, inner_keys=publics, secret=three
    )
    pair = [
        entries.Keys(inner=inner, outer=outer)
        for inner, outer in (publics, publics[::-1])
    ]
    six = [bytes([n]) * 32 for n in range(2, 8)]
    mixing = Mixing(ctx=one, members=six, keys=pair * 3, lanes=(), me=two, outer=four)
    mixing.promise(onion.listed(b"hello"))
    vk = bytes(key.verify_key)
    round_ = Round(
        scope=keys.Scope(one, two),
        rid=1,
        opened=b"hello",
        roster=(vk,),
        lead=vk,
        key=key,
        lanes=lambda _: (),
    )
    return {
        '`H("tag")`': H("tag"),
        '`H("tag"; "é", 0102, 7, ["a", ["b"]])`': H(
            "tag", "é", b"\1\2", 7, ["a", ["b"]]
        ),
        "room id of `canoe-notebook-coral-potato`": secrets.room,
        "session key of the same": secrets.key,
        "what a login signs: room `01…`, relay nonce `02…`, client nonce `03…`": (
            wire.login_bytes(one, two, three)
        ),
        "head of the empty chain of room `01…`": head,
        "`gather{epoch: 1}`": body,
        "its signature by the key with seed `04…`, first in that chain": sig,
        "its payload `e`": entries.PAYLOADS.encode(signed),
        "its hash": chain.entry_hash(head, body),
        "commitment of `Anna`, vk `02…`, nonce `03…`": seat.commitment,
        "`listed` of that one seat": epoch.listed([seat]),
        "its rh in epoch 1, previous rh zeros, fk `04…`": rh,
        "numbers of the four words of that rh": bytes(epoch.word_numbers(rh)),
        "X25519 public keys of the secrets `08…` and `10…`": b"".join(publics),
        "inner slot of `hello` for them, m 32, lane 0, ctx `01…`, kh `02…`, r `03…`": (
            slot
        ),
        "ctx in sid `01…`, rh `02…`, of an OPEN_ROUND whose body is `hello`": (
            round_._ctx
        ),
        "kh of ctx `01…`, SET `02…` to `07…`, inner keys those two in turn, and "
        "each outer key the other of them": mixing.ts[0],
        "the first bytes of the hops in order then": b"".join(
            vk[:1] for vk in mixing.order
        ),
        "hash of the list `hello`": onion.listed(b"hello"),
        "t_1 then, when the first hop promises that": mixing.ts[1],
        "`out` of one lane: `hello`, unreadable, blank": onion.out_hash(
            ((b"hello", None, b""),)
        ),
    }


def test_the_test_vectors_are_what_the_code_computes() -> None:
    """Another client can check its bytes against the page, because we did."""
    table = rows(section(page("docs/protocol.md"), "## Test vectors"))
    del table["what"]
    assert {name: coded(cells[0])[0] for name, cells in table.items()} == {
        name.strip("`"): value.hex() for name, value in vectors().items()
    }


def test_the_sealed_vector_opens() -> None:
    """A payload sealed once, long ago, still opens."""
    text = section(page("docs/protocol.md"), "### A sealed payload")
    secrets = joinwords.derive(("canoe", "notebook", "coral", "potato"))
    sealed = bytes.fromhex("".join(coded(text)[-1].split()))
    assert sealing.unseal(secrets, sealed, b"control") == b"hello"


# ---------------------------------------------------------------------- the commands


def subcommands() -> dict[str, click.Command]:
    """Map every command, as people type it, to what click knows of it."""
    found: dict[str, click.Command] = {}

    def walk(command: click.Command, typed: str, context: click.Context) -> None:
        found[typed] = command
        if isinstance(command, click.Group):
            for name in command.list_commands(context):
                if inner := command.get_command(context, name):
                    walk(inner, f"{typed} {name}", context)

    top = Retro(Here("en"))
    walk(top, "retro", click.Context(top))
    return found


@pytest.mark.parametrize("typed", subcommands())
def test_every_command_is_documented_with_all_its_options(typed: str) -> None:
    """Each command has its section, with exactly the options and arguments it takes."""
    text = section(page("docs/commands.md"), f"### `{typed}`")
    command = subcommands()[typed]
    options = [
        name
        for parameter in command.params
        if isinstance(parameter, click.Option)
        for name in parameter.opts
    ]
    written = re.findall(r"^- (`.*?`):", text, re.MULTILINE)
    listed = [word for item in written for word in re.findall(r"(?<=`)-[-\w]+", item)]
    listed += [word for item in written for word in re.findall(r", `(-[-\w]+)", item)]
    assert sorted({*listed} | {"--lang"}) == sorted(options)
    for parameter in command.params:
        if isinstance(parameter, click.Argument):
            assert (parameter.metavar or parameter.name or "").strip("[]") in text
        elif isinstance(parameter.type, click.Choice):
            assert parameter.name == "lang" or {*parameter.type.choices} <= {
                *coded(text)
            }


def test_no_command_is_documented_that_is_not_there() -> None:
    """Nobody looks for a command that does not exist."""
    headings = re.findall(r"^### `(retro[^`]*)`$", page("docs/commands.md"), re.M)
    assert sorted(headings) == sorted(subcommands())
    assert {typed.split()[1] for typed in headings if " " in typed} == set(COMMANDS)
    assert set(WHAT) | set(FORMATS) <= {*coded(page("docs/commands.md"))}


def verbs() -> dict[str, type[commands.Command]]:
    """Map every verb of the line client to its command."""
    kinds = [kind for kind in vars(commands).values() if isinstance(kind, type)]
    return {
        kind.VERB: kind
        for kind in kinds
        if issubclass(kind, commands.Command) and kind.VERB
    }


@pytest.mark.parametrize(
    ("heading", "lead"),
    [("### Everyone", False), ("### The facilitator, besides", True)],
)
def test_every_line_command_is_documented_with_its_dutch_words(
    heading: str, lead: bool
) -> None:
    """Each verb stands with how it is typed and every other word for it."""
    table = rows(section(page("docs/commands.md"), heading))
    del table["type"]
    wanted = {verb for verb, kind in verbs().items() if kind.LEAD is lead}
    assert {typed.split()[0] for typed in table} == wanted
    for typed, (others, *_) in table.items():
        verb = typed.split()[0]
        aliases = [word for word, meant in parser.ALIASES.items() if meant == verb]
        assert {*coded(others)} == {*aliases}, verb
    assert set(verbs()) == set(parser.VERBS)


def test_every_word_for_a_choice_is_documented() -> None:
    """What can be said of a norm, in both languages, is on the page."""
    table = rows(section(page("docs/commands.md"), "### Words for a choice"))
    for choice in dict.fromkeys(parser.CHOICES.values()):
        words = [word for word, meant in parser.CHOICES.items() if meant == choice]
        assert [choice, *coded(table[choice][0])] == words


def event_kinds() -> dict[str, type[events.Event]]:
    """Map every event's name to its class, the line client's own included."""
    found = [*vars(events).values(), say.HintEvent, helping.HelpLines]
    return {
        kind.NAME: kind
        for kind in found
        if isinstance(kind, type) and issubclass(kind, events.Event) and kind.NAME
    }


def test_every_event_is_documented_with_its_fields() -> None:
    """A program that reads `--json` finds each event and all it holds."""
    table = rows(section(page("docs/commands.md"), "## Events").split("\n### ")[0])
    documented = {name: coded(cells[0]) for name, cells in table.items()}
    for name, kind in event_kinds().items():
        assert documented[name] == fields(kind), name


@pytest.mark.parametrize(
    "kind",
    [
        events.NoteItem,
        events.ThemeItem,
        events.OptionItem,
        events.ColumnItem,
        events.CountItem,
        events.DotsItem,
        events.NormItem,
        events.ReasonItem,
        events.EarlierItem,
        events.ThemeDots,
        events.NormChoice,
    ],
)
def test_every_item_in_an_event_is_documented(kind: type[Any]) -> None:
    """What a list in an event holds is on the page, with its fields."""
    table = rows(section(page("docs/commands.md"), "### What lists hold"))
    assert fields(kind) in [coded(cells[0]) for cells in table.values()]


@pytest.mark.parametrize(
    ("heading", "codes"),
    [
        ("### Error codes", ERRORS),
        ("### Warnings", WARNINGS),
        ("### Why a round stopped", REASONS),
        ("### Why a client cannot go on", CANNOT),
    ],
)
def test_every_code_is_documented(heading: str, codes: Iterable[str]) -> None:
    """Each code that an event or a failing client can carry has its line."""
    table = rows(section(page("docs/commands.md"), heading))
    assert set(table) - {"code"} == {*codes} - {"maybe-read-before"}


# ------------------------------------------------------------------------- the files


FILES: list[tuple[str, list[type[Any]]]] = [
    ("## An agenda", [agenda.Agenda, agenda.Step]),
    ("### Columns, prompts and places", [agenda.Column, agenda.Prompt]),
    ("### Columns, prompts and places", [agenda.Place]),
    ("## A saved session", [session_file.SavedSession, session_file.SavedNote]),
    ("## A saved session", [session_file.SavedTheme, session_file.SavedCount]),
    ("## A saved session", [session_file.SavedAnswers, session_file.SavedNorm]),
    ("## A saved session", [entries.Earlier]),
    ("### As JSON", [merged_report.MergedReport, merged_report.QuestionReport]),
    ("### As JSON", [merged_report.Group, merged_report.Figures]),
    ("### As JSON", [merged_report.Answer, merged_report.Share]),
    ("## Settings", [settings.Settings, Patience]),
    ("## What a facilitator's computer keeps", [resume.Resume]),
]


@pytest.mark.parametrize(("heading", "kinds"), FILES)
def test_every_field_of_a_file_is_documented(
    heading: str, kinds: list[type[Any]]
) -> None:
    """Whoever writes or reads one of our files finds all its fields."""
    named = {*coded(section(page("docs/file-formats.md"), heading))}
    for kind in kinds:
        assert {*fields(kind)} <= named, kind.__name__


def blocks(text: str, language: str) -> list[str]:
    """List the fenced blocks of a language."""
    tokens = MarkdownIt().parse(text)
    return [t.content for t in tokens if t.type == "fence" and t.info == language]


def test_the_agenda_on_the_page_is_sound() -> None:
    """The example can be copied and used."""
    (source,) = blocks(section(page("docs/file-formats.md"), "## An agenda"), "toml")
    assert parse(source).name == "quick-look"


def test_the_settings_on_the_page_are_sound() -> None:
    """The example can be copied and used, and shows every key."""
    (source,) = blocks(section(page("docs/file-formats.md"), "## Settings"), "toml")
    settings.parse(source)
    assert {*tomllib.loads(source)} == {*fields(settings.Settings)}


def example_norms() -> NormsDocument:
    """Give the norms that the page shows as a file."""
    return NormsDocument(
        lang="en",
        title="Team meeting Sunny Court",
        team="Sunny Court",
        date="2026-03-09",
        people=7,
        agenda="social-safety",
        norms=(
            NormItem(
                text="If something bothers me, I say it within a week, to you.",
                theme="Saying it to each other",
                asked=True,
                agree=6,
                concern=1,
                review="2026-06-09",
                reasons=("Yes, but I will need to grow into it.",),
                earlier=(
                    entries.Earlier(
                        date="2025-12-08",
                        text="If something bothers me, I say it at once.",
                        status="open",
                        asked=True,
                        agree=3,
                        concern=2,
                        object=1,
                        reasons=("I do not dare at once.",),
                    ),
                    entries.Earlier(
                        date="2026-03-09",
                        text="If something bothers me, I say so.",
                        status="draft",
                        asked=True,
                        reviewed=True,
                        agree=2,
                        concern=5,
                    ),
                ),
            ),
            NormItem(
                text="Whoever is new has a fixed partner on the first shift.",
                asked=True,
                agree=5,
                concern=1,
                object=1,
                status="open",
            ),
            NormItem(text="Telephones stay in the bag.", status="let-go"),
        ),
        places=(agenda.Place(kind="confidant", text="Carol, 030 123"),),
    )


def test_the_norms_on_the_page_are_what_the_code_writes_and_reads() -> None:
    """The example is made by the code, and comes back from the page without loss."""
    text = section(page("docs/file-formats.md"), "## norms.md")
    (source,) = blocks(text, "markdown")
    assert source == to_markdown(example_norms())
    assert from_markdown(source, "en") == example_norms()


def test_the_columns_of_a_report_are_documented() -> None:
    """The row of names on the page is the one that is written."""
    (header,) = blocks(section(page("docs/file-formats.md"), "### As CSV"), "csv")
    assert tuple(header.strip().split(",")) == merged_data.COLUMNS


def test_the_columns_of_the_csv_are_documented() -> None:
    """Whoever counts notes in a spreadsheet knows what the columns are."""
    headers = blocks(section(page("docs/file-formats.md"), "## notes.csv"), "csv")
    assert [header.strip().split(",") for header in headers] == [
        [*NOTES_COLUMNS],
        [*NORMS_COLUMNS],
        [*REPORT_COLUMNS],
    ]


def example_session() -> session_file.SavedSession:
    """Give the session that the page shows in parts."""

    def counted(**counts: int) -> tuple[session_file.SavedCount, ...]:
        return tuple(
            session_file.SavedCount(title=title, count=count)
            for title, count in counts.items()
        )

    def norm(number: int, text: str, **rest: Any) -> session_file.SavedNorm:  # noqa: ANN401  any field
        told: dict[str, Any] = {"review": "", "status": "open", **rest}
        return session_file.SavedNorm(
            id=number, text=text, theme="", asked=True, agree=5, concern=1, object=0,
            reasons=(), **told,
        )  # fmt: skip

    shown = example_norms()
    return session_file.SavedSession(
        version=1,
        lang="en",
        title=shown.title,
        team=shown.team,
        date=shown.date,
        agenda=shown.agenda,
        people=shown.people,
        columns=(agenda.Column(key="well", title="What goes well"),),
        notes=tuple(
            session_file.SavedNote(
                id=number, column="well", text="We ask each other how it goes"
            )
            for number in range(1, 13)
        ),
        unreadable=0,
        themes=(),
        vote_respondents=0,
        answers=(
            session_file.SavedAnswers(
                question="Was this worth our time?",
                kind="scale",
                counts=counted(**{"7": 2, "8": 4}),
                respondents=6,
                people=7,
            ),
            session_file.SavedAnswers(
                question="Have you seen it?",
                kind="yesno",
                counts=counted(yes=1, no=3),
                respondents=4,
                people=7,
            ),
        ),
        norms=(
            norm(1, shown.norms[0].text, status="agreed", review="2026-06-09"),
            norm(2, shown.norms[1].text),
        ),
        places=shown.places,
    )


def test_the_summary_on_the_page_is_what_the_code_writes() -> None:
    """Who wants to publish it sees beforehand what is in it, and what is not."""
    (source,) = blocks(section(page("docs/file-formats.md"), "## Reports"), "markdown")
    assert source == summary_markdown(example_session())


def test_the_json_on_the_page_is_what_the_code_writes() -> None:
    """The example is made by the code, and every schema is on the page."""
    text = section(page("docs/file-formats.md"), "## JSON")
    (source,) = blocks(text, "json")
    first = attrs.evolve(example_session(), notes=example_session().notes[:1])
    assert source == notes_json(first)
    for path in ROOT.glob("docs/schemas/*.json"):
        assert f"(schemas/{path.name})" in text
        title = json.loads(path.read_text(encoding="utf-8"))["title"]
        assert f"`{title}`" in text


# ------------------------------------------------------------ the README and the rest


def marked(name: str) -> list[str]:
    """Give the commands in the README's block behind this mark, as .ci/run does."""
    text = page("README.md")
    block = re.search(rf"^<!-- {name} -->\n```sh\n(.*?)^```$", text, re.M | re.S)
    assert block, name
    return block[1].splitlines()


@pytest.mark.parametrize("name", ["tests", "demo"])
def test_the_readme_starts_each_in_one_command(name: str) -> None:
    """One line to paste sets everything up and runs the demo, or passes the tests."""
    (command,) = marked(name)
    words = shlex.split(command)
    assert words[:4] == ["python3", "-m", "venv", ".venv"]
    assert {"tests": ".venv/bin/pytest", "demo": ".venv/bin/retro"}[name] in words


@pytest.mark.parametrize("name", ["README.md", "docs/anonymity.md"])
def test_the_promise_is_the_one_that_the_screen_makes(name: str) -> None:
    """No page promises more, or leaves out less, than the screen does."""
    text = plain(page(name))
    for sentence in (PROMISE, *REST):
        assert sentence in text


def test_every_dependency_has_its_reason() -> None:
    """Nothing is installed that nobody can explain."""
    project = tomllib.loads(page("pyproject.toml"))["project"]
    named = {*coded(section(page("docs/decisions.md"), "## Dependencies"))}
    wanted = sum(project["optional-dependencies"].values(), project["dependencies"])
    assert {re.split(r"[><=~ ]", one)[0] for one in wanted} <= named


def test_every_limit_of_the_relay_is_documented() -> None:
    """Who operates a relay knows every bound of it."""
    table = rows(section(page("docs/deployment.md"), "## Limits"))
    assert set(table) - {"limit"} == {*fields(Limits)}
    for name, (value, *_) in table.items():
        if name != "limit":
            number = getattr(Limits(), name)
            assert number == eval(value, {"MiB": 2**20}), name  # noqa: S307  our own page


def test_every_event_of_the_log_is_documented() -> None:
    """Who reads the relay's log finds each event, and how much to worry."""
    table = rows(section(page("docs/deployment.md"), "## Logs"))
    written = {event: cells[0] for event, cells in table.items() if event != "event"}
    assert written == {**EVENTS}


def test_every_version_is_documented() -> None:
    """What goes with what is said of the numbers that the code has."""
    numbers = {
        "the wire between laptop and relay": wire.VERSION,
        "a session": entries.VERSION,
        "the relay's database": len(SCHEMAS),
        "a saved session (`.retro`)": session_file.VERSION,
        "what a facilitator's computer keeps until the end": resume.VERSION,
    }
    lines = page("docs/versions.md").splitlines()
    told = [
        [cell.strip() for cell in line.split("|")[1:3]] for line in lines if "|" in line
    ]
    assert {what: int(number) for what, number in told if number.isdigit()} == numbers


def test_every_bundled_agenda_is_documented() -> None:
    """Both names of each agenda that comes along stand on the page."""
    named = {*coded(page("docs/file-formats.md"))}
    assert {*bundled_names("en"), *bundled_names("nl")} <= named


def links() -> Iterator[tuple[Path, str]]:
    """Give every link of every page to something of our own."""
    for source in PAGES:
        text = unfenced(source.read_text(encoding="utf-8"))
        for target in re.findall(r"\]\(([^)\s]+)\)", text):
            if "://" not in target:
                yield source, target


@pytest.mark.parametrize(
    ("source", "target"),
    [pytest.param(*link, id=f"{link[0].name}-{link[1]}") for link in links()],
)
def test_every_link_leads_somewhere(source: Path, target: str) -> None:
    """No link between our pages is broken, to a heading either."""
    name, _, anchor = target.partition("#")
    found = source.parent / name if name else source
    assert found.exists()
    if anchor:
        headings = re.findall(r"^#+ (.*)$", found.read_text(encoding="utf-8"), re.M)
        slugs = [
            re.sub(r"[^\w\- ]", "", heading.lower()).replace(" ", "-")
            for heading in headings
        ]
        assert anchor in slugs


@pytest.mark.parametrize("path", sorted(ROOT.glob("docs/*.svg")), ids=lambda p: p.name)
def test_every_picture_can_be_read_aloud(path: Path) -> None:
    """A picture is well formed and says in words what it shows."""
    picture = ElementTree.parse(path).getroot()  # noqa: S314  our own file
    names = {element.tag.partition("}")[2] for element in picture}
    assert {"title", "desc"} <= names


def test_every_page_has_a_reader() -> None:
    """Each page of the documentation is named in the README, with whom it is for."""
    table = rows(section(page("README.md"), "## The documentation"))
    text = " ".join(table)
    for path in PAGES[1:]:
        assert path.relative_to(ROOT).as_posix() in text
