"""One client without sockets or clocks: frames and commands in, frames and events out.

The shell (`retro.client.client`, or a test with a relay of its own) feeds `receive`,
`do`, `tick` and `lost`, and empties `take_frames` and `take_events`. The parts each own
one thing: `Line` the way to the server, `Epochs` who is here, `Rounds` what is said,
`Chair` what the facilitator's client does by itself, `Desk` what people ask for,
`Publisher` what they are told, `Own` what they chose, `Parting` how it ends.
"""

from __future__ import annotations

from collections.abc import Callable

import nacl.utils
from nacl.signing import SigningKey

from formats.entries import (
    MESSAGES,
    PAYLOADS,
    VERSION,
    Begin,
    Commit,
    Confirm,
    End,
    Entry,
    Farewell,
    Hello,
    Message,
    Open,
    SignedMessage,
    Timer,
    session_version,
)
from formats.session_file import SavedSession
from formats.strict import FormatError
from formats.versions import version_of
from formats.wire import (
    Admitted,
    Challenge,
    ClientFrame,
    Closing,
    Control,
    Peers,
    Rejected,
    Said,
    ServerFrame,
    Taken,
)
from formats.wire import Refused as LoginRefused
from retro.anonymity.chain import Chain, ChainError
from retro.anonymity.epoch import good_name, unique_name
from retro.anonymity.joining import Member
from retro.anonymity.joinwords import Secrets
from retro.anonymity.keys import heard_hello, hello
from retro.anonymity.sealing import SealError, unseal
from retro.anonymity.spent import Ledger
from retro.client import events as ev
from retro.client.chair import Chair
from retro.client.commands import Command, Quit
from retro.client.core import CLEARING, CONTROL, ROUND, Core
from retro.client.desk import Desk
from retro.client.epochs import Epochs
from retro.client.errors import ClientError, NotAccepted
from retro.client.line import Line
from retro.client.mine import Own
from retro.client.outbox import Outbox
from retro.client.parting import Parting
from retro.client.patience import Patience
from retro.client.publish import Publisher
from retro.client.rounds import Rounds
from retro.client.showing import drafts_event
from retro.client.texts import Texts
from retro.client.timers import Timers
from retro.session.saved import saved
from retro.session.state import Invalid


class Engine:
    """One person's client, or a screen's, as a machine of values."""

    def __init__(
        self,
        secrets: Secrets,
        *,
        name: str,
        key: SigningKey,
        lead: SigningKey | None,
        begin: Begin | None,
        patience: Patience,
        screen: bool,
        shown: tuple[str, str | None, str | None],
        clock: Callable[[], float],
        wall: Callable[[], float],
        random: Callable[[int], bytes] = nacl.utils.random,
    ) -> None:
        """Take the keys and the person's name; `begin` starts a session as its lead.

        `clock` counts seconds and never goes back; `wall` is Unix time.
        """
        self.finished = False
        self.error: ClientError | None = None
        self._name = name
        self._greeted = False
        self.core = Core(
            secrets=secrets,
            key=key,
            fk=lead,
            screen=screen,
            patience=patience,
            timers=Timers(clock),
            wall=wall,
            random=random,
            chain=Chain(secrets.room),
            member=Member(key, name, lead=lead is not None),
            outbox=Outbox(random),
            entered=self._entered,
        )
        self._parting = Parting(self.core)
        self._line = Line(self.core, begin, self._fail)
        self._publisher = Publisher(self.core, shown)
        self.epochs = Epochs(self.core, self._publisher)
        texts = Texts(self.core, Ledger(self.core.vk))
        self._own = Own(self.core, texts)
        self.rounds = Rounds(self.core, self._publisher, texts)
        self.chair = Chair(self.core, self.epochs, self.rounds)
        self._desk = Desk(self.core, self._publisher, self.rounds, self.chair)

    # ------------------------------------------------------------ for the shell

    @property
    def leads(self) -> bool:
        """Whether this client facilitates."""
        return self.core.leads

    @property
    def recorded(self) -> bool:
        """Whether the server has what a command made: entries, and what was said."""
        return self.core.outbox.recorded

    @property
    def admitted(self) -> bool:
        """Whether the server let this client in, on this connection."""
        return self._line.up

    @property
    def reconnect(self) -> bool:
        """Whether only a new connection helps."""
        return self._line.broken

    def saved(self) -> SavedSession:
        """Give what an export holds; raises `ClientError` before the session began."""
        try:
            return saved(self.core.state, self.core.state.people)
        except Invalid as error:
            raise ClientError("not-begun") from error

    def theme_ids(self) -> frozenset[int]:
        """Give the ids of the themes there are."""
        return frozenset(theme.id for theme in self.core.state.board.themes)

    def deadline(self) -> float | None:
        """Give the clock value at which `tick` has work, or None."""
        return self.core.timers.deadline()

    def tick(self) -> None:
        """Run what is due."""
        self.core.timers.run()
        self._settle()

    @property
    def outgoing(self) -> bool:
        """Whether `take_frames` has anything to give."""
        return self._line.waiting

    def take_frames(self) -> list[ClientFrame]:
        """Give what is to be sent now, in order."""
        return self._line.take_frames()

    def take_events(self) -> list[ev.Event]:
        """Give what happened since the last time, in order."""
        events = list(self.core.events)
        self.core.events.clear()
        return events

    def do(self, command: Command) -> ev.Accepted | ev.Refused:
        """Carry out a command, or say why not; nothing is half done."""
        if isinstance(command, Quit):
            self.finished = True
            return ev.Accepted(command=command.VERB)
        try:
            self._desk.carry_out(command)
        except NotAccepted as error:
            return ev.Refused(code=error.code, detail=error.detail)
        except Invalid as error:
            return ev.Refused(code=error.code)
        except FormatError:
            return ev.Refused(code="bad-value")
        finally:
            self._settle()
        return ev.Accepted(command=command.VERB)

    def lost(self) -> None:
        """The connection is gone; another will come."""
        if not self.finished:
            self._line.lost()

    # ------------------------------------------------------------------- frames

    def receive(self, frame: ServerFrame) -> None:
        """Take one frame from the server; after one that may not come now, nothing."""
        if self.finished or self._line.broken:
            return
        match frame:
            case Challenge():
                self._line.challenged(frame)
            case Admitted():
                self._line.admitted(frame)
                self._publisher.everything_again()
                self._own.everything_again()
            case LoginRefused():
                self._line.refused(frame.code)
            case Closing():
                if frame.code in {"replaced", "expired"}:
                    self._fail(frame.code)
            case _ if not self._line.up:
                self._line.broken = True
            case Taken():
                self.core.outbox.taken(frame.id)
            case Rejected():
                self._line.rejected(frame)
            case Control():
                self._line.followed(frame.seq)
                self._control(frame)
            case Said():
                self._line.followed(frame.seq)
                self._said(frame)
            case Peers():
                self._peers(frame)
        self._settle()

    def unreadable(self, data: bytes | str) -> None:
        """Give up on what was never a server: say if it is one of another version."""
        raw = data if isinstance(data, bytes) else b""
        if not self._line.of_another(version_of(raw, Challenge.TAG)):
            self._fail("malformed")

    def _peers(self, frame: Peers) -> None:
        """Note who is connected; tell once when the facilitator no longer is."""
        core = self.core
        if not self._line.peers(frame.keys):
            return
        left = core.attendance.lead and not frame.lead
        if left and core.joined and not core.state.ended:
            core.publish(ev.Warned(code="lead-left"))
        core.attendance.connected = frame.keys
        core.attendance.lead = frame.lead

    def _control(self, frame: Control) -> None:
        core = self.core
        if core.chain.evidence:
            return
        try:
            core.take(unseal(core.secrets, frame.payload, CONTROL))
            if core.fk is not None and core.chain.fk != bytes(core.fk.verify_key):
                self._fail("forged")
        except SealError:
            # Not sealed by anyone who knows the words. In the place of the next entry
            # it may be that one, damaged on its way.
            if frame.index == core.chain.length:
                self._line.gap()
        except ChainError as error:
            if error.code == "fork":
                self._forked()
            elif error.code == "gap":
                self._line.gap()
            elif core.chain.length == 0:
                self._fail(_not_begun(core, frame.payload))

    def _forked(self) -> None:
        """Stop: the facilitator's key signed two histories. Drafts stay."""
        core = self.core
        core.timers.clear()
        if self.rounds.round is not None:
            self.rounds.carry_out(self.rounds.round.abort("fork"))
        core.publish(ev.Warned(code="fork"))
        core.publish(
            ev.RoundEvent(
                purpose=self.rounds.asked.kind if self.rounds.asked else "",
                phase="fork",
            )
        )

    def _said(self, frame: Said) -> None:
        core = self.core
        try:
            signed = PAYLOADS.decode(unseal(core.secrets, frame.payload, ROUND))
            if not isinstance(signed, SignedMessage):
                return
            message: Message = MESSAGES.decode(signed.body)
        except (FormatError, SealError):
            return  # not from anyone who knows the words, or from another version
        match message:
            case Hello():
                self._hello(frame.sender, signed)
            case Commit() | Open() | Confirm():
                self.epochs.heard(frame.sender, message, signed)
            case Farewell():
                self._parting.heard(frame.sender, message, signed)
            case _:
                self.rounds.heard(frame.sender, signed)

    def _hello(self, sender: bytes, signed: SignedMessage) -> None:
        core = self.core
        said = heard_hello(sender, signed, core.secrets.room)
        if said is None or not good_name(said.name):
            return
        known = core.attendance.screens if said.screen else core.attendance.names
        if sender not in known:
            here = set(core.attendance.connected) - {sender}
            taken = [name for key, name in known.items() if key in here]
            known[sender] = unique_name(said.name, taken)

    # -------------------------------------------------------------------- entries

    def _entered(self, entry: Entry) -> None:
        """Let every part follow an entry that is now in the log."""
        core = self.core
        if isinstance(entry, CLEARING):
            core.outbox.cleared()
        self.epochs.entered(entry)
        self.rounds.entered(entry)
        self.chair.entered(entry)
        match entry:
            case Timer():
                self._timer(entry)
            case End():
                self._publisher.update()
                self.rounds.texts.forget()
                self._parting.begin()
            case _:
                pass

    def _timer(self, entry: Timer) -> None:
        core = self.core
        left = entry.started + entry.seconds - int(core.wall())
        if entry.seconds == 0 or left <= 0:
            core.timers.cancel("timer")
            left = 0
        else:
            core.timers.set("timer", left, self._timer_over)
        if core.joined:
            core.publish(ev.TimerEvent(seconds=left))

    def _timer_over(self) -> None:
        self.core.publish(ev.TimerEvent(seconds=0))

    # --------------------------------------------------------------------- settling

    def _settle(self) -> None:
        """Do everything that is due now, in every part, then tell what changed."""
        core = self.core
        if self.error is not None or core.chain.evidence:
            return
        if core.caught_up and not self._greeted and core.attendance.connected:
            self._greet()
        self.epochs.settle()
        self.rounds.settle()
        while self.chair.settle():
            self.epochs.settle()
            self.rounds.settle()
        if core.state.ended:
            self._parting.settle()
            self.finished = self.finished or self._parting.over
        else:
            self._publisher.update()
            self._own.update()
        if core.caught_up and not core.joined:
            core.joined = True
            if "timer" in core.timers:
                core.publish(ev.TimerEvent(seconds=int(core.timers.left("timer"))))

    def _greet(self) -> None:
        """Say who came, under a name that nobody here has."""
        core = self.core
        self._greeted = True
        if not core.screen:
            here = core.attendance.members_here()
            taken = [core.attendance.name(key) for key in here if key != core.vk]
            core.member.name = unique_name(self._name, taken)
            core.attendance.names[core.vk] = core.member.name
        name = self._name if core.screen else core.member.name
        said = hello(core.key, core.secrets.room, name, screen=core.screen)
        core.say(said, lasting=True)

    def _fail(self, code: str) -> None:
        """Give up: what the server said will not change by trying again.

        What the person wrote is nowhere else, so it is told once more.
        """
        drafts = drafts_event(self.core.drafts)
        if drafts.drafts or drafts.spent:
            self.core.publish(drafts)
        self.error = ClientError(code)
        self.finished = True


def _not_begun(core: Core, payload: bytes) -> str:
    """Say why a log whose first entry is `payload` cannot be followed."""
    version = session_version(unseal(core.secrets, payload, CONTROL))
    if version is None or version == VERSION:
        return "forged"
    return "session-newer" if version > VERSION else "session-older"
