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
)
from formats.hashing import H
from formats.strict import FormatError
from retro.anonymity import onion
from retro.anonymity.keys import Scope, sign, verify
from retro.anonymity.onion import Contents, Lane, ListError, Lists
from retro.anonymity.round_checks import (
    all_there,
    hop_order,
    keys_distinct,
    keys_sound,
    opens,
    set_holds,
)
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
)
from retro.anonymity.round_inbox import Heard, Inbox
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
CANDIDATES_MAX = 2
"""Lists of one hop that wait for the hash they must have."""
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
        self._key = key
        self._me = bytes(key.verify_key)
        self._layout = lanes
        self._only = only
        self._random = random
        self._ctx = H("ctx", scope.sid, scope.rh, opened)
        self._inbox = Inbox(scope, rid)
        self._effects: list[Effect] = []
        self._sent: list[Send] = []
        self._points: set[bytes] = set()
        self._arrived: list[bytes] = []
        self._inner: bytes | None = None
        self._outer: bytes | None = None
        self._head = b""
        self._held = False
        self._keys: tuple[Keys, ...] = ()
        self._order: tuple[bytes, ...] = ()
        self._ts: list[bytes] = []
        self._promised: list[bytes] = []
        self._candidates: dict[int, list[bytes]] = {}
        self._asks: dict[tuple[bytes, int], int] = {}
        self._asked = False
        self._slots: Lists | None = None
        self._output: Send | None = None
        self._last: Lists | None = None
        self._told_lead = False
        self._here: set[bytes] = set()
        self._told_done = False

    # ------------------------------------------------------------ what may be looked at

    @property
    def arrived(self) -> tuple[bytes, ...]:
        """Give the members whose KEYS came and count, in the roster's order: SET."""
        return tuple(key for key in self._roster if key in self._arrived)

    @property
    def hop(self) -> int:
        """Give the number of the hop waited for; 0 before all keys are bound."""
        return min(len(self._ts), len(self.members))

    @property
    def mixed(self) -> bytes | None:
        """Give T once all hops are known: an outcome entry carries it."""
        done = self._ts and len(self._ts) == len(self.members) + 1
        return self._ts[-1] if done else None

    def resend(self) -> list[Send]:
        """Give what I sent and others may still miss, for a relay that forgot."""
        return list(self._sent)

    def seals(self) -> tuple[DoneSeal, ...]:
        """Give the DONEs that agree with mine, in SET's order."""
        found = []
        for member in self.members:
            heard = self._inbox.get("done", member)
            if heard and isinstance(heard.message, Done):
                done = heard.message
                if (done.out, done.head) == (self.out, self._head):
                    found.append(DoneSeal(vk=member, head=done.head, sig=heard.sig))
        return tuple(found)

    def check_outcome(self, lanes: onion.Opened) -> bool:
        """Tell whether an outcome entry says what came out here."""
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
        self._say(None, keys, self._ctx)
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
        others = frozenset(members) - {self._lead}
        if self._only is not None and others != self._only.others:
            self._fail("spent", spent=self._only.rid)
            return self._run()
        taking_part = self.state != "idle"
        if self._me not in members:
            self._drop()
            self.state = "out"
            if taking_part:
                self._effects.append(LeftOut())
        elif (
            self.members
            or not taking_part
            or not set_holds(members, roster=self._roster, lead=self._lead, floor=floor)
        ):
            self._fail("set")
            return self._run()
        self.members, self._head = members, head
        self.lanes = self._layout(len(members))
        missing = tuple(key for key in self._roster if key not in members)
        if missing:
            self._held = True
            self._effects.append(Hold(missing))
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

        To be called once, after `NeedTexts`; later calls change nothing.
        """
        if self.state != "keys" or not self._asked:
            return self._run()
        outer = {
            member: keys.outer
            for member, keys in zip(self.members, self._keys, strict=True)
        }
        self._slots, data = onion.build(
            self.lanes,
            contents,
            ctx=self._ctx,
            kh=self._ts[0],
            inner_keys=[keys.inner for keys in self._keys],
            hop_keys=[outer[member] for member in self._order],
            random=self._random,
        )
        self.state = "mixing"
        self._say(self._order[0], Onions(data=data), self._ts[0])
        return self._run()

    def ping(self) -> list[Effect]:
        """Ask everybody in SET to answer at once (the facilitator, before `go`)."""
        if self.mixed and self.state == "mixing":
            self._here = {self._me}
            self._effects.append(self._signed(None, Ping(), self.mixed))
        return self._run()

    def go(self) -> list[Effect]:
        """Send the facilitator's GO, the last; only after `LeadMayGo`."""
        if self._told_lead and self.state == "mixing":
            self._say_go()
        return self._run()

    def give_up(self, reason: str, hop: int | None = None) -> list[Effect]:
        """Stop waiting before my GO; after it I have no time-out and this does nothing.

        `hop` is where it stopped; by itself the hop that is waited for.
        """
        self._fail("list", hop=self.hop if hop is None else hop, reason=reason)
        return self._run()

    def abort(self, reason: str, hop: int = 0) -> list[Effect]:
        """End the round as an ABORT entry, or a fork of the chain, demands."""
        if self.state not in OVER:
            self._stop(reason, hop)
        self._sent.clear()
        return self._run()

    def finish(self) -> None:
        """End the round as its outcome entry demands: nothing is sent again."""
        self._drop()
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
            case Onions() if self._order and self._order[0] != self._me:
                pass
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
        if self.state == "mixing" and sender == self._order_of(message.hop):
            waiting = self._candidates.setdefault(message.hop, [])
            if len(waiting) < CANDIDATES_MAX:
                waiting.append(message.data)

    def _order_of(self, hop: int) -> bytes | None:
        return self._order[hop - 1] if hop <= len(self._order) else None

    def _answer(self, sender: bytes, heard: Heard, ask: Ask) -> None:
        """Give my list again to the hop after me (the last list: to anyone in SET)."""
        if self._output is None or self._order_of(ask.hop) != self._me:
            return
        to = self._output.to
        times = self._asks.get((sender, ask.hop), 0)
        wanted = sender in self.members if to is None else sender == to
        if wanted and times < ASKS_MAX and self._verified(sender, heard, ask.hop):
            self._asks[sender, ask.hop] = times + 1
            self._effects.append(evolve(self._output, to=sender))

    def _heartbeat(self, sender: bytes, heard: Heard) -> None:
        """Answer a ping of the facilitator; count an answer to mine."""
        if self.mixed is None or not self._verified(sender, heard, len(self.members)):
            return
        if isinstance(heard.message, Ping):
            if sender == self._lead:
                self._effects.append(self._signed(sender, Pong(), self.mixed))
        elif self._here and sender in self.members:
            self._here.add(sender)
            if len(self._here) == len(self.members):
                self._here = set()
                self._effects.append(AllHere())

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
            self._mix,
            self._judge,
            self._offer_go,
            self._reveal,
            self._open,
            self._finish,
        )
        while any(self.state not in GONE and step() for step in steps):
            pass
        effects, self._effects = self._effects, []
        return effects

    def _settle(self) -> bool:
        """Verify what can be; before my GO an objection or a double message ends it."""
        fresh, double = self._inbox.settle(self._prevs, self._sound)
        for phase, sender, heard in fresh:
            message = heard.message
            if isinstance(message, Keys):
                self._arrive(sender, message)
            elif isinstance(message, Fail) and self.state in BEFORE_GO:
                self._stop(message.reason, message.hop)
            elif phase == "nogo" and self.state in BEFORE_GO:
                self._stop("nogo", len(self.members))
        if double:
            self._fail("double", hop=self.hop)
        return bool(fresh)

    def _prevs(self, phase: str, sender: bytes) -> Sequence[bytes]:
        """Give what a phase of a sender is signed over, as far as I know it."""
        if phase == "keys":
            return (self._ctx,)
        if phase == "fail":
            return (self._ctx, *self._ts)
        if sender not in self._order:
            return ()
        if phase == "onions":
            return self._ts[:1]
        if phase == "hop":
            hop = self._order.index(sender)
            return self._ts[hop : hop + 1]
        return (self.mixed,) if self.mixed else ()

    def _sound(self, phase: str, sender: bytes, message: Message) -> bool:
        """Tell whether a message whose signature holds counts as received."""
        match message:
            case Keys():
                return keys_sound(message)
            case Hop():
                return self._order_of(message.hop) == sender
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
            self._effects.append(Arrived(sender))

    def _bind(self) -> bool:
        """Bind everybody's keys once all are here; ask for the texts after the hold."""
        if self.state != "keys" or self._held or self._asked:
            return False
        all_keys = self._inbox.all("keys", self.members) if self.members else None
        if all_keys is None:
            return False
        self._keys = tuple(k.message for k in all_keys if isinstance(k.message, Keys))
        if not keys_distinct(self._keys):
            self._fail("set")
            return True
        both = [part for keys in self._keys for part in (keys.inner, keys.outer)]
        kh = H("keys", self._ctx, self.members, both)
        self._order = hop_order(kh, self.members)
        self._ts.append(kh)
        self._asked = True
        self._effects.append(NeedTexts())
        return True

    def _follow(self) -> bool:
        """Take the next hop's promise into the transcript."""
        sender = self._order_of(len(self._ts)) if self._ts else None
        heard = self._inbox.get("hop", sender) if sender else None
        if heard is None or not isinstance(heard.message, Hop):
            return False
        hop, listed = heard.message.hop, heard.message.listed
        self._promised.append(listed)
        self._ts.append(H("hop", self._ts[-1], hop, listed))
        self._effects.append(Progress(hop, len(self.members)))
        return True

    def _list_of(self, hop: int) -> bytes | None:
        """Give the list of a hop as promised; ask again for one that does not match."""
        if hop > len(self._promised):
            return None
        waiting = self._candidates.get(hop, [])
        for data in waiting:
            if onion.listed(data) == self._promised[hop - 1]:
                return data
        if waiting:
            waiting.clear()
            maker = self._order[hop - 1]
            times = self._asks.get((self._me, hop), 0)
            self._asks[self._me, hop] = times + 1
            if times < ASKS_MAX:
                ask = self._signed(maker, Ask(hop=hop), self._ts[hop])
                self._effects.append(ask)
            else:
                self._fail("list", hop=hop)
        return None

    def _mix(self) -> bool:
        """Do my hop once its input is here: check, peel, sort, promise, pass on."""
        if self.state != "mixing" or self._outer is None:
            return False
        number = self._order.index(self._me) + 1
        hops = len(self.members)
        mine = self._keys[self.members.index(self._me)].outer
        try:
            lists = self._input(number)
            if lists is None:
                return False
            data = onion.join(onion.peel(lists, mine, self._outer))
        except ListError:
            self._fail("list", hop=number)
            return True
        self._outer = None
        self._candidates.pop(number - 1, None)
        prev = self._ts[number - 1]
        self._say(None, Hop(hop=number, listed=onion.listed(data)), prev)
        to = self._order_of(number + 1)
        self._say(to, Mixed(hop=number, data=data), prev)
        self._output = self._sent[-1]
        if number == hops:
            self._candidates[number] = [data]
        return True

    def _input(self, number: int) -> Lists | None:
        """Read my hop's input once it is all here; `ListError` when it is malformed."""
        members = len(self.members)
        if number > 1:
            data = self._list_of(number - 1)
            layers = members - number + 1
            return (
                None if data is None else onion.split(data, self.lanes, members, layers)
            )
        onions = self._inbox.all("onions", self.members)
        if onions is None:
            return None
        each = [
            onion.split(heard.message.data, self.lanes, 1, members)
            for heard in onions
            if isinstance(heard.message, Onions)
        ]
        return [
            [slot for part in lane for slot in part] for lane in zip(*each, strict=True)
        ]

    def _judge(self) -> bool:
        """Look for my texts in the last list: GO when all are there, else NOGO."""
        if self.state not in {"keys", "mixing"} or self._last or self.mixed is None:
            return False
        hops = len(self.members)
        data = self._list_of(hops)
        if data is None:
            return False
        try:
            lists = onion.split(data, self.lanes, hops, 0)
            onion.demand_distinct(lists)
            there = self._slots is not None and all_there(lists, self._slots)
        except ListError:
            there = False
        if not there:
            nogo = self._signed(None, Go(go=False), self.mixed)
            self._stop("nogo", hops, nogo)
        else:
            self._last = lists
            if self._me != self._lead:
                self._say_go()
        return True

    def _say_go(self) -> None:
        self.state = "go"
        self._effects.append(Frozen())
        self._say(None, Go(go=True), self._ts[-1])

    def _offer_go(self) -> bool:
        """Tell the facilitator's client that only its own GO is missing."""
        waiting = self.state == "mixing" and self._last and not self._told_lead
        others = [member for member in self.members if member != self._me]
        if not waiting or self._inbox.all("go", others) is None:
            return False
        self._told_lead = True
        self._effects.append(LeadMayGo())
        return True

    def _reveal(self) -> bool:
        """Reveal my inner secret: only after my GO and with n GOs over my T."""
        if self.state != "go" or self._inner is None:
            return False
        gos = self._inbox.all("go", self.members)
        if gos is None:
            return False
        self.state = "revealed"
        self._effects.append(Revealed())
        reveal = Reveal(secret=self._inner, gos=tuple(go.sig for go in gos))
        self._say(None, reveal, self._ts[-1])
        return True

    def _open(self) -> bool:
        """Read the round with everybody's inner secret, and say so."""
        if self.state != "revealed" or self._last is None:
            return False
        reveals = self._inbox.all("reveal", self.members)
        if reveals is None:
            return False
        secrets = [r.message.secret for r in reveals if isinstance(r.message, Reveal)]
        opened = onion.open_all(
            self._last, ctx=self._ctx, kh=self._ts[0], secrets=secrets
        )
        self.out = onion.out_hash(opened)
        self.state = "done"
        self._drop(keep_sent=True)
        self._effects.append(Opened(opened, self.out))
        self._say(None, Done(out=self.out, head=self._head), self._ts[-1])
        return True

    def _finish(self) -> bool:
        """Tell once that everybody signed the same; then nothing is sent again."""
        if self.out is None or self._told_done:
            return False
        if len(self.seals()) < len(self.members):
            return False
        self._told_done = True
        self._sent.clear()
        self._effects.append(AllDone())
        return True

    # ----------------------------------------------------------------- saying, stopping

    def _verified(self, sender: bytes, heard: Heard, hop: int) -> bool:
        """Tell whether a message is signed over t_hop, which I know."""
        prev = self._ts[hop]
        kind = heard.message.TAG
        return verify(sender, heard.sig, kind, self._scope, self.rid, prev, heard.body)

    def _signed(self, to: bytes | None, message: Message, prev: bytes) -> Send:
        body = MESSAGES.encode(message)
        sig = sign(self._key, message.TAG, self._scope, self.rid, prev, body)
        return Send(to, message.TAG, body, sig)

    def _say(self, to: bytes | None, message: Message, prev: bytes) -> None:
        """Send a message of mine, once a phase, and hold it for me and for `resend`."""
        send = self._signed(to, message, prev)
        self._inbox.keep(message.TAG, self._me, Heard(message, send.body, send.sig))
        self._effects.append(send)
        self._sent.append(send)

    def _fail(
        self, code: Reason, *, hop: int = 0, spent: int = 0, reason: str = ""
    ) -> None:
        """Object and stop, before my GO; after it there is nothing to object to."""
        late = self.state == "out" and code == "wait"
        if self.state not in BEFORE_GO and not late:
            return
        prev = self._ts[-1] if self._ts else self._ctx
        fail = self._signed(None, Fail(reason=code, hop=hop, spent=spent), prev)
        self._stop(reason or code, hop, fail)

    def _stop(self, reason: str, hop: int, last: Send | None = None) -> None:
        """End without a result: drop all secrets; `last` is all that is left to say."""
        burned = self.state == "revealed"
        self._drop()
        self.state = "burned" if burned else "aborted"
        if last is not None:
            self._effects.append(last)
            self._sent.append(last)
        self._effects.append(Stop(reason, hop, burned))

    def _drop(self, *, keep_sent: bool = False) -> None:
        """Forget secrets and lists; `keep_sent` while others may need my REVEAL."""
        self._inner = self._outer = self._slots = self._last = self._output = None
        self._candidates.clear()
        if not keep_sent:
            self._sent.clear()


__all__ = ["BEFORE_GO", "OVER", "Round", "State"]
