"""One anonymous round as a state machine without input or output.

Values go in (what the control chain says, messages, texts, a person's decisions),
effects come out (round_effects). There is no clock: when to give up is told from
outside. ANONYMITY in docs says why each rule is there.

What each message is signed over (`prev`), where ctx binds session, roster and question,
kh everybody's keys, t_j the first j hops, and T = t_n all of them:

    KEYS ctx | ONIONS kh | HOP j, and MIXED of hop j: t_(j-1) | ASK for hop j: t_j
    GO, NOGO, PING, PONG, REVEAL, DONE: T
    FAIL: the sender's latest of ctx, kh, t_1 ... T

MIXED is taken for its hash alone: the signed HOP covers it.

The states, and what leads on:

    idle      start                            -> keys
    keys      SET without me                   -> out
              SET, all KEYS, submit            -> mixing
    mixing    n HOPs and the last list hold    -> go (a facilitator: by `go`)
    go        n GOs over my T                  -> revealed
    revealed  n REVEALs                        -> done
    before my GO: FAIL, NOGO, a double message, give_up, wait, abort -> aborted
    in go: abort -> aborted; in revealed: abort -> burned
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal

import nacl.utils
from attrs import evolve
from nacl.bindings import crypto_scalarmult_base
from nacl.signing import SigningKey

from formats.entries import (
    MESSAGES,
    Ask,
    Done,
    DoneSeal,
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
from formats.hashing import H
from formats.strict import FormatError
from retro.anonymity import onion
from retro.anonymity.keys import Scope, verify
from retro.anonymity.mixing import Mixing
from retro.anonymity.onion import Contents, Lane, ListError
from retro.anonymity.round_checks import keys_distinct, keys_sound, opens, set_holds
from retro.anonymity.round_effects import (
    AllDone,
    AllHere,
    Arrived,
    Effect,
    Frozen,
    Hold,
    LeadMayGo,
    LeftOut,
    NeedTexts,
    Opened,
    Progress,
    Revealed,
    Send,
    Stop,
)  # fmt: skip
from retro.anonymity.round_inbox import Heard, Inbox
from retro.anonymity.round_voice import Voice
from retro.anonymity.spent import Only

State = Literal[
    "idle", "keys", "out", "mixing", "go", "revealed", "done", "aborted", "burned"
]
BEFORE_GO: frozenset[State] = frozenset({"idle", "keys", "mixing"})
GONE: frozenset[State] = frozenset({"out", "aborted", "burned"})
"""States in which nothing that members say matters any more."""
OVER: frozenset[State] = frozenset({"done", "aborted", "burned"})
"""States in which, as far as this client goes, the next round may open."""

ASKS_MAX = 3
"""How often a list is asked for again, and given again to one asker."""

Reason = Literal["wait", "spent", "list", "set", "double"]


class Round:
    """One round as one member sees it; every method gives the effects to carry out.

    A client that may not send (its person did not confirm, or its texts are spent)
    makes a Round too, does not `start` it, and passes SET on: so it can still object.
    """

    def __init__(
        self,
        *,
        scope: Scope,
        rid: int,
        opened: bytes,
        roster: Sequence[bytes],
        lead: bytes,
        key: SigningKey,
        lanes: Callable[[int], tuple[Lane, ...]],
        only: Only | None = None,
        random: Callable[[int], bytes] = nacl.utils.random,
    ) -> None:
        """Begin idle.

        `opened` is the OPEN_ROUND entry's body as sent, `roster` the member keys in the
        roster's order, `lead` the facilitator's. `lanes` gives the layout for n
        members. With `only`, no other SET is accepted. `random` gives fresh bytes:
        first the inner secret, then the outer, then one for each slot.
        """
        self.state: State = "idle"
        self.rid = rid
        self.members: tuple[bytes, ...] = ()
        self.lanes: tuple[Lane, ...] = ()
        self.out: bytes | None = None
        self._scope = scope
        self._roster = tuple(roster)
        self._lead = lead
        self._layout = lanes
        self._only = only
        self._random = random
        self._ctx = H("ctx", scope.sid, scope.rh, opened)
        self._inbox = Inbox(scope, rid)
        self._voice = Voice(key, scope, rid, self._inbox)
        self._me = self._voice.me
        self._points: set[bytes] = set()
        self._arrived: list[bytes] = []
        self._inner = self._outer = b""
        self._head = b""
        self._held = False
        self._keys: tuple[Keys, ...] = ()
        self._mixing: Mixing | None = None
        self._asks: dict[tuple[bytes, int], int] = {}
        self._output: Send | None = None
        self._ready = False
        self._here: set[bytes] = set()
        self._told: set[type[Effect]] = set()

    # ------------------------------------------------------------ what may be looked at

    @property
    def arrived(self) -> tuple[bytes, ...]:
        """Give the members whose KEYS came and count, in the roster's order: SET."""
        return tuple(key for key in self._roster if key in self._arrived)

    @property
    def hop(self) -> int:
        """Give the number of the hop waited for; 0 before all keys are bound."""
        return min(len(self._mixing.ts), self._mixing.hops) if self._mixing else 0

    @property
    def mixed(self) -> bytes | None:
        """Give T once all hops are known: an outcome entry carries it."""
        return self._mixing.mixed if self._mixing else None

    def resend(self) -> list[Send]:
        """Give what I sent and others may still miss, for a relay that forgot."""
        return list(self._voice.sent)

    def seals(self) -> tuple[DoneSeal, ...]:
        """Give the DONEs that agree with mine, in SET's order."""
        mine = Done(out=self.out, head=self._head) if self.out else None
        heard = [(member, self._inbox.get("done", member)) for member in self.members]
        return tuple(
            DoneSeal(vk=member, head=self._head, sig=done.sig)
            for member, done in heard
            if done and done.message == mine
        )

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
        only = self._only
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
        if wanted and times < ASKS_MAX and self._signed_over(ask.hop, sender, heard):
            self._asks[sender, ask.hop] = times + 1
            self._voice.tell(evolve(output, to=sender))

    def _heartbeat(self, sender: bytes, heard: Heard) -> None:
        """Answer a ping of the facilitator; count an answer to mine."""
        mixed, n = self.mixed, len(self.members)
        if mixed is None or not self._signed_over(n, sender, heard):
            return
        if isinstance(heard.message, Ping) and sender == self._lead:
            self._voice.once(sender, Pong(), mixed)
        elif isinstance(heard.message, Pong) and self._here and sender in self.members:
            self._here.add(sender)
            if len(self._here) == n:
                self._here = set()
                self._voice.tell(AllHere())

    def _signed_over(self, hop: int, sender: bytes, heard: Heard) -> bool:
        """Tell whether a message is signed over t_hop, which I know."""
        prev = self._mixing.ts[hop] if self._mixing else b""
        kind = heard.message.TAG
        return verify(sender, heard.sig, kind, self._scope, self.rid, prev, heard.body)

    def _harvest(self, reveal: Reveal) -> None:
        """Take the GOs in a REVEAL as if their signers had sent them to me."""
        if len(reveal.gos) == len(self.members):
            go = Go(go=True)
            for member, sig in zip(self.members, reveal.gos, strict=True):
                if member != self._me:
                    self._inbox.put("go", member, Heard(go, MESSAGES.encode(go), sig))

    # ------------------------------------------------------------------- what leads on

    def _run(self) -> list[Effect]:
        """Carry on until nothing changes, then hand out the effects."""
        steps = (
            self._settle,
            self._bind,
            self._follow,
            self._weigh,
            self._mix,
            self._judge,
            self._offer_go,
            self._reveal,
            self._open,
            self._agree,
        )
        while any(self.state not in GONE and step() for step in steps):
            pass
        return self._voice.effects()

    def _settle(self) -> bool:
        """Verify what can be; before my GO an objection or a double message ends it."""
        fresh, double = self._inbox.settle(self._prevs, self._sound)
        for phase, sender, heard in fresh:
            message = heard.message
            if isinstance(message, Keys):
                self._arrive(sender, message)
            elif self.state not in BEFORE_GO:
                continue
            elif isinstance(message, Fail):
                self._stop(message.reason, message.hop)
            elif phase == "nogo":
                self._stop("nogo", len(self.members))
        if double:
            self._fail("double", hop=self.hop)
        return bool(fresh)

    def _prevs(self, phase: str, sender: bytes) -> Sequence[bytes]:
        """Give what a phase of a sender is signed over, as far as I know it."""
        if phase == "keys":
            return (self._ctx,)
        ts = self._mixing.ts if self._mixing else []
        if phase == "fail":
            return (self._ctx, *ts)
        if self._mixing is None or sender not in self.members:
            return ()
        if phase == "onions":
            return ts[:1]
        if phase == "hop":
            before = self._mixing.order.index(sender)
            return ts[before : before + 1]
        return (self.mixed,) if self.mixed else ()

    def _sound(self, _: str, sender: bytes, message: Message) -> bool:
        """Tell whether a message whose signature holds counts as received."""
        match message:
            case Keys():
                return keys_sound(message)
            case Hop():
                return bool(self._mixing and self._mixing.maker(message.hop) == sender)
            case Reveal():
                keys = self._keys[self.members.index(sender)]
                return opens(message.secret, keys.inner)
            case _:
                return True

    def _arrive(self, sender: bytes, keys: Keys) -> None:
        """Count KEYS, unless one of the keys is somebody else's."""
        points = {keys.inner, keys.outer}
        if points.isdisjoint(self._points):
            self._points |= points
            self._arrived.append(sender)
            self._voice.tell(Arrived(sender))

    def _bind(self) -> bool:
        """Bind everybody's keys once all are here; ask for the texts after the hold."""
        if self.state != "keys" or self._held or self._mixing or not self.members:
            return False
        heard = self._inbox.all("keys", self.members)
        if heard is None:
            return False
        self._keys = tuple(
            one.message for one in heard if isinstance(one.message, Keys)
        )
        if not keys_distinct(self._keys):
            self._fail("set")
            return True
        self._mixing = Mixing(
            ctx=self._ctx,
            members=self.members,
            keys=self._keys,
            lanes=self.lanes,
            me=self._me,
            outer=self._outer,
        )
        self._outer = b""
        self._voice.tell(NeedTexts())
        return True

    def _follow(self) -> bool:
        """Take the next hop's promise into the transcript."""
        mixing = self._mixing
        maker = mixing.maker(len(mixing.ts)) if mixing else None
        heard = self._inbox.get("hop", maker) if maker else None
        if mixing is None or heard is None or not isinstance(heard.message, Hop):
            return False
        hop = mixing.promise(heard.message.listed)
        self._voice.tell(Progress(hop, mixing.hops))
        return True

    def _weigh(self) -> bool:
        """Ask again for a list that is not what was promised, a few times."""
        mixing = self._mixing
        if mixing is None or self.state != "mixing":
            return False
        for hop in (mixing.number - 1, mixing.hops):
            maker = mixing.maker(hop)
            if maker and mixing.wants(hop) and mixing.wrong(hop):
                times = self._asks.get((self._me, hop), 0)
                self._asks[self._me, hop] = times + 1
                if times >= ASKS_MAX:
                    self._fail("list", hop=hop)
                    return True
                self._voice.once(maker, Ask(hop=hop), mixing.ts[hop])
        return False

    def _mix(self) -> bool:
        """Do my hop once its input is here, promise its list, and pass that on."""
        mixing = self._mixing
        if mixing is None or self.state != "mixing" or not mixing.may_mix:
            return False
        number = mixing.number
        if number == 1:
            heard = self._inbox.all("onions", self.members) or []
            sources = [h.message.data for h in heard if isinstance(h.message, Onions)]
        else:
            before = mixing.list_of(number - 1)
            sources = [] if before is None else [before]
        if not sources:
            return False
        try:
            data = mixing.mix(sources)
        except ListError:
            self._fail("list", hop=number)
            return True
        prev = mixing.ts[number - 1]
        self._voice.say(None, Hop(hop=number, listed=onion.listed(data)), prev)
        to = mixing.maker(number + 1)
        self._output = self._voice.say(to, Mixed(hop=number, data=data), prev)
        return True

    def _judge(self) -> bool:
        """Look for my texts in the last list: GO when all are there, else NOGO."""
        mixing, mixed = self._mixing, self.mixed
        if mixing is None or mixed is None or self.state != "mixing" or self._ready:
            return False
        there = mixing.judge()
        if there is None:
            return False
        if not there:
            self._stop("nogo", mixing.hops, Go(go=False))
            return True
        self._ready = True
        if self._me != self._lead:
            self._say_go()
        return True

    def _say_go(self) -> None:
        self.state = "go"
        self._voice.tell(Frozen())
        self._voice.say(None, Go(go=True), self._latest)

    def _offer_go(self) -> bool:
        """Tell the facilitator's client that only its own GO is missing."""
        others = [member for member in self.members if member != self._me]
        if not self._ready or self.state != "mixing" or LeadMayGo in self._told:
            return False
        if self._inbox.all("go", others) is None:
            return False
        self._told.add(LeadMayGo)
        self._voice.tell(LeadMayGo())
        return True

    def _reveal(self) -> bool:
        """Reveal my inner secret: only after my GO and with n GOs over my T."""
        gos = self._inbox.all("go", self.members) if self.state == "go" else None
        if gos is None:
            return False
        self.state = "revealed"
        self._voice.tell(Revealed())
        reveal = Reveal(secret=self._inner, gos=tuple(go.sig for go in gos))
        self._voice.say(None, reveal, self._latest)
        return True

    def _open(self) -> bool:
        """Read the round with everybody's inner secret, and say so."""
        mixing = self._mixing
        if mixing is None or self.state != "revealed":
            return False
        heard = self._inbox.all("reveal", self.members)
        if heard is None:
            return False
        secrets = [h.message.secret for h in heard if isinstance(h.message, Reveal)]
        lanes = mixing.open(secrets)
        self.out = onion.out_hash(lanes)
        self.state = "done"
        self._forget()
        self._voice.tell(Opened(lanes, self.out))
        self._voice.say(None, Done(out=self.out, head=self._head), self._latest)
        return True

    def _agree(self) -> bool:
        """Tell once that everybody signed the same; then nothing is sent again."""
        if self.state != "done" or AllDone in self._told:
            return False
        if len(self.seals()) < len(self.members):
            return False
        self._told.add(AllDone)
        self._voice.sent.clear()
        self._voice.tell(AllDone())
        return True

    # ------------------------------------------------------------------------- stopping

    @property
    def _latest(self) -> bytes:
        return self._mixing.ts[-1] if self._mixing else self._ctx

    def _fail(
        self, code: Reason, *, hop: int = 0, spent: int = 0, reason: str = ""
    ) -> None:
        """Object and stop, before my GO; after it there is nothing to object to.

        Who is left out of SET may still say that the others must wait.
        """
        late = self.state == "out" and code == "wait"
        if self.state in BEFORE_GO or late:
            fail = Fail(reason=code, hop=hop, spent=spent)
            self._stop(reason or code, hop, fail)

    def _stop(self, reason: str, hop: int, last: Fail | Go | None = None) -> None:
        """End without a result: drop all secrets; `last` is all that is left to say."""
        burned = self.state == "revealed"
        self._forget()
        self._voice.sent.clear()
        self.state = "burned" if burned else "aborted"
        if last is not None:
            self._voice.say(None, last, self._latest)
        self._voice.tell(Stop(reason, hop, burned))

    def _forget(self) -> None:
        """Drop the secrets and the lists."""
        self._inner = self._outer = b""
        self._output = None
        if self._mixing:
            self._mixing.forget()


__all__ = ["BEFORE_GO", "OVER", "Round", "State"]
