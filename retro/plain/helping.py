"""What `help` says: the commands of a role, one of them, or about anonymity."""

from __future__ import annotations

from typing import ClassVar

from attrs import frozen

from retro.client.events import Event
from retro.i18n import N_, Speech
from retro.plain.parser import ALIASES
from retro.sentences import PROMISE, REST

_MEMBER = {
    "note": (N_("note COLUMN TEXT"), N_("draft a note")),
    "notes": (N_("notes"), N_("show your drafts and the notes")),
    "edit": (N_("edit NUMBER TEXT"), N_("change a draft")),
    "drop": (N_("drop NUMBER"), N_("delete a draft, or take back a word")),
    "answer": (N_("answer VALUE"), N_("answer the question of this step")),
    "dots": (N_("dots NUMBER NUMBER …, or dots THEME=NUMBER …"), N_("give dots")),
    "tick": (N_("tick NUMBER NUMBER …"), N_("tick what holds, or what you recognise")),
    "word": (N_("word TEXT"), N_("give a word")),
    "consent": (
        N_("consent NORM agree|concern|object [REASON]"),
        N_("say what you think of a norm; in review keep, reword or let-go"),
    ),
    "words": (N_("words same|differ"), N_("say whether names and words are the same")),
    "blank": (N_("blank"), N_("send nothing this time")),
    "send": (N_("send"), N_("send after all, when few people would be sending")),
    "wait": (N_("wait"), N_("while people are missing: not without them")),
    "where": (N_("where"), N_("where to go for help")),
    "export": (
        N_("export PATH"),
        N_("write norms (.md), notes (.csv) or all (.retro); a folder gets all three"),
    ),
    "help": (N_("help [COMMAND]"), N_("this list; help anonymity for the promise")),
    "quit": (N_("quit"), N_("leave the session")),
}
_LEAD = {
    "next": (N_("next"), N_("to the next step")),
    "back": (N_("back"), N_("to the step before")),
    "go": (N_("go STEP"), N_("to a step, by its number or kind")),
    "collect": (N_("collect [SECONDS]"), N_("run the anonymous round of this step")),
    "confirm": (N_("confirm"), N_("go on with 3 or 4 others")),
    "group": (N_("group NUMBER NUMBER … [as TITLE]"), N_("make a theme of notes")),
    "ungroup": (N_("ungroup THEME"), N_("dissolve a theme")),
    "title": (N_("title THEME TEXT"), N_("give a theme another title")),
    "aside": (N_("aside NOTE"), N_("set a note aside that harms someone")),
    "timer": (
        N_("timer SECONDS, timer +SECONDS, timer off"),
        N_("a timer for talking"),
    ),
    "norm": (N_("norm TEXT [from THEME]"), N_("draft a norm")),
    "reword": (N_("reword NORM TEXT"), N_("other words for a norm")),
    "letgo": (N_("letgo NORM"), N_("let a norm go")),
    "undo": (N_("undo"), N_("take back the last change")),
    "abort": (N_("abort"), N_("stop the round")),
    "end": (N_("end"), N_("end the session for everyone")),
}
_ANONYMITY = {
    "anonymity",
    "anonimiteit",
    "anoniem",
    "more",
    "meer",
    "promise",
    "belofte",
}


@frozen(kw_only=True)
class HelpLines(Event):
    """What `help` answers, in the reader's language."""

    NAME: ClassVar[str] = "help"
    lines: tuple[str, ...]


def usage(_: Speech, verb: str) -> str:
    """Give how a verb is typed, or nothing for an unknown one."""
    found = _MEMBER.get(verb) or _LEAD.get(verb)
    return _(found[0]) if found else ""


def help_lines(_: Speech, topic: str, *, lead: bool) -> HelpLines:
    """Answer `help` about `topic`, or about everything that this role can type."""
    word = topic.casefold()
    verb = ALIASES.get(word, word)
    if word in _ANONYMITY:
        return HelpLines(lines=(_(PROMISE), *map(_, REST)))
    if found := _MEMBER.get(verb) or _LEAD.get(verb):
        table = {verb: found}
    else:
        table = _MEMBER | (_LEAD if lead else {})
    lines = tuple(f"{_(typed)}: {_(meaning)}" for typed, meaning in table.values())
    return HelpLines(lines=lines)
