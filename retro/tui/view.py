"""What every screen shows: one frozen value, folded from the client's events; pure.

Screens keep no state of the session. They are given a `View` and show it; what a person
wants goes back as a command. So a screen can be left and opened again at any moment.
"""

from __future__ import annotations

from typing import Any

from attrs import evolve, field, frozen

from retro.client import events as e

ENDED_PHASES = frozenset({"done", "aborted", "burned", "fork"})

OF_QUESTION = frozenset({"missed", "maybe-read"})
"""Warnings that want a choice for the question at hand, unless they show own texts."""


@frozen(kw_only=True)
class View:
    """The session as one person may see it at one moment.

    `round` is the round under way, None when there is none; `last_round` the event that
    ended the one before, until the next begins or it was read; `retried` the one that
    failed just before the round under way, which is the same tried again by itself.
    `countdown` and `timer` are moments on the front's own clock, in seconds, or None.
    """

    lead: bool = False
    screen: bool = False
    welcome: e.Welcome | None = None
    people: e.People = field(factory=lambda: e.People(members=(), screens=()))
    roster: e.Roster | None = None
    step: e.StepEvent | None = None
    timer: float | None = None
    round: e.RoundEvent | None = None
    last_round: e.RoundEvent | None = None
    retried: e.RoundEvent | None = None
    countdown: float | None = None
    notes: e.Notes = field(factory=lambda: e.Notes(notes=(), unreadable=0))
    noted: bool = False
    """Whether notes were revealed, be it none."""
    columns: dict[str, str] = field(factory=dict)
    """The titles of the columns that notes are in, by key; kept over the steps."""
    drafts: e.Drafts = field(factory=lambda: e.Drafts(drafts=()))
    themes: e.Themes = field(factory=lambda: e.Themes(themes=()))
    answers: dict[int, e.Answers] = field(factory=dict)
    """The results of questions, by the step they were asked at."""
    mine: e.Mine | None = None
    dots: e.Dots | None = None
    norms: e.Norms = field(factory=lambda: e.Norms(norms=(), reasons=()))
    places: e.Places = field(factory=lambda: e.Places(places=()))
    warnings: tuple[e.Warned, ...] = ()
    link: str = "up"
    cannot: str = ""
    """Why the client could not go on in a session that had begun; a code, or empty."""
    exported: tuple[str, ...] = ()
    ended: bool = False

    @property
    def kind(self) -> str:
        """The kind of the step at hand, or nothing before the session is known."""
        return self.step.kind if self.step else ""

    @property
    def forked(self) -> bool:
        """Whether this client has stopped: two versions of the session go round."""
        return self.last_round is not None and self.last_round.phase == "fork"

    @property
    def stopped(self) -> bool:
        """Whether nothing more comes or goes, although the session is not over."""
        return self.forked or bool(self.cannot)

    @property
    def own(self) -> e.Mine | None:
        """What the person chose here, if it is for the step at hand."""
        here = self.mine and self.step and self.mine.step == self.step.id
        return self.mine if here else None


_WHOLE: dict[type[e.Event], str] = {
    e.Welcome: "welcome",
    e.People: "people",
    e.Roster: "roster",
    e.Drafts: "drafts",
    e.Themes: "themes",
    e.Mine: "mine",
    e.Dots: "dots",
    e.Norms: "norms",
    e.Places: "places",
}
"""Events that are the whole of something, and where it is kept."""


def fold(view: View, event: e.Event, now: float) -> View:
    """Give the view after `event`, which came at `now` on the front's clock."""
    if type(event) in _WHOLE:
        changed: dict[str, Any] = {_WHOLE[type(event)]: event}
        return evolve(view, **changed)
    match event:
        case e.StepEvent():
            columns = {column.key: column.title for column in event.columns or ()}
            return evolve(
                view,
                step=event,
                columns={**view.columns, **columns},
                warnings=_still_asked(view, event),
            )
        case e.TimerEvent(seconds=seconds):
            return evolve(view, timer=now + seconds if seconds else None)
        case e.RoundEvent():
            return _round(view, event, now)
        case e.Notes():
            some = bool(event.notes or event.unreadable)
            return evolve(view, notes=event, noted=view.noted or some)
        case e.Answers():
            return evolve(view, answers={**view.answers, event.step: event})
        case e.Warned():
            kept = (w for w in view.warnings if w.code != event.code or w.texts)
            others = tuple(w for w in kept if w != event)
            return evolve(view, warnings=(*others, event))
        case e.Link(state=state):
            told = view.warnings
            if state == "up":
                told = tuple(w for w in told if w.code != "server-forgot")
            return evolve(view, link=state, warnings=told)
        case e.Exported(path=path):
            return evolve(view, exported=(*view.exported, path))
        case e.Ended():
            return evolve(view, ended=True, round=None, countdown=None, timer=None)
        case _:
            return view


def _still_asked(view: View, step: e.StepEvent) -> tuple[e.Warned, ...]:
    """Give the warnings, at another step without choices that were of the one before.

    Answered late, "send nothing" would be about what is asked there.
    """
    if view.step is None or view.step.id == step.id:
        return view.warnings
    return tuple(w for w in view.warnings if w.code not in OF_QUESTION or w.texts)


def _round(view: View, event: e.RoundEvent, now: float) -> View:
    """Take in where a round is: a countdown, under way, or over."""
    if event.phase in ENDED_PHASES:
        noted = view.noted or (event.purpose, event.phase) == ("notes", "done")
        view = evolve(view, last_round=event, noted=noted)
        return evolve(view, round=None, countdown=None, retried=None)
    if event.phase != "countdown":
        return evolve(view, round=event, countdown=None, last_round=None)
    last, seconds = view.last_round, event.seconds or 0
    by_itself = last is not None and last.phase == "aborted" and not seconds
    return evolve(
        view,
        round=event,
        countdown=now + seconds,
        last_round=None,
        retried=last if by_itself else None,
    )


def read(view: View, told: e.Warned | e.RoundEvent) -> View:
    """Give the view without a warning, or the end of a round, that was read."""
    if isinstance(told, e.RoundEvent):
        return evolve(view, last_round=None) if view.last_round == told else view
    return evolve(view, warnings=tuple(w for w in view.warnings if w != told))


def compared(view: View, answer: str) -> View:
    """Give the view after the person said whether names and words are the same."""
    if view.roster is None:
        return view
    return evolve(view, roster=evolve(view.roster, answer=answer))
