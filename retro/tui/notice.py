"""What waits to be told or answered, whatever step the session is at; pure.

A notice is answered with a function key or a click, never with a letter: nobody may
answer a question about trust with a key that was meant for a note.
"""

from __future__ import annotations

from collections.abc import Iterator

from attrs import frozen

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import N_, Speech
from retro.sentences import ERRORS, REASONS, WARNINGS, said, with_detail
from retro.tui.view import View

NOW, SOON, LATER, LAST = range(4)
"""How urgent a notice is: a choice, the names and words, a stopped round, the rest."""

CHOOSING = {"missed", "maybe-read-before"}
"""Warnings that want a choice: send after all, or send nothing."""

STOPPED = {"aborted", "burned"}
"""Ends of a round after which a person wants to know what now."""


@frozen
class Answer:
    """What can be answered: the key, its label, and what is asked for then."""

    key: str
    label: str
    commands: tuple[c.Command, ...] = ()


@frozen
class Notice:
    """One thing to be told; `told` is what is read once it is answered."""

    urgency: int
    text: str
    answers: tuple[Answer, ...]
    told: e.Warned | e.RoundEvent | None = None


SAME = Answer("f7", N_("Same  F7"), (c.Words("same"),))
DIFFER = Answer("f8", N_("Differ  F8"), (c.Words("differ"),))
SEND = Answer("f7", N_("Send mine anyway  F7"), (c.Send(),))
NOTHING = Answer("f8", N_("Send nothing  F8"), (c.Blank(),))
READ = Answer("f8", N_("I have read this  F8"))
FEW = Answer("f7", N_("Go on with so few  F7"), (c.ConfirmSmall(), c.Collect()))


def waiting(_: Speech, view: View) -> list[Notice]:
    """Give what waits for the person, the most urgent first.

    While a round is held up for who is missing nothing else is asked, since that has
    to be answered within seconds; the page of the mix says it.
    """
    if view.ended or view.screen or view.cannot or _held(view):
        return []
    return sorted(_all(_, view), key=lambda notice: notice.urgency)


def _held(view: View) -> bool:
    return view.round is not None and view.round.phase == "holding"


def _all(_: Speech, view: View) -> Iterator[Notice]:
    for warning in reversed(view.warnings):
        if warning.code != "fork":  # the page says so: there is nothing else any more
            yield _warned(_, warning)
    roster = view.roster
    if roster is not None and not roster.answer and view.kind != "welcome":
        yield Notice(SOON, _roster(_, roster), (SAME, DIFFER))
    if view.last_round is not None and view.last_round.phase in STOPPED:
        text = " ".join(_stopped(_, view.last_round, lead=view.lead))
        few = view.lead and view.last_round.reason == "small-group"
        yield Notice(LATER, text, (FEW, READ) if few else (READ,), view.last_round)


def _roster(_: Speech, roster: e.Roster) -> str:
    """Ask whether the names and the four words are the same here.

    The words and how many come first: no list of names can push them out of view.
    """
    words = " ".join(roster.words)
    if roster.known and (roster.added or roster.removed):
        changes = [f"+{name}" for name in roster.added]
        changes += [f"-{name}" for name in roster.removed]
        who = _("Who is here changed: {changes}.", changes=", ".join(changes))
    else:
        names = _.listed(list(roster.members))
        who = _.plural(
            "Is exactly this {n} person here? {names}",
            "Are exactly these {n} people here? {names}",
            roster.count,
            names=names,
        )
    same = _("The four words: {words}. The same on every screen?", words=words)
    return f"{same} {who}"


def _warned(_: Speech, warning: e.Warned) -> Notice:
    """Say a warning, with the names and texts that are part of it."""
    code = warning.code
    if code == "maybe-read" and not warning.texts:
        code = "maybe-read-before"
    parts = [said(_, WARNINGS, code), *differences(_, warning)]
    parts += [f"- {text}" for text in warning.texts]
    text = ("\n" if warning.texts else " ").join(parts)
    if code in CHOOSING:
        return Notice(NOW, text, (SEND, NOTHING), warning)
    return Notice(NOW if code == "words-differ" else LAST, text, (READ,), warning)


def differences(_: Speech, warning: e.Warned) -> Iterator[str]:
    """Say who is in only one of two rounds of the same question."""
    if warning.added:
        names = _.listed(list(warning.added))
        yield _("Compared with then: with {names}.", names=names)
    if warning.removed:
        names = _.listed(list(warning.removed))
        yield _("Compared with then: without {names}.", names=names)


def _stopped(_: Speech, event: e.RoundEvent, *, lead: bool) -> Iterator[str]:
    """Say what happened to a round, what became of the texts, and what to do now."""
    if event.phase == "burned":
        yield _(
            "Collecting broke off at its very end, so what was sent may have been read."
        )
        if lead:
            yield _("F5 asks exactly the same people once more.")
        return
    reason = said(_, REASONS, event.reason or "")
    yield _("Collecting stopped: {reason}.", reason=reason)
    if event.hop:
        yield _("It got as far as laptop {hop}.", hop=event.hop)
    yield _("Nothing was shown, and what you wrote or chose is still here.")
    if not lead:
        yield _("You need not do anything; the facilitator can collect again.")
    elif event.reason == "small-group":
        yield with_detail(_, ERRORS, "small-group", ())
    elif event.reason == "words-open":
        yield _("Ask everybody to answer about names and words; then press F5 again.")
    elif event.reason == "words-differ":
        yield _("Compare the list and the words together; then press F5 again.")
    else:
        yield _("Press F5 to collect again.")
