"""From the state to the events: each list is told when it changed, whole."""

from __future__ import annotations

from collections.abc import Iterable

from attrs import define, evolve, field

from retro.client import events as ev
from retro.client.core import Core
from retro.client.drafts import Draft
from retro.session import views
from retro.session.state import Answers, State


def step_event(core: Core) -> ev.StepEvent:
    """Give the step the session is at; tips only for the facilitator."""
    view = views.step(core.state)
    step = view.step
    scale = step.answer == "scale"
    chosen = step.answer in {"yesno", "choice", "ticks"}
    dotted = step.mode == "dots"
    return ev.StepEvent(
        id=view.id,
        kind=step.kind,
        title=step.title,
        question=step.question or None,
        answer=step.answer or None,
        min=step.low if scale else None,
        max=step.high if scale else None,
        min_label=(step.low_label or None) if scale else None,
        max_label=(step.high_label or None) if scale else None,
        options=tuple(ev.OptionItem(id=o.id, title=o.title) for o in view.options)
        if chosen
        else None,
        columns=tuple(ev.ColumnItem(key=c.key, title=c.title) for c in step.columns)
        or None,
        mode=step.mode or None,
        budget=step.budget if dotted else None,
        max_each=step.max_each if dotted else None,
        prompts=tuple((p.word, p.meaning) for p in step.prompts) or None,
        tips=(step.tips or None) if core.leads else None,
    )


def notes_event(core: Core) -> ev.Notes:
    """Give all notes on the board."""
    view = views.notes(core.state)
    return ev.Notes(
        notes=tuple(
            ev.NoteItem(id=note.id, column=note.column, text=note.text)
            for note in view.notes
        ),
        unreadable=view.unreadable,
    )


def drafts_event(core: Core) -> ev.Drafts:
    """Give this person's own drafts."""

    def items(drafts: Iterable[Draft]) -> tuple[ev.NoteItem, ...]:
        return tuple(
            ev.NoteItem(id=draft.id, column=draft.column, text=draft.text)
            for draft in drafts
        )

    return ev.Drafts(drafts=items(core.drafts.notes), spent=items(core.drafts.spent))


def themes_event(core: Core) -> ev.Themes:
    """Give all themes."""
    return ev.Themes(
        themes=tuple(
            ev.ThemeItem(id=theme.id, title=theme.title, notes=theme.notes)
            for theme in core.state.board.themes
        )
    )


def answers_event(answers: Answers) -> ev.Answers:
    """Give the result of one question."""
    return ev.Answers(
        question=answers.question,
        counts=tuple(
            ev.CountItem(id=count.id, title=count.title, count=count.count)
            for count in answers.counts
        ),
        respondents=answers.respondents,
        people=answers.people,
        spoiled=answers.spoiled,
    )


def dots_event(core: Core) -> ev.Dots | None:
    """Give the result of the last vote, if there was one."""
    view = views.dots(core.state)
    if view is None:
        return None
    return ev.Dots(
        themes=tuple(
            ev.DotsItem(
                id=theme.id, title=theme.title, dots=theme.dots, people=theme.people
            )
            for theme in view.themes
        ),
        respondents=view.respondents,
        spoiled=view.spoiled,
    )


def norms_event(core: Core) -> ev.Norms:
    """Give all norms, with their consent and the reasons given."""
    view = views.norms(core.state)
    return ev.Norms(
        norms=tuple(
            ev.NormItem(
                id=norm.id,
                text=norm.text,
                theme=norm.theme,
                agree=norm.agree,
                concern=norm.concern,
                object=norm.object,
                status=norm.status,
                review=norm.review,
            )
            for norm in view.norms
        ),
        reasons=tuple(
            ev.ReasonItem(norm=reason.norm, text=reason.text) for reason in view.reasons
        ),
    )


def places_event(core: Core) -> ev.Places:
    """Give where to go for help."""
    begin = core.state.begin
    places = begin.agenda.places if begin else ()
    return ev.Places(places=tuple((place.kind, place.text) for place in places))


@define
class Publisher:
    """Remembers what was told, and tells only what changed."""

    core: Core
    shown: tuple[str, str | None, str | None]
    """The server's URL, and the words and link if this is the facilitator."""
    _told: dict[str, ev.Event] = field(factory=dict)
    _begun: bool = False
    _current: ev.Roster | None = None
    _results: set[str] = field(factory=set)
    _listed: State | None = None
    """The very state that the lists were told from: most frames change none."""

    def everything_again(self) -> None:
        """Tell the current state once more, as after coming back."""
        self._told.clear()
        self._begun = False
        self._listed = None

    def update(self) -> None:
        """Tell what changed since the last time."""
        core = self.core
        here = core.attendance.connected
        if core.state.begin is None or not core.caught_up or not here:
            return
        if not self._begun:
            self._begun = True
            self._welcome()
        self._tell("people", core.attendance.people())
        if self._current is not None:
            self._tell("roster", self._current)
        if core.state is self._listed:
            return
        self._listed = core.state
        self._tell("step", step_event(core))
        self._list("notes", notes_event(core), empty=not core.state.board.notes)
        self._list("themes", themes_event(core), empty=not core.state.board.themes)
        for answers in core.state.answers:
            self._tell(f"answers:{answers.step}", answers_event(answers))
        dots = dots_event(core)
        if dots is not None:
            self._tell("dots", dots)
        self._list("norms", norms_event(core), empty=not core.state.board.norms)

    def _welcome(self) -> None:
        begin = self.core.state.begin
        if begin is None:
            return
        url, words, link = self.shown
        self.core.publish(
            ev.Welcome(
                room=self.core.secrets.room.hex()[:16],
                server=url,
                lang=begin.lang,
                title=begin.title,
                team=begin.team,
                words=words if self.core.leads else None,
                link=link if self.core.leads else None,
            )
        )

    def roster(self, event: ev.Roster | None) -> None:
        """Show this roster from now on; None when I am not on it."""
        self._current = event

    def answered(self, answer: str) -> None:
        """Remember what the person said of the roster, without telling it again."""
        if self._current is not None:
            self._current = evolve(self._current, answer=answer)
            self._told["roster"] = self._current

    def result(self, kind: str) -> None:
        """Tell the list that a round of this kind fills, even if nothing is in it."""
        name = {"notes": "notes", "dots": "dots", "consent": "norms"}.get(kind, "")
        self._results.add(name)
        self._told.pop(name, None)
        self._listed = None

    def _list(self, name: str, event: ev.Event, *, empty: bool) -> None:
        """Tell a list; an empty one only when something was told before."""
        if not empty or name in self._told or name in self._results:
            self._results.discard(name)
            self._tell(name, event)

    def _tell(self, name: str, event: ev.Event) -> None:
        if self._told.get(name) != event:
            self._told[name] = event
            self.core.publish(event)
