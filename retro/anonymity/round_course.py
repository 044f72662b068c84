"""The course of one round: the state that a member is in, and what leads on from it.

`Round` (round.py) takes in what comes from outside and then lets the course run.

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
from nacl.signing import SigningKey

from formats.entries import (
    Ask,
    Done,
    DoneSeal,
    Fail,
    Go,
    Hop,
    Keys,
    Mixed,
    Onions,
    Reveal,
)
from formats.hashing import H
from retro.anonymity import onion
from retro.anonymity.keys import Scope
from retro.anonymity.mixing import Mixing
from retro.anonymity.onion import Lane, ListError
from retro.anonymity.round_checks import keys_distinct
from retro.anonymity.round_effects import (
    AllDone,
    Arrived,
    Effect,
    Frozen,
    LeadMayGo,
    NeedTexts,
    Opened,
    Progress,
    Revealed,
    Send,
    Stop,
)  # fmt: skip
from retro.anonymity.round_inbox import Inbox
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


class Course:
    """The state of one member in one round, and every step that leads on by itself."""

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
        members. With `only`, no other SET is accepted; it may be set anew until SET
        comes, for a person who chose. `random` gives fresh bytes: first the inner
        secret, then the outer, then one for each slot.
        """
        self.state: State = "idle"
        self.rid = rid
        self.members: tuple[bytes, ...] = ()
        self.lanes: tuple[Lane, ...] = ()
        self.out: bytes | None = None
        self._roster = tuple(roster)
        self._lead = lead
        self._layout = lanes
        self.only = only
        self._random = random
        self._ctx = H("ctx", scope.sid, scope.rh, opened)
        self._inbox = Inbox(scope, rid, self._ctx)
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

    @property
    def hop(self) -> int:
        """Give the number of the hop waited for; 0 before all keys are bound."""
        return min(len(self._mixing.ts), self._mixing.hops) if self._mixing else 0

    @property
    def mixed(self) -> bytes | None:
        """Give T once all hops are known: an outcome entry carries it."""
        return self._mixing.mixed if self._mixing else None

    def seals(self) -> tuple[DoneSeal, ...]:
        """Give the DONEs that agree with mine, in SET's order."""
        mine = Done(out=self.out, head=self._head) if self.out else None
        heard = [(member, self._inbox.get("done", member)) for member in self.members]
        return tuple(
            DoneSeal(vk=member, head=self._head, sig=done.sig)
            for member, done in heard
            if done and done.message == mine
        )

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
        fresh, double = self._inbox.settle()
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
        self._inbox.bind(self._mixing, dict(zip(self.members, self._keys, strict=True)))
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


__all__ = ["ASKS_MAX", "BEFORE_GO", "GONE", "OVER", "Course", "State"]
