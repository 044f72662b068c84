"""One anonymous round as a state machine without input or output.

Values go in (what the control chain says, messages, texts, a person's decisions),
effects come out (round_effects). There is no clock: when to give up is told from
outside. docs/protocol.md says why each rule is there.

What each message is signed over (`prev`), where ctx binds session, roster and question,
kh everybody's keys, t_j the first j hops, and T = t_n all of them:

    KEYS ctx | ONIONS kh | HOP j, and MIXED of hop j: t_(j-1) | ASK for hop j: t_j
    GO, NOGO, PING, PONG, REVEAL, DONE: T
    FAIL: the sender's latest of ctx, kh, t_1 ... T

MIXED is taken for its hash alone: the signed HOP covers it.
"""

from __future__ import annotations

from attrs import evolve
from nacl.bindings import crypto_scalarmult_base

from formats.entries import (
    MESSAGES,
    Ask,
    Done,
    Fail,
    Go,
    Hop,
    Keys,
    Message,
    Mixed,
    Onions,
    Ping,
    Pong,
    Reveal,
)  # fmt: skip
from formats.strict import FormatError
from retro.anonymity import onion
from retro.anonymity.onion import Contents
from retro.anonymity.round_checks import set_holds
from retro.anonymity.round_course import ASKS_MAX, BEFORE_GO, GONE, OVER, Course, State
from retro.anonymity.round_effects import (
    AllHere,
    Effect,
    Hold,
    LeadMayGo,
    LeftOut,
    Send,
)
from retro.anonymity.round_inbox import Heard


class Round(Course):
    """One round as one member sees it; every method gives the effects to carry out.

    A client that may not send (its person did not confirm, or its texts are spent)
    makes a Round too, does not `start` it, and passes SET on: so it can still object.
    """

    # ------------------------------------------------------------ what may be looked at

    @property
    def arrived(self) -> tuple[bytes, ...]:
        """Give the members whose KEYS came and count, in the roster's order: SET."""
        return tuple(key for key in self._roster if key in self._arrived)

    def resend(self) -> list[Send]:
        """Give what I sent and others may still miss, for a relay that forgot."""
        return list(self._voice.sent)

    def check_outcome(self, lanes: onion.Opened) -> bool:
        """Tell whether an outcome entry says what came out here (see `out`)."""
        return self.out == onion.out_hash(lanes)

    # ------------------------------------------------------------------ what is decided

    def start(self) -> list[Effect]:
        """Send fresh KEYS: this client takes part."""
        self._inner, self._outer = self._random(32), self._random(32)
        self.state = "keys"
        keys = Keys(
            inner=crypto_scalarmult_base(self._inner),
            outer=crypto_scalarmult_base(self._outer),
        )
        self._voice.say(None, keys, self._ctx)
        self._arrive(self._me, keys)
        return self._run()

    def set_members(
        self, members: tuple[bytes, ...], *, floor: int, head: bytes
    ) -> list[Effect]:
        """Take SET from the control chain; `head` is the chain's hash with SET in it.

        Gives `Hold` when anyone of the roster is missing. A SET that breaks a rule, or
        is not the one my texts may leave with, is a FAIL.
        """
        if self.state not in BEFORE_GO:
            return self._run()
        started = self.state != "idle"
        only = self.only
        if only is not None and frozenset(members) - {self._lead} != only.others:
            self._fail("spent", spent=only.rid)
            return self._run()
        if self._me not in members:
            self._forget()
            self.state = "out"
            if started:
                self._voice.tell(LeftOut())
        elif (
            self.members
            or not started
            or not set_holds(members, roster=self._roster, lead=self._lead, floor=floor)
        ):
            self._fail("set")
            return self._run()
        self.members, self._head = members, head
        self.lanes = self._layout(len(members))
        missing = tuple(key for key in self._roster if key not in members)
        if missing:
            self._held = True
            self._voice.tell(Hold(missing))
        return self._run()

    def hold_over(self) -> list[Effect]:
        """Go on: the hold passed and nobody objected."""
        self._held = False
        return self._run()

    def wait(self) -> list[Effect]:
        """Object as a person during the hold: this round must not go on."""
        self._fail("wait")
        return self._run()

    def submit(self, contents: Contents) -> list[Effect]:
        """Seal and send my texts; raises `ValueError` when they do not fit the lanes.

        To be called once, after `NeedTexts`; at other times it changes nothing.
        """
        if self.state == "keys" and self._mixing:
            data = self._mixing.wrap(contents, self._random)
            self.state = "mixing"
            self._voice.say(self._mixing.first, Onions(data=data), self._mixing.ts[0])
        return self._run()

    def ping(self) -> list[Effect]:
        """Ask everybody in SET to answer at once: the facilitator, before `go`."""
        if self._ready and self.mixed and self.state == "mixing":
            self._here = {self._me}
            self._voice.once(None, Ping(), self.mixed)
        return self._run()

    def go(self) -> list[Effect]:
        """Send the facilitator's GO, the last; only after `LeadMayGo`."""
        if LeadMayGo in self._told and self.state == "mixing":
            self._say_go()
        return self._run()

    def give_up(self, reason: str, hop: int | None = None) -> list[Effect]:
        """Stop waiting before my GO; after it I have no time-out and this does nothing.

        `hop` is where it stopped; by itself the hop that is waited for.
        """
        if self.state != "idle":
            self._fail("list", hop=self.hop if hop is None else hop, reason=reason)
        return self._run()

    def abort(self, reason: str, hop: int = 0) -> list[Effect]:
        """End the round as an ABORT entry, or a fork of the chain, demands."""
        if self.state not in OVER:
            self._stop(reason, hop)
        self._voice.sent.clear()
        return self._run()

    def finish(self) -> None:
        """End the round as its outcome entry demands: nothing is sent again."""
        self._forget()
        self._voice.sent.clear()
        self.state = "done" if self.state in {"revealed", "done"} else "aborted"

    # -------------------------------------------------------------------- what comes in

    def receive(self, sender: bytes, body: bytes, sig: bytes) -> list[Effect]:
        """Take in a message of this round, from anybody, in any order, at any time."""
        if self.state in GONE or sender == self._me or sender not in self._roster:
            return []
        try:
            message: Message = MESSAGES.decode(body)
        except FormatError:
            return []
        heard = Heard(message, body, sig)
        match message:
            case Mixed():
                self._take_list(sender, message)
            case Ask():
                self._answer(sender, heard, message)
            case Ping() | Pong():
                self._heartbeat(sender, heard)
            case Go():
                self._inbox.put("go" if message.go else "nogo", sender, heard)
            case Keys() | Onions() | Hop() | Done() | Fail():
                self._inbox.put(message.TAG, sender, heard)
            case Reveal():
                self._inbox.put(message.TAG, sender, heard)
                self._harvest(message)
            case _:
                pass
        return self._run()

    def _take_list(self, sender: bytes, message: Mixed) -> None:
        """Let a list wait for its promise; none is honest before my ONIONS left."""
        mixing, hop = self._mixing, message.hop
        if (
            mixing
            and self.state == "mixing"
            and mixing.wants(hop)
            and sender == mixing.maker(hop)
        ):
            mixing.take(hop, message.data)

    def _answer(self, sender: bytes, heard: Heard, ask: Ask) -> None:
        """Give my list again to the hop after me (the last list: to anyone in SET)."""
        mixing, output = self._mixing, self._output
        if mixing is None or output is None or ask.hop != mixing.number:
            return
        times = self._asks.get((sender, ask.hop), 0)
        wanted = sender in self.members if output.to is None else sender == output.to
        if (
            wanted
            and times < ASKS_MAX
            and self._inbox.signed_over(ask.hop, sender, heard)
        ):
            self._asks[sender, ask.hop] = times + 1
            self._voice.tell(evolve(output, to=sender))

    def _heartbeat(self, sender: bytes, heard: Heard) -> None:
        """Answer a ping of the facilitator; count an answer to mine."""
        mixed, n = self.mixed, len(self.members)
        if mixed is None or not self._inbox.signed_over(n, sender, heard):
            return
        if isinstance(heard.message, Ping) and sender == self._lead:
            self._voice.once(sender, Pong(), mixed)
        elif isinstance(heard.message, Pong) and self._here and sender in self.members:
            self._here.add(sender)
            if len(self._here) == n:
                self._here = set()
                self._voice.tell(AllHere())

    def _harvest(self, reveal: Reveal) -> None:
        """Take the GOs in a REVEAL as if their signers had sent them to me."""
        if len(reveal.gos) == len(self.members):
            go = Go(go=True)
            for member, sig in zip(self.members, reveal.gos, strict=True):
                if member != self._me:
                    self._inbox.put("go", member, Heard(go, MESSAGES.encode(go), sig))


__all__ = ["BEFORE_GO", "OVER", "Round", "State"]
