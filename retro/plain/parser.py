"""One typed line -> one command value; pure, it knows no client.

English verbs and Dutch ones both work, whatever the language of the screen; what comes
after the verb is taken literally but for the words in the tables below.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from typing import Literal

from attrs import frozen

from retro.client import commands as c

ALIASES: dict[str, str] = {
    "briefje": "note", "notitie": "note", "noteer": "note", "schrijf": "note",
    "notities": "notes", "briefjes": "notes",
    "wijzig": "edit", "verander": "edit",
    "schrap": "drop", "verwijder": "drop",
    "antwoord": "answer", "antwoorden": "answer",
    "stippen": "dots", "punten": "dots",
    "vink": "tick", "aanvinken": "tick", "herken": "tick",
    "woord": "word",
    "instemmen": "consent", "instemming": "consent", "stem": "consent",
    "woorden": "words",
    "leeg": "blank", "blanco": "blank",
    "verstuur": "send", "stuur": "send",
    "wacht": "wait",
    "waarheen": "where", "waar": "where",
    "exporteer": "export", "bewaar": "export",
    "hulp": "help", "?": "help",
    "stop": "quit", "verlaat": "quit",
    "volgende": "next", "verder": "next",
    "vorige": "back", "terug": "back",
    "ga": "go", "naar": "go",
    "verzamel": "collect", "ophalen": "collect",
    "bevestig": "confirm", "doorgaan": "confirm",
    "groepeer": "group", "groep": "group",
    "splits": "ungroup", "ontgroepeer": "ungroup",
    "titel": "title",
    "opzij": "aside", "wegleggen": "aside",
    "klok": "timer", "wekker": "timer",
    "afspraak": "norm",
    "herformuleer": "reword", "herschrijf": "reword",
    "loslaten": "letgo", "laatlos": "letgo", "let-go": "letgo",
    "ongedaan": "undo", "herstel": "undo",
    "afbreken": "abort", "breekaf": "abort",
    "einde": "end", "afsluiten": "end",
}  # fmt: skip
"""Other words for a verb, to the verb of the driver's language."""

CHOICES: dict[str, str] = {
    "agree": "agree", "eens": "agree", "akkoord": "agree",
    "concern": "concern", "zorg": "concern", "zorgen": "concern",
    "object": "object", "bezwaar": "object", "oneens": "object",
    "keep": "keep", "houden": "keep", "behouden": "keep",
    "reword": "reword", "herformuleren": "reword", "anders": "reword",
    "let-go": "let-go", "letgo": "let-go", "loslaten": "let-go",
}  # fmt: skip
"""What a person can say of a norm."""

_SAME: dict[str, Literal["same", "differ"]] = {
    "same": "same", "gelijk": "same", "hetzelfde": "same", "zelfde": "same",
    "differ": "differ", "different": "differ", "anders": "differ",
    "verschillend": "differ", "verschillen": "differ",
}  # fmt: skip
_OFF = {"off", "uit"}
_AS = re.compile(
    r"(?:^|\s+)(?:as|als)(?:\s+(?P<title>.*))?$", re.IGNORECASE | re.DOTALL
)
_FROM = re.compile(
    r"^(?P<text>.*\S)\s+(?:from|van|uit)\s+(?P<theme>\d{1,9})$", re.DOTALL
)
_PAIR = re.compile(r"\d{1,9}(?:=\d{1,9})?")
_NUMBER_DIGITS = 9


@frozen
class Wrong:
    """What is wrong with a line: `unknown-command` or `bad-value`, about `verb`."""

    code: Literal["unknown-command", "bad-value"]
    verb: str


@frozen
class HelpOn(c.Help):
    """Help, about a verb, about anonymity or, when empty, about what one can type."""

    topic: str = ""


def number(text: str) -> int:
    """Read a plain whole number, or raise ValueError; no sign, no other digits."""
    if not (text.isascii() and text.isdigit()) or len(text) > _NUMBER_DIGITS:
        raise ValueError(text)
    return int(text)


def _numbers(text: str) -> tuple[int, ...]:
    return tuple(map(number, text.replace(",", " ").split()))


def _text(text: str) -> str:
    if not text:
        raise ValueError
    return text


def _nothing(text: str) -> None:
    if text:
        raise ValueError(text)


def _two(text: str) -> tuple[str, str]:
    """Split off the first word; both parts must be there."""
    first, rest = (*text.split(None, 1), "", "")[:2]
    return _text(first), _text(rest)


def _note(text: str) -> c.Command:
    return c.Note(*_two(text))


def _edit(text: str) -> c.Command:
    draft, rest = _two(text)
    return c.Edit(number(draft), rest)


def _dots(text: str) -> c.Command:
    values = tuple(text.replace(",", " ").split())
    if not values or not all(map(_PAIR.fullmatch, values)):
        raise ValueError(text)
    if len({"=" in value for value in values}) > 1:
        raise ValueError(text)
    return c.Dots(values)


def _consent(text: str) -> c.Command:
    norm, rest = _two(text)
    choice, reason = (*rest.split(None, 1), "")[:2]
    return c.Consent(number(norm), CHOICES[choice.casefold()], reason)


def _words(text: str) -> c.Command:
    return c.Words(_SAME[text.casefold()])


def _collect(text: str) -> c.Command:
    return c.Collect(number(text) if text else None)


def _group(text: str) -> c.Command:
    title = ""
    if found := _AS.search(text):
        title = found["title"] or ""
        text = text[: found.start()]
    notes = _numbers(text)
    if not notes:
        raise ValueError(text)
    return c.Group(notes, title)


def _title(text: str) -> c.Command:
    theme, rest = _two(text)
    return c.Title(number(theme), rest)


def _timer(text: str) -> c.Command:
    if text.casefold() in _OFF:
        return c.Timer(0)
    more = text.startswith("+")
    return c.Timer(number(text[more:]), more)


def _reword(text: str) -> c.Command:
    norm, rest = _two(text)
    return c.Reword(number(norm), rest)


def _bare(make: Callable[[], c.Command]) -> Callable[[str], c.Command]:
    """Read a verb that takes nothing after it."""

    def read(text: str) -> c.Command:
        _nothing(text)
        return make()

    return read


_READERS: dict[str, Callable[[str], c.Command]] = {
    "note": _note,
    "notes": _bare(c.Notes),
    "edit": _edit,
    "drop": lambda text: c.Drop(number(text)),
    "answer": lambda text: c.Answer(_text(text)),
    "dots": _dots,
    "tick": lambda text: c.Tick(_numbers(text)),
    "word": lambda text: c.Word(_text(text)),
    "consent": _consent,
    "words": _words,
    "blank": _bare(c.Blank),
    "send": _bare(c.Send),
    "wait": _bare(c.Wait),
    "where": _bare(c.Where),
    "export": lambda text: c.Export(_text(text)),
    "help": HelpOn,
    "quit": _bare(c.Quit),
    "next": _bare(c.Next),
    "back": _bare(c.Back),
    "go": lambda text: c.GoStep(_text(text)),
    "collect": _collect,
    "confirm": _bare(c.ConfirmSmall),
    "group": _group,
    "ungroup": lambda text: c.Ungroup(number(text)),
    "title": _title,
    "aside": lambda text: c.Aside(number(text)),
    "timer": _timer,
    "reword": _reword,
    "letgo": lambda text: c.LetGo(number(text)),
    "undo": _bare(c.Undo),
    "abort": _bare(c.Abort),
    "end": _bare(c.End),
}
VERBS: tuple[str, ...] = (*_READERS, "norm")


def _norm(text: str, themes: Callable[[], Collection[int]]) -> c.Command:
    """Read a norm; "from 2" at its end counts only when there is a theme 2."""
    found = _FROM.fullmatch(text)
    if found and (theme := int(found["theme"])) in themes():
        return c.Norm(found["text"], theme)
    return c.Norm(_text(text))


def parse(
    line: str, themes: Callable[[], Collection[int]] = tuple
) -> c.Command | Wrong:
    """Read one line as a command, or say what is wrong with it.

    `themes` gives the ids of the themes there are.
    """
    typed, rest = (*line.strip().split(None, 1), "", "")[:2]
    rest = rest.strip()
    verb = typed.casefold()
    verb = ALIASES.get(verb, verb)
    try:
        if verb == "norm":
            return _norm(rest, themes)
        if verb not in _READERS:
            return Wrong("unknown-command", typed)
        return _READERS[verb](rest)
    except (ValueError, KeyError):
        return Wrong("bad-value", verb)
