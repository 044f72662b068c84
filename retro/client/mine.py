"""What a person chose, told to them alone: a front need keep no copy of its own.

For showing only: what a round sends is never read from here.
"""

from __future__ import annotations

from attrs import define, evolve, field

from retro.client.choices import Choices, Opinion, Subjects
from retro.client.core import Core
from retro.client.events import Mine, Warned
from retro.client.texts import Texts
from retro.session.question import CHOICES, norm_subject, question, revealed
from retro.session.state import Invalid, Question, State
from retro.session.walk import current

NOTHING = Mine(step=0)

Lapsed = set[Subjects | Opinion]


def asked_now(state: State) -> Question | None:
    """Give the question at hand, or None when this step has nothing to ask now."""
    try:
        return state.round.question if state.round else question(state)
    except Invalid:
        return None


def revisions(state: State) -> dict[int, int]:
    """Map every norm to the number of its wording."""
    return {norm.id: norm.revision for norm in state.board.norms}


def lapsed(state: State, asked: Question | None, choices: Choices) -> Lapsed:
    """Name what was chosen at this step for other themes, or other words of a norm.

    Not what everybody answered meanwhile, nor what is for a norm that is gone.
    """
    over, now = revealed(state), revisions(state)
    found: Lapsed = set()
    if asked is not None:
        others = choices.votes(state.step) - {asked.subjects}
        found.update(subjects for subjects in others if not subjects & over)
    offered = CHOICES.get(current(state).kind)
    for norm, revision, said in choices.opinions():
        reworded = said == offered and now.get(norm, revision) != revision
        if reworded and norm_subject(said, norm, revision) not in over:
            found.add((norm, revision, said))
    return found


def counting(state: State, asked: Question | None) -> Lapsed:
    """Name all that would count as the themes and the norms' words are now."""
    norms: Lapsed = {
        (norm, revision, said)
        for norm, revision in revisions(state).items()
        for said in CHOICES.values()
    }
    return norms | {asked.subjects} if asked else norms


@define
class Own:
    """Tells a person what they chose when that changed, and warns of what lapsed."""

    core: Core
    texts: Texts
    _told: Mine = NOTHING
    _again: bool = False
    _lapsed: Lapsed = field(factory=set)
    _state: State | None = None
    _asked: Question | None = None

    def everything_again(self) -> None:
        """Tell once more what is chosen, if anything is, as after coming back."""
        self._again = True

    def update(self) -> None:
        """Tell what changed since the last time."""
        core, state = self.core, self.core.state
        here = core.caught_up and core.attendance.connected
        if state.begin is None or state.ended or core.screen or not here:
            return
        moved = state is not self._state
        if moved:
            self._state, self._asked = state, asked_now(state)
        mine = self._mine()
        nothing = evolve(mine, step=0) == NOTHING
        changed = self._told is not NOTHING if nothing else mine != self._told
        if changed or (self._again and not nothing):
            self._told = NOTHING if nothing else mine
            core.publish(mine)
        self._again = False
        if (moved or changed) and not mine.blank:
            self._warn()

    def _mine(self) -> Mine:
        asked, state = self._asked, self.core.state
        if asked is None:
            return Mine(step=state.step)
        mine = self.core.drafts.choices.shown(asked, revisions(state))
        return evolve(mine, blank=self.texts.blank(asked))

    def _warn(self) -> None:
        """Warn once of what no longer counts; an undo can make it count again."""
        state = self.core.state
        found = lapsed(state, self._asked, self.core.drafts.choices)
        self._lapsed -= counting(state, self._asked)
        if found - self._lapsed:
            self._lapsed |= found
            self.core.publish(Warned(code="lapsed"))
