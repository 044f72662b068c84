"""Agendas are read from TOML, and a broken one gets its line and what was expected."""

from __future__ import annotations

import re
from importlib.resources import files

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.agenda import Agenda, Lang, Place, Prompt, Step
from formats.agenda_file import (
    CODES,
    AgendaError,
    bundled,
    bundled_names,
    canonical,
    check,
    parse,
    shown_name,
)
from formats.strict import structure, unstructure

LANGS: tuple[Lang, ...] = ("nl", "en")
SOUND = """\
name = "own"
lang = "en"
title = "Our own"

[[steps]]
kind = "welcome"
title = "Hello"

[[steps]]
kind = "ask"
title = "Free"
question = "How free?"
answer = "scale"
low = 0
high = 5

[[steps]]
kind = "write"
title = "Write"
columns = [
  { key = "well", title = "Well" },
]

[[steps.prompts]]
word = "Trust"
meaning = '''
You do
what you promise.'''

[[steps]]
kind = "vote"
title = "Vote"
mode = "dots"
budget = 5
max_each = 3

[[steps]]
kind = "close"
title = "Bye"

[[places]]
kind = "confidant"
text = "Ask at the desk"
"""


STEPS = SOUND[SOUND.index("[[steps]]") :]
PLACES = SOUND[SOUND.index("[[places]]") :]


def broken(source: bytes | str) -> AgendaError:
    """Read an agenda that cannot be used, and give what was said of it."""
    with pytest.raises(AgendaError) as caught:
        parse(source)
    assert caught.value.code in CODES
    return caught.value


def test_a_sound_agenda_is_read_whole() -> None:
    """Every field of the file ends up in the agenda."""
    agenda = parse(SOUND.encode())
    assert [step.kind for step in agenda.steps] == [
        "welcome", "ask", "write", "vote", "close",
    ]  # fmt: skip
    assert (agenda.steps[1].low, agenda.steps[1].high) == (0, 5)
    assert agenda.steps[2].prompts == (
        Prompt(word="Trust", meaning="You do\nwhat you promise."),
    )
    assert agenda.places == (Place(kind="confidant", text="Ask at the desk"),)


@pytest.mark.parametrize(
    "source", [SOUND, "\ufeff" + SOUND, SOUND.replace("\n", "\r\n")]
)
def test_an_editor_may_add_its_own(source: str) -> None:
    """A byte order mark and Windows line ends change nothing."""
    assert parse(source) == parse(SOUND)
    assert parse(source.encode()) == parse(SOUND)


def test_texts_are_cleaned() -> None:
    """What stands in a file is made uniform, as what people type is."""
    agenda = parse(SOUND.replace("Our own", "Our\\u001b[31m \\u2018own\\u2019"))
    assert agenda.title == "Our[31m 'own'"


@pytest.mark.parametrize(
    ("old", "new", "line", "said"),
    [
        ('title = "Hello"', "title = Hello", 7, ("syntax", "", "")),
        (
            'title = "Our own"',
            'titel = "Our own"',
            3,
            ("unknown-key", "titel", "name, lang, title, steps, places"),
        ),
        ('title = "Our own"\n', "", 1, ("missing-key", "title", "")),
        ('title = "Free"\n', "", 9, ("missing-key", "title", "")),
        ('title = "Free"', "title = 5", 11, ("wrong-type", "title", "text")),
        ('title = "Free"', 'title = "\\u200b"', 11, ("empty", "title", "")),
        ('title = "Free"', f'title = "{"x" * 201}"', 11, ("too-long", "title", "200")),
        ("high = 5", 'high = "5"', 15, ("wrong-type", "high", "number")),
        ("high = 5", "high = true", 15, ("wrong-type", "high", "number")),
        ("high = 5", "high = 11", 15, ("out-of-range", "high", "0-10")),
        ("low = 0", "low = 5", 15, ("out-of-range", "high", "6-10")),
        ("high = 5\n", "", 9, ("missing-key", "high", "")),
        ('question = "How free?"\n', "", 9, ("missing-key", "question", "")),
        (
            '"scale"',
            '"slider"',
            13,
            ("unknown-value", "answer", "scale, yesno, choice, ticks, words"),
        ),
        (
            '"scale"',
            '"yesno"',
            15,
            ("unknown-key", "high", "kind, title, question, prompts, tips, answer"),
        ),
        (
            "low = 0\nhigh = 5",
            'options = ["a", "b"]',
            14,
            (
                "unknown-key",
                "options",
                "kind, title, question, prompts, tips, answer, low, high, low_label",
            ),
        ),
        ('"welcome"', '"talk"', 6, ("first-step", "kind", "welcome")),
        ('kind = "ask"', 'kind = "welcome"', 10, ("first-step", "kind", "welcome")),
        ('kind = "ask"', 'kind = "close"', 10, ("last-step", "kind", "close")),
        ('kind = "close"', 'kind = "talk"', 38, ("last-step", "kind", "close")),
        ('"ask"', '"group"', 10, ("comes-before", "kind", "write")),
        (
            'columns = [\n  { key = "well", title = "Well" },\n]\n',
            "",
            17,
            ("missing-key", "columns", ""),
        ),
        (
            '  { key = "well", title = "Well" },\n',
            '  "well",\n',
            20,
            ("wrong-type", "columns", "table"),
        ),
        (
            'title = "Well" },',
            'title = "Well" }, { key = "well", title = "W" },',
            20,
            ("duplicate", "key", "well"),
        ),
        ('key = "well"', 'key = "Wel goed"', 20, ("bad-name", "key", "a-z 0-9 -")),
        ('name = "own"', 'name = "../own"', 1, ("bad-name", "name", "a-z 0-9 -")),
        (
            'word = "Trust"',
            'wrd = "Trust"',
            25,
            ("unknown-key", "wrd", "word, meaning"),
        ),
        ('word = "Trust"\n', "", 24, ("missing-key", "word", "")),
        ("max_each = 3", "max_each = 6", 35, ("out-of-range", "max_each", "1-5")),
        ("max_each = 3\n", "", 30, ("missing-key", "max_each", "")),
        (
            '"confidant"',
            '"friend"',
            42,
            ("unknown-value", "kind", "confidant, procedure, emergency"),
        ),
        (
            'title = "Hello"',
            'title = "Hello"\ntips = "one"',
            8,
            ("wrong-type", "tips", "list"),
        ),
        (
            'title = "Hello"',
            f'title = "Hello"\ntips = {["x"] * 13}',
            8,
            ("too-many", "tips", "12"),
        ),
        (
            'title = "Hello"',
            'title = "Hello"\ntips = ["x", 1]',
            8,
            ("wrong-type", "tips", "text"),
        ),
        (STEPS, "steps = []", 5, ("too-few", "steps", "2")),
        (STEPS, "steps = 3", 5, ("wrong-type", "steps", "list")),
        (PLACES, f"[[places]]\n{'#' * 70_000}", None, ("too-large", "", "65536")),
        (PLACES, "[places]", 41, ("wrong-type", "places", "list")),
    ],
)
def test_a_broken_agenda_is_told_where(
    old: str, new: str, line: int | None, said: tuple[str, str, str]
) -> None:
    """One clear reason with the line, the key and what was expected there."""
    assert old in SOUND
    error = broken(SOUND.replace(old, new, 1))
    code, key, expected = said
    assert (error.code, error.key, error.line) == (code, key, line)
    assert error.expected.startswith(expected)


@pytest.mark.parametrize(
    ("options", "answer", "code", "expected"),
    [
        (["a"], "choice", "too-few", "2"),
        ([str(number) for number in range(16)], "ticks", "too-many", "15"),
        ([str(number) for number in range(41)], "choice", "too-many", "40"),
        (["a", "b", "a"], "choice", "duplicate", "a"),
    ],
)
def test_options_can_be_told_apart(
    options: list[str], answer: str, code: str, expected: str
) -> None:
    """A question has at least two different answers, and no more than a round holds."""
    error = broken(
        SOUND.replace('"scale"\nlow = 0\nhigh = 5', f'"{answer}"\noptions = {options}')
    )
    assert (error.code, error.line, error.expected) == (code, 14, expected)


def test_columns_differ_over_the_whole_agenda() -> None:
    """A note's column key names one column, also with two writing steps."""
    second = '[[steps]]\nkind = "write"\ntitle = "More"\n[[steps.columns]]\n'
    second += 'key = "well"\ntitle = "Also"\n\n[[steps]]\nkind = "close"'
    error = broken(SOUND.replace('[[steps]]\nkind = "close"', second))
    assert (error.code, error.line) == ("duplicate", 41)


def test_a_broken_end_is_on_the_last_line() -> None:
    """When TOML stops in the middle, the last line is named."""
    assert broken('name = "own"\ntitle = "Our').line == 2
    assert broken('name = "own"\ntitle = """Our\n\n').line == 2


def test_too_deep_is_no_toml() -> None:
    """Nesting beyond reason is refused like any other broken text."""
    assert broken("a = " + "[" * 20_000).code == "syntax"


def test_a_file_that_is_no_text_is_told_where() -> None:
    """The line of the first byte that is not UTF-8 is named."""
    error = broken(b'name = "own"\ntitle = "\xff"\n')
    assert (error.code, error.line) == ("not-utf8", 2)


@given(st.binary(max_size=60))
def test_any_bytes_give_an_agenda_error(data: bytes) -> None:
    """Whatever is read, only an AgendaError with a known code comes out."""
    broken(data)


@given(st.integers(0, len(SOUND)), st.text(max_size=8), st.integers(0, 40))
def test_any_damage_gives_an_agenda_or_a_line(at: int, put: str, cut: int) -> None:
    """A damaged agenda is read, or refused with a line of the file."""
    source = SOUND[:at] + put + SOUND[at + cut :]
    refused = AgendaError(CODES[0], line=1)
    try:
        parse(source)
    except AgendaError as error:
        refused = error
    assert refused.code in CODES
    assert refused.line is not None
    assert 1 <= refused.line <= source.count("\n") + 1


# ------------------------------------------------------------------ what comes along


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", bundled_names())
def test_the_bundled_agendas_are_sound(name: str, lang: Lang) -> None:
    """Every agenda that comes along reads, under its own name and language."""
    agenda = bundled(name, lang)
    assert (agenda.name, agenda.lang) == (name, lang)
    assert structure(unstructure(agenda), Agenda) == agenda


@pytest.mark.parametrize("name", bundled_names())
def test_both_languages_ask_the_same(name: str) -> None:
    """Dutch and English are one agenda: kinds, keys and numbers do not differ."""

    def shape(step: Step) -> tuple[object, ...]:
        return (
            step.kind, step.answer, step.low, step.high, step.mode, step.budget,
            step.max_each, len(step.options), [column.key for column in step.columns],
            len(step.prompts), len(step.tips), bool(step.question),
        )  # fmt: skip

    dutch, english = (bundled(name, lang) for lang in LANGS)
    assert list(map(shape, dutch.steps)) == list(map(shape, english.steps))


_MINUTES: dict[Lang, str] = {
    "nl": r"Reken op (\d+) (?:minuut|minuten)\.",
    "en": r"Allow (\d+) minutes?\.",
}
_ADVICE: dict[Lang, tuple[str, ...]] = {
    "nl": (
        r"([Rr]aad|[Vv]raag|[Zz]oek) (niet|nooit) wie",
        r"[Vv]erdedig",
        r"veilig is|onveilig gedrag",
        r"terecht(kan|kunt)",
    ),
    "en": (
        r"not ask who|[Nn]ever ask who|not guess who",
        r"not defend",
        r"not safe|unsafe behaviour",
        r"people can turn to",
    ),
}
"""Never who wrote it, no defending, unsafe behaviour here and now, where to go."""


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("name", bundled_names())
def test_every_step_tells_the_facilitator_what_to_do(name: str, lang: Lang) -> None:
    """Each step has advice and says how long it takes; together it is what is said."""
    minutes = 0
    advice = ""
    for step in bundled(name, lang).steps:
        *said, last = step.tips
        assert len(said) >= 2, step.title
        found = re.fullmatch(_MINUTES[lang], last)
        assert found, step.title
        minutes += int(found[1])
        advice += "\n".join(said)
    for wanted in _ADVICE[lang]:
        assert re.search(wanted, advice), wanted
    source = files("formats.agendas").joinpath(f"{name}.{lang}.toml").read_text("utf-8")
    assert f"{minutes} minut" in source[: source.index("\nname = ")]


@pytest.mark.parametrize("lang", LANGS)
def test_what_other_meant_is_asked_right_after(lang: Lang) -> None:
    """Each list to tick ends with other, and then words; a rare role is not asked."""
    other = {"nl": "Anders", "en": "Other"}[lang]
    steps = bundled("interview", lang).steps
    ticks = [number for number, step in enumerate(steps) if step.answer == "ticks"]
    assert len(ticks) == 6
    for number in ticks:
        assert steps[number].options[-1] == other
        assert steps[number + 1].answer == "words"
        assert f"'{other}'" in steps[number + 1].question
    influence, what, role, years = steps[-5:-1]
    assert (influence.answer, what.answer) == ("choice", "words")
    assert (role.answer, years.answer) == ("choice", "choice")


def test_every_bundled_file_is_one_of_the_names() -> None:
    """No agenda file lies around that nobody can name."""
    found = {
        entry.name
        for entry in files("formats.agendas").iterdir()
        if entry.name.endswith(".toml")
    }
    assert found == {
        f"{name}.{lang}.toml" for name in bundled_names() for lang in LANGS
    }


def test_social_safety_is_the_session_of_the_design() -> None:
    """Its steps, scale, columns and dots are the ones people are promised."""
    agenda = bundled("sociale-veiligheid", "nl")
    assert [step.kind for step in agenda.steps] == [
        "welcome", "ask", "review", "write", "group", "vote", "talk", "norms", "close",
    ]  # fmt: skip
    _, free, _, write, _, vote, _, norms, close = agenda.steps
    assert (free.answer, free.low, free.high) == ("scale", 1, 5)
    assert [column.key for column in write.columns] == ["well", "unsafe", "need"]
    assert (vote.mode, vote.budget, vote.max_each) == ("dots", 5, 3)
    assert len(norms.prompts) == 4
    assert close.answer == "scale"


def test_agendas_have_a_name_in_each_language() -> None:
    """People use the name they know; what is kept is one name."""
    for name in bundled_names():
        dutch = shown_name(name, "nl")
        assert canonical(dutch) == canonical(name) == name
        assert shown_name(name, "en") == name
        assert bundled(dutch, "nl") == bundled(name, "nl")
    assert "sociale-veiligheid" in bundled_names("nl")
    assert canonical("Sociale veiligheid") == "social-safety"
    assert canonical("own") == shown_name("own", "nl") == "own"
    assert parse(SOUND.replace('"own"', '"wat-ging-goed"')).name == "went-well"


def test_an_unknown_name_gets_the_names_there_are() -> None:
    """Asking for an agenda that does not exist names those that do."""
    with pytest.raises(AgendaError) as caught:
        bundled("nonsense", "nl")
    assert caught.value.code == "unknown-agenda"
    assert "sociale-veiligheid" in caught.value.expected


def test_an_agenda_from_elsewhere_can_be_checked() -> None:
    """A value that did not come from a file is held to the same."""
    agenda = bundled("went-well", "en")
    check(agenda)
    with pytest.raises(AgendaError):
        check(attrs.evolve(agenda, steps=agenda.steps[1:]))


def test_every_code_is_one_that_is_used() -> None:
    """The list of codes for the translators holds no code that never comes."""
    source = files("formats").joinpath("agenda_file.py").read_text("utf-8")
    assert [code for code in CODES if source.count(f'"{code}"') < 2] == []
