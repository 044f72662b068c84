"""Commands carried out: a person's into drafts, the facilitator's into entries.

`DESK` names what each command does; every one of them either happens wholly or raises
`NotAccepted` (or `Invalid`) and changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import define

from formats import entries as en
from formats.agenda import Column
from formats.entries import TEXT_BYTES
from formats.text import one_line, size
from retro.client import commands as cmd
from retro.client.chair import Chair
from retro.client.core import Core
from retro.client.errors import NotAccepted
from retro.client.events import Warned
from retro.client.publish import Publisher
from retro.client.rounds import Rounds
from retro.client.showing import drafts_event, notes_event, places_event
from retro.session.question import question
from retro.session.state import Invalid, Question
from retro.session.walk import current, find_step, next_step, step_back

SIZE_UNKNOWN = 1
"""People in a round, before there is a roster: then the most notes are allowed."""

YES = {"ja", "j", "yes", "y"}
NO = {"nee", "n", "no"}


@define
class Desk:
    """Where commands arrive."""

    core: Core
    publisher: Publisher
    rounds: Rounds
    chair: Chair

    def carry_out(self, command: cmd.Command) -> None:
        """Do what `command` says; raises `NotAccepted` or `Invalid`."""
        if command.LEAD and not self.core.leads:
            raise NotAccepted("not-facilitator")
        if (
            not self.core.joined
            or self.core.state.begin is None
            or self.core.state.ended
        ):
            raise NotAccepted("out-of-step")
        action = DESK.get(type(command))
        if action is None:
            raise NotAccepted("unknown-command")
        if self.core.screen and type(command) not in LOOKING:
            raise NotAccepted("out-of-step")
        action(self, command)

    # -------------------------------------------------------------------- drafting

    def _asked(self, *kinds: str) -> Question:
        """Give the question at this step, when it is of one of these kinds.

        Only the one that the person was shown: a server that keeps the screen behind
        must not have an answer counted for another question.
        """
        if not self.core.leads and not self.publisher.up_to_date:
            raise NotAccepted("behind")
        opened = self.core.state.round
        asked = opened.question if opened else question(self.core.state)
        if asked.kind not in kinds:
            raise NotAccepted("out-of-step")
        return asked

    def _ballot(self, *kinds: str) -> Question:
        asked = self._asked(*kinds)
        if self.rounds.in_flight:
            raise NotAccepted("busy")
        return asked

    def _people(self) -> int:
        return max(SIZE_UNKNOWN, self.core.state.people)

    def note(self, command: cmd.Note) -> None:
        """Draft a note in the column that is meant."""
        asked = self._asked("notes")
        column = _column(current(self.core.state).columns, command.column)
        self.core.drafts.note(asked, column.key, command.text, self._people())
        self.core.publish(drafts_event(self.core.drafts))

    def notes(self, _: cmd.Notes) -> None:
        """Show my drafts and everybody's notes."""
        self.core.publish(drafts_event(self.core.drafts))
        self.core.publish(notes_event(self.core.state))

    def edit(self, command: cmd.Edit) -> None:
        """Give a draft another text."""
        self.core.drafts.edit(command.draft, command.text)
        self.core.publish(drafts_event(self.core.drafts))

    def drop(self, command: cmd.Drop) -> None:
        """Delete a draft; at a question for words, take back a word."""
        if current(self.core.state).answer == "words":
            self.core.drafts.choices.drop_word(self._ballot("words"), command.draft)
            return
        self.core.drafts.drop(command.draft)
        self.core.publish(drafts_event(self.core.drafts))

    def answer(self, command: cmd.Answer) -> None:
        """Answer: a point or option by number or title, yes or no.

        A number is the one shown, also when another option's title looks like it.
        """
        asked = self._ballot("answer")
        typed = command.value.strip().casefold()
        if asked.answer == "yesno" and typed in YES | NO:
            option = asked.options[0 if typed in YES else 1]
            self.core.drafts.choices.answer(asked, option.id)
            return
        ids = [option.id for option in asked.options]
        meant = {option.title.casefold(): option.id for option in asked.options}
        meant |= {str(id_): id_ for id_ in ids}
        if typed not in meant:
            raise NotAccepted("bad-value", min(ids), max(ids))
        self.core.drafts.choices.answer(asked, meant[typed])

    def dots(self, command: cmd.Dots) -> None:
        """Give dots, one number a theme in the order shown or as THEME=N."""
        asked = self._ballot("dots")
        try:
            pairs = [value.partition("=") for value in command.values]
            if all(mark for _, mark, _ in pairs) and pairs:
                given = dict.fromkeys(asked.themes, 0)
                for theme, _, number in pairs:
                    if int(theme) not in given:
                        raise NotAccepted("no-such-id", theme)
                    given[int(theme)] = int(number)
                self.core.drafts.choices.dots(asked, tuple(given.values()))
            else:
                self.core.drafts.choices.dots(asked, tuple(map(int, command.values)))
        except ValueError as error:
            if isinstance(error, NotAccepted):
                raise
            raise NotAccepted("bad-value", len(asked.themes)) from error

    def tick(self, command: cmd.Tick) -> None:
        """Tick options, or themes that are recognised."""
        self.core.drafts.choices.tick(self._ballot("ticks"), command.options)

    def word(self, command: cmd.Word) -> None:
        """Add a word to the answer."""
        self.core.drafts.choices.word(self._ballot("words"), command.text)

    def consent(self, command: cmd.Consent) -> None:
        """Consent to a norm that is asked about."""
        asked = self._ballot("consent")
        if command.norm not in asked.norms:
            raise NotAccepted("no-such-id", command.norm)
        if command.choice not in asked.choices:
            raise NotAccepted("bad-value", ", ".join(asked.choices))
        norms = {norm.id: norm for norm in self.core.state.board.norms}
        key = (command.norm, norms[command.norm].revision)
        choice = asked.choices.index(command.choice) + 1
        self.core.drafts.choices.consent(asked, key, choice, command.reason)

    # --------------------------------------------------------------- taking part

    def words(self, command: cmd.Words) -> None:
        """Tell everybody whether names and words are right on this screen.

        Awaited: a round that is opened after this was accepted counts this person in.
        """
        same = command.answer == "same"
        roster = self.core.chain.roster
        if same and command.epoch and roster and command.epoch != roster.epoch:
            raise NotAccepted("words-changed")
        said = self.core.member.answer(same)
        if said is None:
            differs = self.core.vk in self.core.member.differ
            raise NotAccepted("words-differ" if differs else "out-of-step")
        self.core.say(said, awaited=True)
        self.publisher.answered(command.answer)
        if not same:
            self.rounds.object()
            self.core.publish(Warned(code="words-differ"))

    def blank(self, _: cmd.Blank) -> None:
        """Send nothing this time."""
        if self.rounds.in_flight:
            raise NotAccepted("busy")
        self.rounds.texts.choose("blank")

    def send(self, _: cmd.Send) -> None:
        """Send after all."""
        self.rounds.texts.choose("send")

    def wait(self, _: cmd.Wait) -> None:
        """Object to going on without the absent."""
        self.rounds.wait()

    def where(self, _: cmd.Where) -> None:
        """Show where to go for help."""
        self.core.publish(places_event(self.core.state))

    # ----------------------------------------------------------------- facilitating

    def move(self, command: cmd.Next | cmd.Back | cmd.GoStep) -> None:
        """Go to another step at once."""
        state = self.core.state
        if state.round is not None or self.chair.collecting is not None:
            raise Invalid("busy")
        match command:
            case cmd.Next():
                step = next_step(state)
            case cmd.Back():
                step = step_back(state)
            case cmd.GoStep():
                step = find_step(state, command.step)
        self.core.append(en.Move(step=step))

    def collect(self, command: cmd.Collect) -> None:
        """Run the round of this step."""
        if command.seconds is not None and not 0 <= command.seconds <= 3600:
            raise NotAccepted("bad-value", 0, 3600)
        self.chair.collect(command.seconds)

    def confirm(self, _: cmd.ConfirmSmall) -> None:
        """Go on with few."""
        self.core.append(en.ConfirmSmall())

    def group(self, command: cmd.Group) -> None:
        """Make a theme."""
        title = _line(command.title) if command.title else ""
        self.core.append(en.Group(notes=command.notes, title=title))

    def ungroup(self, command: cmd.Ungroup) -> None:
        """Dissolve a theme."""
        self.core.append(en.Ungroup(theme=command.theme))

    def title(self, command: cmd.Title) -> None:
        """Retitle a theme."""
        self.core.append(en.Title(theme=command.theme, text=_line(command.text)))

    def aside(self, command: cmd.Aside) -> None:
        """Set a note aside, and say where who wrote it or is hurt by it can go."""
        self.core.append(en.Aside(note=command.note))

    def timer(self, command: cmd.Timer) -> None:
        """Start, extend or stop the timer."""
        now = int(self.core.wall())
        seconds = command.seconds
        running = self.core.state.timer
        if command.more and running is not None:
            seconds += max(0, running.started + running.seconds - now)
        if not 0 <= seconds <= 86_400:
            raise NotAccepted("bad-value", 0, 86_400)
        self.core.append(en.Timer(seconds=seconds, started=now))

    def norm(self, command: cmd.Norm) -> None:
        """Draft a norm."""
        self.core.append(en.Norm(text=_line(command.text), theme=command.theme))

    def reword(self, command: cmd.Reword) -> None:
        """Give a norm other words."""
        self.core.append(en.Reword(norm=command.norm, text=_line(command.text)))

    def let_go(self, command: cmd.LetGo) -> None:
        """Let a norm go."""
        self.core.append(en.LetGo(norm=command.norm))

    def undo(self, _: cmd.Undo) -> None:
        """Take back the last change."""
        self.core.append(en.Undo())

    def abort(self, _: cmd.Abort) -> None:
        """Stop the round."""
        self.chair.abort()

    def end(self, _: cmd.End) -> None:
        """End the session for everybody."""
        self.core.append(en.End())


def _column(columns: tuple[Column, ...], typed: str) -> Column:
    """Find the column meant by its key, its number, or a word only its title has."""
    wanted = typed.casefold()
    for number, column in enumerate(columns, 1):
        if wanted in {column.key.casefold(), column.title.casefold(), str(number)}:
            return column
    found = [c for c in columns if wanted in c.title.casefold().split()]
    if len(found) == 1:
        return found[0]
    raise NotAccepted("unknown-column", ", ".join(column.key for column in columns))


def _line(typed: str) -> str:
    """Make a title or norm uniform; refuse it when empty or too long."""
    text = one_line(typed)
    if not text:
        raise NotAccepted("bad-value")
    if size(text) > TEXT_BYTES:
        raise NotAccepted("too-long", size(text), TEXT_BYTES)
    return text


DESK: dict[type[cmd.Command], Callable[[Desk, Any], None]] = {
    cmd.Note: Desk.note,
    cmd.Notes: Desk.notes,
    cmd.Edit: Desk.edit,
    cmd.Drop: Desk.drop,
    cmd.Answer: Desk.answer,
    cmd.Dots: Desk.dots,
    cmd.Tick: Desk.tick,
    cmd.Word: Desk.word,
    cmd.Consent: Desk.consent,
    cmd.Words: Desk.words,
    cmd.Blank: Desk.blank,
    cmd.Send: Desk.send,
    cmd.Wait: Desk.wait,
    cmd.Where: Desk.where,
    cmd.Next: Desk.move,
    cmd.Back: Desk.move,
    cmd.GoStep: Desk.move,
    cmd.Collect: Desk.collect,
    cmd.ConfirmSmall: Desk.confirm,
    cmd.Group: Desk.group,
    cmd.Ungroup: Desk.ungroup,
    cmd.Title: Desk.title,
    cmd.Aside: Desk.aside,
    cmd.Timer: Desk.timer,
    cmd.Norm: Desk.norm,
    cmd.Reword: Desk.reword,
    cmd.LetGo: Desk.let_go,
    cmd.Undo: Desk.undo,
    cmd.Abort: Desk.abort,
    cmd.End: Desk.end,
}
"""What each command does; Help, Export and Quit are the front's and the client's."""

LOOKING = frozenset({cmd.Notes, cmd.Where})
"""All that a projector screen may do."""
