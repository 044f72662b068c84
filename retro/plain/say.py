"""An event -> the lines that say it, in the reader's language; pure.

One fact a line, in the order that a screen reader needs it. Everything that came from
somebody passes `formats.text.one_line`, so no line holds a control sequence or another
line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any, ClassVar

from attrs import frozen

from formats.text import one_line
from retro.client import events as e
from retro.i18n import N_, Speech
from retro.plain import advice, lists, steps
from retro.plain.helping import HelpLines
from retro.sentences import (
    HINTS,
    PLACES,
    PROMISE,
    PURPOSES,
    REASONS,
    said,
)

_GOOD = N_("Good.")
_COMMANDS_DONE = {
    "note": N_("Kept as a draft on this laptop; nobody else has it."),
    "edit": N_("The draft is changed."),
    "drop": N_("The draft is gone."),
    "answer": N_("Kept on this laptop until it is collected."),
    "dots": N_("Kept on this laptop until it is collected."),
    "tick": N_("Kept on this laptop until it is collected."),
    "word": N_("Kept on this laptop until it is collected."),
    "consent": N_("Kept on this laptop until it is collected."),
    "blank": N_("You send nothing this time; drafts stay."),
}


@frozen(kw_only=True)
class HintEvent(e.Event):
    """A draft holds what may point at someone: an address, a number, a name."""

    NAME: ClassVar[str] = "hint"
    kinds: tuple[str, ...]


class Speaker:
    """Says events to one person; remembers only what was said, to not say it twice."""

    def __init__(self, speech: Speech, *, lead: bool, screen: bool = False) -> None:
        """Speak in the language of `speech`, to the facilitator if `lead`."""
        self._ = speech
        self._lead = lead
        self._screen = screen
        self._promised = False
        self._was_down = False
        self._columns: dict[str, str] = {}
        self._words = False

    def say(self, event: e.Event) -> list[str]:
        """Give the lines for `event`; none when there is nothing to say."""
        table: dict[type, Callable[[Any], Iterable[str]]] = {
            e.Welcome: self._welcome,
            e.People: self._people,
            e.Roster: self._roster,
            e.Warned: self._warned,
            e.StepEvent: self._step,
            e.TimerEvent: self._timer,
            e.RoundEvent: self._round,
            e.Notes: lambda event: lists.notes(self._, event, self._columns),
            e.Drafts: lambda event: lists.drafts(self._, event, self._columns),
            e.Themes: lambda event: lists.themes(self._, event),
            e.Answers: lambda event: lists.answers(self._, event),
            e.Dots: lambda event: lists.dots(self._, event),
            e.Norms: lambda event: lists.norms(self._, event),
            e.Places: self._where,
            e.Accepted: self._accepted,
            e.Refused: self._refused,
            e.Link: self._link,
            e.Exported: self._exported,
            e.Ended: self._ended,
            HintEvent: self._hint,
            HelpLines: lambda help_: help_.lines,
        }
        return list(table[type(event)](event)) if type(event) in table else []

    def _welcome(self, event: e.Welcome) -> Iterator[str]:
        _ = self._
        if event.team:
            yield _(
                "You are in the session {title} of {team}.",
                title=one_line(event.title),
                team=one_line(event.team),
            )
        else:
            yield _("You are in the session {title}.", title=one_line(event.title))
        if event.words:
            yield _("The join words: {words}.", words=event.words)
        if event.link:
            yield _("The link for the team's chat: {link}", link=event.link)
        if self._screen:
            yield _(
                "This is a screen: it sees what all see, and everyone sees it here."
            )
            return
        yield _("Type help for what you can do, and where for where to go for help.")

    def _people(self, event: e.People) -> Iterator[str]:
        _ = self._
        if not event.members:
            return
        yield _.plural(
            "{n} person is here: {names}.",
            "{n} people are here: {names}.",
            len(event.members),
            names=_.listed([one_line(name) for name in event.members]),
        )
        for name in event.screens:
            yield _("A screen is watching along: {name}.", name=one_line(name))

    def _roster(self, event: e.Roster) -> Iterator[str]:
        _ = self._
        words = _("The four words: {words}.", words=" ".join(event.words))
        if event.answer == "same":
            yield words
            yield _("You said that names and words are the same here.")
            return
        if event.answer == "differ":
            yield words
            yield _("You said that names or words differ; nothing of yours is sent.")
            return
        if event.known and (event.added or event.removed):
            changes = [f"+{one_line(name)}" for name in event.added]
            changes += [f"-{one_line(name)}" for name in event.removed]
            yield _(
                "Who is here changed: {changes}. Right?", changes=", ".join(changes)
            )
        else:
            yield _.plural(
                "Is there exactly {n} person here, with this name: {names}?",
                "Are there exactly {n} people here, with these names: {names}?",
                event.count,
                names=_.listed([one_line(name) for name in event.members]),
            )
        yield words
        if not self._screen:
            yield _(
                "Read the four words out loud. Type words same if names and words are "
                "the same here, or words differ."
            )

    def _warned(self, event: e.Warned) -> Iterator[str]:
        _ = self._
        code = event.code
        if code == "maybe-read" and not event.texts:
            code = "maybe-read-before"
        yield from advice.warning(_, code)
        if event.added:
            names = _.listed([one_line(name) for name in event.added])
            yield _("Compared with then: with {names}.", names=names)
        if event.removed:
            names = _.listed([one_line(name) for name in event.removed])
            yield _("Compared with then: without {names}.", names=names)
        yield from (f"- {one_line(text)}" for text in event.texts)

    def _step(self, event: e.StepEvent) -> Iterator[str]:
        _ = self._
        self._words = event.answer == "words"
        self._columns = {each.key: each.title for each in event.columns or ()}
        yield from steps.lines(_, event, lead=self._lead, screen=self._screen)
        if self._screen or not (steps.asks(event) or event.kind == "welcome"):
            return
        if event.kind in {"welcome", "write"} or not self._promised:
            yield _(PROMISE)
            yield _("The rest of the truth: type help anonymity.")
        else:
            yield _("The promise holds here too: help anonymity says it again.")
        self._promised = True

    def _timer(self, event: e.TimerEvent) -> Iterator[str]:
        _ = self._
        if not event.seconds:
            yield _("The timer stands at nothing.")
            return
        yield _(
            "The timer: {minutes}:{seconds:02d} left.",
            minutes=event.seconds // 60,
            seconds=event.seconds % 60,
        )

    def _round(self, event: e.RoundEvent) -> Iterator[str]:
        _ = self._
        what = said(_, PURPOSES, event.purpose)
        missing = _.listed([one_line(name) for name in event.missing or ()])
        if event.phase == "countdown":
            if not event.seconds:
                return
            yield _.plural(
                "Collecting {what} in {n} second; what you have then goes along.",
                "Collecting {what} in {n} seconds; what you have then goes along.",
                event.seconds,
                what=what,
            )
        elif event.phase == "holding":
            yield from self._holding(event, missing)
        elif event.phase == "mixing" and event.hop:
            yield _(
                "Mixing {what}: laptop {hop} of {hops}.",
                what=what,
                hop=event.hop,
                hops=event.hops,
            )
        elif event.phase == "mixing":
            yield _("Mixing {what}.", what=what)
        elif event.phase == "done":
            yield _("Collecting {what} is done.", what=what)
        elif event.phase == "aborted":
            yield from self._aborted(event, what, missing)
        elif event.phase == "burned":
            yield _(
                "Collecting {what} ended unfinished; what was sent may have been read.",
                what=what,
            )

    def _holding(self, event: e.RoundEvent, missing: str) -> Iterator[str]:
        _ = self._
        if event.reason == "waiting":
            yield _("Waiting for a laptop to come back: {missing}.", missing=missing)
            return
        if missing:
            yield _("Going on in a moment, without {missing}.", missing=missing)
        else:
            yield _("Going on in a moment.")
        yield _("Type wait if it should not go on like this.")

    def _aborted(self, event: e.RoundEvent, what: str, missing: str) -> Iterator[str]:
        _ = self._
        yield _("Collecting {what} was stopped; your drafts are still here.", what=what)
        if event.reason:
            yield _("Why: {reason}.", reason=said(_, REASONS, event.reason))
        if event.hop and not event.hops:
            yield _("It got to laptop {hop}.", hop=event.hop)
        elif event.hop:
            yield _("It got to laptop {hop} of {hops}.", hop=event.hop, hops=event.hops)
        if missing:
            yield _("Not heard of: {missing}.", missing=missing)

    def _where(self, event: e.Places) -> Iterator[str]:
        _ = self._
        if not event.places:
            yield _("Nobody filled in where to go for help. In danger, call 112.")
        for kind, text in event.places:
            yield _(
                "Where to go, {kind}: {text}",
                kind=said(_, PLACES, kind),
                text=one_line(text),
            )

    def _accepted(self, event: e.Accepted) -> Iterator[str]:
        dropped_word = self._words and event.command == "drop"
        done = _GOOD if dropped_word else _COMMANDS_DONE.get(event.command, _GOOD)
        yield self._(done)

    def _refused(self, event: e.Refused) -> Iterator[str]:
        message = event.message or advice.why(self._, event)
        yield self._("Not done: {message}", message=one_line(message))

    def _hint(self, event: HintEvent) -> Iterator[str]:
        _ = self._
        kinds = _.listed([said(_, HINTS, kind) for kind in event.kinds])
        yield _("This may point at someone: it seems to hold {kinds}.", kinds=kinds)

    def _link(self, event: e.Link) -> Iterator[str]:
        if event.state == "down":
            self._was_down = True
            yield self._(
                "The server is out of reach; trying again by itself. Your drafts are "
                "still here."
            )
        elif self._was_down:
            self._was_down = False
            yield self._("The server is back.")

    def _exported(self, event: e.Exported) -> Iterator[str]:
        yield self._("Written: {path}", path=one_line(event.path))

    def _ended(self, event: e.Ended) -> Iterator[str]:
        yield self._("The session is over. Thank you for being part of it.")
