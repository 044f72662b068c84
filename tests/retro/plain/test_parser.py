"""What a typed line means."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retro.client import commands as c
from retro.plain.parser import ALIASES, CHOICES, VERBS, HelpOn, Wrong, parse

LINES = [
    ("note well we  laugh", c.Note("well", "we  laugh")),
    ("  NOTE unsafe x ", c.Note("unsafe", "x")),
    ("notitie need rust", c.Note("need", "rust")),
    ("notes", c.Notes()),
    ("edit 2 other words", c.Edit(2, "other words")),
    ("drop 12", c.Drop(12)),
    ("answer 4", c.Answer("4")),
    ("antwoord ja, hier", c.Answer("ja, hier")),
    ("dots 3 0 2", c.Dots(("3", "0", "2"))),
    ("stippen 3=2, 1=1", c.Dots(("3=2", "1=1"))),
    ("tick 1 4", c.Tick((1, 4))),
    ("tick", c.Tick(())),
    ("word open", c.Word("open")),
    ("consent 1 agree", c.Consent(1, "agree")),
    ("consent 2 Concern who says so?", c.Consent(2, "concern", "who says so?")),
    ("stem 3 bezwaar te vaag", c.Consent(3, "object", "te vaag")),
    ("consent 3 let-go", c.Consent(3, "let-go")),
    ("words same", c.Words("same")),
    ("woorden anders", c.Words("differ")),
    ("blank", c.Blank()),
    ("send", c.Send()),
    ("wait", c.Wait()),
    ("where", c.Where()),
    ("export out/a folder", c.Export("out/a folder")),
    ("help", HelpOn("")),
    ("? anonymity", HelpOn("anonymity")),
    ("quit", c.Quit()),
    ("next", c.Next()),
    ("terug", c.Back()),
    ("go vote", c.GoStep("vote")),
    ("ga 3", c.GoStep("3")),
    ("collect", c.Collect()),
    ("verzamel 0", c.Collect(0)),
    ("confirm", c.ConfirmSmall()),
    ("group 1 2", c.Group((1, 2))),
    ("group 1,2 as Talking as equals", c.Group((1, 2), "Talking as equals")),
    ("groepeer 7 als Rust", c.Group((7,), "Rust")),
    ("group 7 as", c.Group((7,))),
    ("ungroup 3", c.Ungroup(3)),
    ("title 3 More rest", c.Title(3, "More rest")),
    ("aside 5", c.Aside(5)),
    ("timer 90", c.Timer(90)),
    ("timer +60", c.Timer(60, more=True)),
    ("klok uit", c.Timer(0)),
    ("reword 1 We ask first", c.Reword(1, "We ask first")),
    ("loslaten 2", c.LetGo(2)),
    ("undo", c.Undo()),
    ("abort", c.Abort()),
    ("einde", c.End()),
]
BAD = [
    "note", "note well", "notes 3", "edit x text", "edit 1", "drop", "drop -1",
    "drop ²", "drop 1234567890", "answer", "dots", "dots 1 2=1", "dots a",
    "tick x", "word",
    "consent 1", "consent 1 maybe", "consent x agree", "words", "words perhaps",
    "blank 1", "export", "go", "collect soon", "collect -5", "group", "group as title",
    "group a b", "ungroup", "title 3", "timer", "timer ++5", "timer soon", "norm",
    "reword 1", "letgo all", "end now",
]  # fmt: skip


@pytest.mark.parametrize(("line", "command"), LINES)
def test_lines(line: str, command: c.Command) -> None:
    """Every verb, in English or Dutch, becomes the command a person means."""
    assert parse(line) == command


@pytest.mark.parametrize("line", BAD)
def test_bad_values(line: str) -> None:
    """A known verb with something it cannot use names the verb."""
    assert parse(line) == Wrong("bad-value", line.split(maxsplit=1)[0])


@pytest.mark.parametrize("line", ["dance", "nóte well x", "/note well x"])
def test_unknown_commands(line: str) -> None:
    """A line with another first word is refused with that word, as typed."""
    assert parse(line) == Wrong("unknown-command", line.split(maxsplit=1)[0])


@pytest.mark.parametrize(
    ("line", "norm"),
    [
        ("norm We ask first from 2", c.Norm("We ask first", 2)),
        ("afspraak Wij vragen het van 2", c.Norm("Wij vragen het", 2)),
        ("norm We ask first from 3", c.Norm("We ask first from 3")),
        ("norm We learn from 2 mistakes", c.Norm("We learn from 2 mistakes")),
        ("norm from 2", c.Norm("from 2")),
        ("norm We ask first", c.Norm("We ask first")),
    ],
)
def test_norm_from_a_theme(line: str, norm: c.Norm) -> None:
    """ "from N" is a theme only at the end, with a theme N; else it is the text."""
    assert parse(line, lambda: {2}) == norm


def test_every_verb_of_the_commands_can_be_typed() -> None:
    """Every command value can be typed, and no alias leads nowhere."""
    kinds = [kind for kind in vars(c).values() if isinstance(kind, type)]
    verbs = {kind.VERB for kind in kinds if issubclass(kind, c.Command)} - {""}
    assert verbs == set(VERBS)
    assert set(ALIASES.values()) <= verbs
    assert set(CHOICES.values()) == {
        "agree", "concern", "object", "keep", "reword", "let-go",
    }  # fmt: skip


@given(st.text(max_size=60) | st.builds(" ".join, st.lists(st.sampled_from(
    ["note", "dots", "group", "norm", "from", "as", "2", "1=2", "consent", "\n", "é"]
))))  # fmt: skip
def test_no_line_breaks_the_reader(line: str) -> None:
    """Whatever is typed gives a command or says what is wrong, and never raises."""
    assert isinstance(parse(line, lambda: (2,)), c.Command | Wrong)
