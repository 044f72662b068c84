"""What is said of each event, in both languages, whatever people wrote."""

from __future__ import annotations

import unicodedata
from typing import Any, get_args

import pytest
from attrs import fields
from hypothesis import given
from hypothesis import strategies as st

from formats.agenda import StepKind
from retro.client import events as e
from retro.i18n import LANGS, Lang, Speech
from retro.plain.helping import HelpLines, help_lines, usage
from retro.plain.parser import ALIASES, VERBS, Wrong, parse
from retro.plain.say import HintEvent, Speaker
from retro.sentences import ERRORS, PROMISE, REST, WARNINGS


def said(
    event: e.Event, lang: Lang = "en", *, lead: bool = False, screen: bool = False
) -> list[str]:
    """Say one event to somebody who just came."""
    return Speaker(Speech(lang), lead=lead, screen=screen).say(event)


def step(**values: Any) -> e.StepEvent:  # noqa: ANN401  the fields of a step
    """Make a step."""
    usual: dict[str, Any] = {"id": 1, "steps": 9, "kind": "ask", "title": "Title."}
    return e.StepEvent(**(usual | values))


ROSTER: dict[str, Any] = {
    "epoch": 1,
    "count": 2,
    "words": ("a", "b", "c", "d"),
    "members": ("Ina", "Bob"),
    "known": False,
    "added": (),
    "removed": (),
    "answer": "",
}


def roster(**values: Any) -> e.Roster:  # noqa: ANN401  the fields of a roster
    """Make a roster."""
    return e.Roster(**(ROSTER | values))


def running(phase: e.RoundPhase, **values: Any) -> e.RoundEvent:  # noqa: ANN401  fields
    """Make an event of a round of notes."""
    return e.RoundEvent(purpose="notes", phase=phase, **values)


CASES: list[tuple[e.Event, list[str]]] = [
    (
        e.People(members=("Ina", "Bob", "Al"), screens=("beamer",)),
        ["3 people are here: Ina, Bob and Al.", "A screen is watching along: beamer."],
    ),
    (e.People(members=(), screens=()), []),
    (e.TimerEvent(seconds=0), ["The timer stands at nothing."]),
    (e.TimerEvent(seconds=65), ["The timer: 1:05 left."]),
    (running("countdown", seconds=0), []),
    (
        running("countdown", seconds=1),
        ["Collecting the notes in 1 second; what you have then goes along."],
    ),
    (
        running("holding", missing=("Al",)),
        [
            "Going on in a moment, without Al.",
            "Type wait if it should not go on like this.",
        ],
    ),
    (
        running("holding", missing=()),
        ["Going on in a moment.", "Type wait if it should not go on like this."],
    ),
    (
        running("holding", missing=("Al",), reason="waiting"),
        ["Waiting for a laptop to come back: Al."],
    ),
    (running("mixing", hop=0, hops=4), ["Mixing the notes."]),
    (running("mixing", hop=2, hops=4), ["Mixing the notes: laptop 2 of 4."]),
    (running("done"), ["Collecting the notes is done."]),
    (
        running("aborted", reason="stalled", hop=2, hops=4, missing=("Al",)),
        [
            "Collecting the notes was stopped; your drafts are still here.",
            "Why: a laptop gave no answer in time.",
            "It got to laptop 2 of 4.",
            "Not heard of: Al.",
        ],
    ),
    (
        running("aborted", reason="of-tomorrow", hop=2),
        [
            "Collecting the notes was stopped; your drafts are still here.",
            "Why: of-tomorrow.",
            "It got to laptop 2.",
        ],
    ),
    (
        running("burned"),
        ["Collecting the notes ended unfinished; what was sent may have been read."],
    ),
    (running("fork"), []),
    (
        e.Notes(notes=(e.NoteItem(id=3, column="well", text="a\nb"),), unreadable=2),
        ["There is 1 note.", "Note 3, well: a b", "2 notes could not be read."],
    ),
    (
        e.Drafts(
            drafts=(e.NoteItem(id=1, column="well", text="x"),),
            spent=(e.NoteItem(id=0, column="well", text="y"),),
        ),
        [
            "You have 1 draft, on this laptop alone.",
            "Draft 1, well: x",
            "May have been read: y",
        ],
    ),
    (
        e.Themes(themes=(e.ThemeItem(id=2, title="Rest", notes=(1, 4)),)),
        ["There is 1 theme.", "Theme 2, Rest: notes 1, 4."],
    ),
    (
        e.Answers(
            step=2,
            question="How?",
            counts=(e.CountItem(id=1, title="1", count=4),),
            respondents=4,
            people=5,
            spoiled=1,
        ),
        ["How? 4 of 5 answered.", "1: 4", "1 answer could not be counted."],
    ),
    (
        e.Dots(
            step=6,
            themes=(e.DotsItem(id=2, title="Rest", dots=5, people=3),),
            respondents=3,
            spoiled=0,
        ),
        ["3 people voted.", "Theme 2, Rest: 5 dots, 3 voted for it."],
    ),
    (
        e.Norms(
            norms=(
                e.NormItem(
                    id=1, text="We ask", theme=2, agree=4, concern=1, object=0,
                    status="agreed", review="2027-01-01",
                ),
                e.NormItem(
                    id=2, text="We rest", theme=None, agree=0, concern=0, object=0,
                    status="draft", review="",
                ),
            ),
            reasons=(e.ReasonItem(norm=1, text="who?"),),
        ),
        [
            "There are 2 norms.",
            "Norm 1, agreed, 4 agree, 1 with a concern, 0 object: We ask",
            "To be looked at again on 2027-01-01.",
            "Norm 2, draft: We rest",
            "A reason with norm 1: who?",
        ],
    ),
    (
        e.Norms(
            norms=(
                e.NormItem(
                    id=1, text="We ask", theme=2, agree=4, concern=1, object=0,
                    status="agreed", review="", asked="review", brought=True,
                ),
                e.NormItem(
                    id=2, text="We rest", theme=None, agree=0, concern=0, object=0,
                    status="draft", review="", brought=True,
                ),
            ),
            reasons=(),
            earlier=tuple(
                e.EarlierItem(
                    norm=norm, date=date, text="Rest", status="open", asked="norms",
                    agree=4, concern=1, object=1, reasons=("how?",),
                )
                for norm, date in ((1, "2026-01-01"), (2, ""), (2, "2026-01-01"))
            ),
        ),
        [
            "There are 2 norms.",
            "Norm 1, agreed, 4 keep it, 1 say it differently, 0 let it go: We ask",
            "Norm 2, draft: We rest",
            "Norm 2 before, not agreed yet: Rest",
            "A reason then: how?",
            "Norm 2 on 2026-01-01, not agreed yet: Rest",
            "A reason then: how?",
        ],
    ),
    (
        e.Places(places=(("confidant", "Carol"), ("other", "x"))),
        ["Where to go, confidant: Carol", "Where to go, other: x"],
    ),
    (
        e.Places(places=()),
        ["Nobody filled in where to go for help. In danger, call 112."],
    ),
    (
        e.Accepted(command="note"),
        ["Kept as a draft on this laptop; nobody else has it."],
    ),
    (e.Accepted(command="next"), ["Good."]),
    (
        e.Refused(code="no-such-id", detail=("7",)),
        ["Not done: There is nothing with number 7."],
    ),
    (e.Refused(code="of-tomorrow"), ["Not done: of-tomorrow"]),
    (e.Exported(path="/a/b.md"), ["Written: /a/b.md"]),
    (
        HintEvent(kinds=("email", "name")),
        ["This may point at someone: it seems to hold an e-mail address and a name."],
    ),
    (HelpLines(lines=("a", "b")), ["a", "b"]),
    (e.Link(state="up"), []),
    (
        e.Warned(code="compared", added=("Al",), removed=("Bob", "Cy")),
        [
            "This was asked before, then with other people.",
            "Compared with then: with Al.",
            "Compared with then: without Bob and Cy.",
        ],
    ),
    (
        e.Warned(code="maybe-read", texts=("mine",)),
        [WARNINGS["maybe-read"], "- mine"],
    ),
    (
        e.Warned(code="maybe-read"),
        [
            WARNINGS["maybe-read-before"],
            "Type send to send it again, or blank to send nothing.",
        ],
    ),
    (
        e.Refused(code="words-differ"),
        [
            "Not done: Someone said that names or words differ, so nothing is sent. "
            "Look together at who is on the list. When it is right, everyone types "
            "words same."
        ],
    ),
    (e.Mine(step=2, answer=4), []),
    (e.Event(), []),
]  # fmt: skip


@pytest.mark.parametrize(("event", "lines"), CASES)
def test_what_is_said(event: e.Event, lines: list[str]) -> None:
    """Each event has its sentences, one fact a line."""
    assert said(event) == lines


@pytest.mark.parametrize(("event", "lines"), CASES)
def test_dutch_is_an_equal_language(event: e.Event, lines: list[str]) -> None:
    """In Dutch the same is said in as many lines, and not in English."""
    dutch = said(event, "nl")
    assert len(dutch) == len(lines)
    kept = [line for line in dutch if line in lines]
    assert all(" " not in line.strip("- ") or ":" in line for line in kept)


def test_the_welcome() -> None:
    """The facilitator reads words and link, a screen what it is, all what to type."""
    event = e.Welcome(
        room="r", server="s", lang="en", title="T", team="X", words="a b", link="ws://x"
    )
    assert said(event, lead=True)[:3] == [
        "You are in the session T of X.",
        "The join words: a b.",
        "The link for the team's chat: ws://x",
    ]
    bare = e.Welcome(room="r", server="s", lang="en", title="T", team="")
    assert said(bare)[0] == "You are in the session T."
    assert "help" in said(bare)[-1]
    assert said(bare, screen=True)[-1].startswith("This is a screen")


def test_the_question_of_the_words() -> None:
    """Everyone is asked about names and words, a known group about the change alone."""
    asked = said(roster())
    assert asked[0].startswith("Are there exactly 2 people here")
    assert asked[1] == "The four words: a b c d."
    assert "words same" in asked[2]
    assert len(said(roster(), screen=True)) == 2
    changed = said(roster(known=True, added=("Al",), removed=("Cy",)))
    assert changed[0] == "Who is here changed: +Al, -Cy. Right?"
    assert said(roster(known=True))[0] == asked[0]
    assert len(said(roster(answer="same"))) == len(said(roster(answer="differ"))) == 2


def test_the_link_comes_back_only_after_it_was_lost() -> None:
    """Nobody is told that the server is back who never lost it."""
    speaker = Speaker(Speech("en"), lead=False)
    assert len(speaker.say(e.Link(state="down"))) == 1
    assert speaker.say(e.Link(state="up")) == ["The server is back."]
    assert speaker.say(e.Link(state="up")) == []


def test_a_word_is_no_draft() -> None:
    """At a question for words nobody hears that a draft is gone."""
    speaker = Speaker(Speech("en"), lead=False)
    dropped = e.Accepted(command="drop")
    assert speaker.say(dropped) == ["The draft is gone."]
    speaker.say(step(answer="words"))
    assert speaker.say(dropped) == ["Good."]
    assert speaker.say(e.Accepted(command="word")) != ["Good."]


def test_columns_are_called_by_their_titles() -> None:
    """Once a step named its columns, notes are read with the titles."""
    speaker = Speaker(Speech("en"), lead=False)
    columns = (e.ColumnItem(key="well", title="What goes well"),)
    speaker.say(step(kind="write", columns=columns))
    note = e.NoteItem(id=1, column="well", text="x")
    lines = speaker.say(e.Notes(notes=(note,), unreadable=0))
    assert lines[1] == "Note 1, What goes well: x"


@pytest.mark.parametrize("lang", LANGS)
def test_the_promise_stands_where_people_write(lang: Lang) -> None:
    """It is said whole at the welcome, where people write, and to who comes later."""
    _ = Speech(lang)
    promise, rest = _(PROMISE), _("The rest of the truth: type help anonymity.")
    again = _("The promise holds here too: help anonymity says it again.")
    speaker = Speaker(_, lead=False)
    assert speaker.say(step(kind="welcome"))[-2:] == [promise, rest]
    assert said(step(answer="scale", min=1, max=5), lang)[-2:] == [promise, rest]
    assert speaker.say(step(answer="yesno"))[-1] == again
    assert speaker.say(step(kind="write"))[-2:] == [promise, rest]
    assert speaker.say(step(kind="vote"))[-1] == again
    assert promise not in said(step(kind="write"), lang, screen=True)


def test_the_rest_of_the_truth_is_one_word_further() -> None:
    """`help anonymity` holds the promise and everything that it does not promise."""
    _ = Speech("nl")
    for topic in ("anonymity", "Anonimiteit", "meer"):
        lines = help_lines(_, topic, lead=False).lines
        assert lines == (_(PROMISE), *map(_, REST))


STEPS = [
    (step(answer="scale", min=1, max=5, min_label="no", max_label="yes"), "1 (no)"),
    (step(answer="scale", min=0, max=3), "from 0 to 3"),
    (step(answer="yesno"), "answer yes"),
    (step(answer="choice", options=(e.OptionItem(id=1, title="Here"),)), "1 is Here."),
    (step(answer="ticks"), "tick 1 3"),
    (step(answer="words"), "word"),
    (step(kind="vote", mode="dots", budget=5, max_each=3), "5 dots"),
    (step(kind="vote", mode="recognise"), "you recognise"),
    (step(question="How?"), "How?"),
    (step(prompts=(("Respect", "You listen."),)), "Respect: You listen."),
    (step(kind="close"), "Step 1: Title."),
]


@pytest.mark.parametrize(("event", "part"), STEPS)
def test_steps_say_what_to_type(event: e.StepEvent, part: str) -> None:
    """Each step says its question and how to answer it."""
    assert any(part in line for line in said(event))


@pytest.mark.parametrize("kind", get_args(StepKind))
def test_tips_are_the_facilitators_alone(kind: str) -> None:
    """At each kind of step the lead gets what to do and tips, nobody else does."""
    event = step(kind=kind, tips=("Breathe.",))
    assert "Tip: Breathe." in said(event, lead=True)
    assert any(line.startswith("You lead") for line in said(event, lead=True))
    assert not any("Tip" in line or "You lead" in line for line in said(event))


def test_help_lists_what_a_role_can_type() -> None:
    """Members see their commands, the facilitator all; each verb has its own help."""
    _ = Speech("en")
    member = help_lines(_, "", lead=False).lines
    lead = help_lines(_, "nonsense", lead=True).lines
    assert set(member) < set(lead)
    assert len(lead) == len(VERBS)
    assert help_lines(_, "collect", lead=False).lines == (
        "collect [SECONDS]: run the anonymous round of this step",
    )


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("verb", VERBS)
def test_every_verb_is_shown_as_it_can_be_typed(verb: str, lang: Lang) -> None:
    """The first word of a usage line, in either language, is that verb."""
    typed = usage(Speech(lang), verb).split()[0]
    assert ALIASES.get(typed, typed) == verb
    parsed = parse(typed)
    assert not isinstance(parsed, Wrong) or parsed.code == "bad-value"


def test_every_error_code_of_the_experience_has_a_sentence() -> None:
    """None of the documented codes is shown bare."""
    codes = (
        "unknown-command out-of-step busy no-such-id unknown-column too-long "
        "too-many-notes over-budget over-max bad-value small-group too-few no-themes "
        "words-open words-differ outcome-differs file-exists not-facilitator"
    )
    assert set(codes.split()) <= set(ERRORS)


HOSTILE = ["\x1b[31mred", "\x9b2J", "a\nb\rc", "\u202eevil", "[@click=app.quit]x[/]"]


@pytest.mark.parametrize("make", [
    lambda text: e.Welcome(room=text, server=text, lang="en", title=text, team=text),
    lambda text: e.People(members=(text,), screens=(text,)),
    lambda text: roster(members=(text,), added=(text,), removed=(text,), known=True),
    lambda text: roster(members=(text,)),
    lambda text: e.Warned(code=text, added=(text,), removed=(text,), texts=(text,)),
    lambda text: step(title=text, question=text, prompts=((text, text),), tips=(text,),
                      answer="choice", options=(e.OptionItem(id=1, title=text),),
                      columns=(e.ColumnItem(key="k", title=text),)),
    lambda text: step(answer="scale", min=1, max=2, min_label=text, max_label=text),
    lambda text: running("aborted", missing=(text,), reason=text),
    lambda text: e.Notes(notes=(e.NoteItem(id=1, column=text, text=text),),
                         unreadable=0),
    lambda text: e.Themes(themes=(e.ThemeItem(id=1, title=text, notes=()),)),
    lambda text: e.Places(places=(("confidant", text),)),
    lambda text: e.Refused(code=text, detail=(text,)),
    lambda text: e.Refused(code="unknown-command", detail=(text,)),
    lambda text: e.Exported(path=text),
])  # fmt: skip
@given(text=st.sampled_from(HOSTILE) | st.text())
def test_nothing_people_wrote_steers_a_terminal(make: Any, text: str) -> None:  # noqa: ANN401  a lambda
    """No line holds a control character, another line or a turn of direction."""
    for line in said(make(text), lead=True):
        assert not any(unicodedata.category(each) in {"Cc", "Cs"} for each in line)
        assert not set(line) & set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2069")


def test_every_event_of_the_client_is_said() -> None:
    """No event of the client's is passed over in silence, but what one just chose."""
    speaker = Speaker(Speech("en"), lead=True)
    for kind in e.Event.__subclasses__():
        if kind.__module__ == e.__name__ and kind is not e.Mine:
            empty: dict[str, Any] = {
                field.name: {"int": 1, "str": "x"}.get(str(field.type), ())
                for field in fields(kind)
                if field.default.__class__.__name__ == "_Nothing"
            }
            empty |= {"phase": "done"} if kind is e.RoundEvent else {}
            empty |= {"members": ("x",)} if kind in {e.People, e.Roster} else {}
            empty |= {"state": "down"} if kind is e.Link else {}
            assert speaker.say(kind(**empty)), kind
