"""What a front was told, and what it still has to be told: lists that changed."""

from __future__ import annotations

from attrs import define, evolve, field

from retro.client import events as ev
from retro.client import showing
from retro.client.core import Core
from retro.session.state import State


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
    _seen: State | None = None
    """The same, whether or not it is to be told once more."""

    @property
    def up_to_date(self) -> bool:
        """Whether the person was told the state as it is."""
        return self._seen is self.core.state

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
        self._listed = self._seen = core.state
        state, board = core.state, core.state.board
        self._tell("step", showing.step_event(state, leads=core.leads))
        self._list("notes", showing.notes_event(state), empty=not board.notes)
        self._list("themes", showing.themes_event(state), empty=not board.themes)
        for answers in state.answers:
            self._tell(f"answers:{answers.step}", showing.answers_event(answers))
        dots = showing.dots_event(state)
        if dots is not None:
            self._tell("dots", dots)
        self._list("norms", showing.norms_event(state), empty=not board.norms)

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
