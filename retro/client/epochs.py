"""A member's way through epochs, on the wire: commit, open, and the question asked."""

from __future__ import annotations

from attrs import define, field

from formats.entries import (
    Close,
    Commit,
    Confirm,
    Entry,
    Gather,
    Open,
    Seated,
    SignedMessage,
)
from formats.entries import Message as AnyMessage
from retro.anonymity.epoch import words_of
from retro.anonymity.joining import Gathering, Seating
from retro.anonymity.standing import Phase
from retro.client.core import Core
from retro.client.events import Roster, Warned
from retro.client.publish import Publisher


@define
class Epochs:
    """Answers the facilitator's calls; keeps what everybody committed and opened."""

    core: Core
    publisher: Publisher
    gathering: Gathering | None = None
    seating: Seating | None = None
    _committed: int = 0
    _opened: bytes = b""
    _gather: Gather | None = None
    _seen: set[bytes] = field(factory=set)

    def entered(self, entry: Entry) -> None:
        """Follow the control log."""
        core = self.core
        match entry:
            case Gather():
                self._gather = entry
                self.gathering = Gathering(
                    entry.epoch,
                    core.chain.head,
                    core.chain.scope,
                    core.vk if core.leads else core.attendance.lead,
                )
                self.seating = None
            case Close():
                self.seating = Seating(entry, core.chain.head, core.chain.scope)
            case Seated():
                self._seated()
            case _:
                pass

    def _seated(self) -> None:
        """Ask the person here about the roster, if they are on it (or only look on)."""
        self._seen.clear()
        core = self.core
        roster, begin = core.chain.roster, core.state.begin
        if roster is None or begin is None:
            return
        for seat in roster.seats:
            core.attendance.names[seat.vk] = seat.name
        before = core.member.roster
        question = core.member.on_seated(roster)
        if question is None and before is not None and core.vk in before.keys:
            core.publish(Warned(code="left-out"))
        if question is None and not core.screen:
            self.publisher.roster(None)
            return
        self.publisher.roster(
            Roster(
                epoch=roster.epoch,
                count=len(roster.seats),
                words=words_of(roster.rh, begin.lang),
                members=roster.names,
                known=question.known if question else False,
                added=question.added if question else (),
                removed=question.removed if question else (),
                answer="",
            )
        )

    def settle(self) -> None:
        """Do what the log asks of me and I have not done yet."""
        core = self.core
        attempt = core.chain.attempt
        if core.screen or not core.caught_up or attempt is None:
            return
        if core.chain.phase is Phase.GATHERING and self._committed < attempt.epoch:
            if self._gather is None:
                return
            self._committed = attempt.epoch
            core.say(
                core.member.on_gather(
                    self._gather, attempt.gather, core.chain.scope, core.random(32)
                )
            )
        elif attempt.listed is not None and self._opened != attempt.close:
            self._opened = attempt.close
            opened = core.member.on_close(attempt.listed, attempt.close)
            if isinstance(opened, SignedMessage):
                core.say(opened)

    def heard(self, sender: bytes, message: AnyMessage, signed: SignedMessage) -> None:
        """Take a COMMIT, an OPEN or a CONFIRM."""
        core = self.core
        match message:
            case Commit() if self.gathering is not None:
                if self.gathering.receive(sender, signed):
                    core.attendance.names.setdefault(sender, message.name)
                    self._rename()
            case Open() if self.seating is not None:
                self.seating.receive(sender, signed)
            case Confirm():
                confirmed = core.member.on_confirm(sender, signed)
                if confirmed and not confirmed.same and sender not in self._seen:
                    self._seen.add(sender)
                    core.publish(Warned(code="words-differ"))
            case _:
                pass

    def _rename(self) -> None:
        """Commit under another name when somebody before me has mine."""
        gathering = self.gathering
        if gathering is not None and self.core.vk in gathering.duplicates:
            again = self.core.member.rename(gathering.taken(self.core.vk))
            if again is not None:
                self.core.say(again)
