"""What may follow what in the control log, as one table of pure rules.

Of rounds it says what everybody can check from the log: rid = previous + 1; a revealed
qid is never opened again and a qid keeps its kind; `again` names an aborted round of
the same qid that had a SET, and then SET is exactly that one (the facilitator's own key
may be the new one); SET is in the roster's order, with the facilitator and at least 3
others; the DONEs of an outcome are of members of SET, for what it holds. The floor is
no rule here: it depends on what people confirmed (`epoch.Floor`).
"""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from typing import Any, cast

from attrs import evolve, frozen

from formats import entries
from retro.anonymity.epoch import Roster, flaw, opened, roster_hash
from retro.anonymity.keys import Scope, verify
from retro.anonymity.onion import out_hash

SET_MIN = 4
"""The facilitator and 3 others: below that nothing is anonymous."""


class RuleError(ValueError):
    """An entry may not come now; the message names the rule, never content."""


class Phase(StrEnum):
    """Where the log stands."""

    NEW = "new"
    IDLE = "idle"
    GATHERING = "gathering"
    CLOSED = "closed"
    OPEN = "open"
    SET = "set"
    ENDED = "ended"


@frozen(kw_only=True)
class Attempt:
    """An epoch that is not complete: the hash of its gather entry, then its CLOSE's."""

    epoch: int
    gather: bytes
    close: bytes = b""
    listed: entries.Close | None = None


@frozen(kw_only=True)
class RoundRecord:
    """A round in the log; `members` is SET, empty before it, `ended` "" while open."""

    rid: int
    qid: int
    kind: entries.RoundKind
    again: int
    lead: bytes
    members: tuple[bytes, ...] = ()
    ended: str = ""


@frozen(kw_only=True)
class Standing:
    """All that the log says so far, for this module: equal logs, equal standings.

    `epoch` is the last epoch number used, completed or not; `rounds[rid - 1]` is the
    round `rid`.
    """

    head: bytes
    scope: Scope
    length: int = 0
    phase: Phase = Phase.NEW
    fk: bytes | None = None
    epoch: int = 0
    attempt: Attempt | None = None
    roster: Roster | None = None
    rounds: tuple[RoundRecord, ...] = ()


Rule = Callable[[Standing, Any, bytes], Standing]


def _need(condition: bool, why: str) -> None:
    if not condition:
        raise RuleError(why)


def _begin(now: Standing, entry: entries.Begin, _: bytes) -> Standing:
    _need(entry.version == entries.VERSION, "version")
    return evolve(now, phase=Phase.IDLE, fk=entry.fk)


def _gather(now: Standing, entry: entries.Gather, digest: bytes) -> Standing:
    _need(entry.epoch == now.epoch + 1, "epoch")
    attempt = Attempt(epoch=entry.epoch, gather=digest)
    return evolve(now, phase=Phase.GATHERING, epoch=entry.epoch, attempt=attempt)


def _close(now: Standing, entry: entries.Close, digest: bytes) -> Standing:
    attempt = cast("Attempt", now.attempt)
    _need(entry.epoch == attempt.epoch, "epoch")
    wrong = flaw(entry)
    _need(not wrong, wrong)
    attempt = evolve(attempt, close=digest, listed=entry)
    return evolve(now, phase=Phase.CLOSED, attempt=attempt)


def _seated(now: Standing, entry: entries.Seated, _: bytes) -> Standing:
    attempt = cast("Attempt", now.attempt)
    close = cast("entries.Close", attempt.listed)
    _need(entry.epoch == attempt.epoch, "epoch")
    _need(opened(close, attempt.close, now.scope, entry), "openings")
    rh = roster_hash(
        epoch=entry.epoch,
        prev_rh=now.scope.rh,
        fk=cast("bytes", now.fk),
        seats=close.seats,
        nonces=tuple(opening.nonce for opening in entry.openings),
    )
    scope = Scope(now.scope.sid if now.roster else rh, rh)
    roster = Roster(epoch=entry.epoch, scope=scope, seats=close.seats, lead=close.lead)
    return evolve(now, phase=Phase.IDLE, scope=scope, roster=roster, attempt=None)


def _open(now: Standing, entry: entries.OpenRound, _: bytes) -> Standing:
    roster = now.roster
    if roster is None:
        raise RuleError("no-roster")
    _need(entry.rid == len(now.rounds) + 1, "rid")
    _need(entry.log == now.head, "log")
    _need(entry.qid >= 1, "qid")
    for past in now.rounds:
        if past.qid == entry.qid:
            _need(past.ended != entries.Outcome.TAG, "revealed")
            _need(past.kind == entry.kind, "kind")
    _need(0 <= entry.again < entry.rid, "again")
    if entry.again:
        past = now.rounds[entry.again - 1]
        _need(past.qid == entry.qid and bool(past.members), "again")
    record = RoundRecord(
        rid=entry.rid,
        qid=entry.qid,
        kind=entry.kind,
        again=entry.again,
        lead=roster.lead,
    )
    return evolve(now, phase=Phase.OPEN, rounds=(*now.rounds, record))


def _set(now: Standing, entry: entries.SetMembers, _: bytes) -> Standing:
    current = now.rounds[-1]
    roster = cast("Roster", now.roster)
    _need(entry.rid == current.rid, "rid")
    members = frozenset(entry.members)
    _need(entry.members == tuple(k for k in roster.keys if k in members), "members")
    _need(current.lead in members, "lead")
    _need(len(members) >= SET_MIN, "too-few")
    if current.again:
        past = now.rounds[current.again - 1]
        same = {*past.members} - {past.lead} | {current.lead}
        _need(members == same and len(same) == len(past.members), "again")
    return _last(now, Phase.SET, members=entry.members)


def _abort(now: Standing, entry: entries.Abort, _: bytes) -> Standing:
    _need(entry.rid == now.rounds[-1].rid, "rid")
    return _last(now, Phase.IDLE, ended=entries.Abort.TAG)


def _outcome(now: Standing, entry: entries.Outcome, _: bytes) -> Standing:
    current = now.rounds[-1]
    _need(entry.rid == current.rid, "rid")
    done = [seal.vk for seal in entry.dones]
    _need(len({*done}) == len(done) and {*done} <= {*current.members}, "dones")
    out = out_hash(entry.lanes)
    for seal in entry.dones:
        body = entries.MESSAGES.encode(entries.Done(out=out, head=seal.head))
        place = (now.scope, entry.rid, entry.mixed, body)
        _need(verify(seal.vk, seal.sig, entries.Done.TAG, *place), "dones")
    return _last(now, Phase.IDLE, ended=entries.Outcome.TAG)


def _last(now: Standing, phase: Phase, **changes: Any) -> Standing:  # noqa: ANN401 - fields of RoundRecord
    last = evolve(now.rounds[-1], **changes)
    return evolve(now, phase=phase, rounds=(*now.rounds[:-1], last))


def _end(now: Standing, _: entries.End, __: bytes) -> Standing:
    return evolve(now, phase=Phase.ENDED, attempt=None)


def _stay(now: Standing, _: entries.Entry, __: bytes) -> Standing:
    return now


_SESSION: dict[type[Any], Rule] = {
    entries.Move: _stay,
    entries.ConfirmSmall: _stay,
    entries.Group: _stay,
    entries.Ungroup: _stay,
    entries.Title: _stay,
    entries.Aside: _stay,
    entries.Timer: _stay,
    entries.Norm: _stay,
    entries.Reword: _stay,
    entries.LetGo: _stay,
    entries.Undo: _stay,
    entries.Gather: _gather,
    entries.End: _end,
}

TABLE: dict[Phase, dict[type[Any], Rule]] = {
    Phase.NEW: {entries.Begin: _begin},
    Phase.IDLE: {**_SESSION, entries.OpenRound: _open},
    Phase.GATHERING: {**_SESSION, entries.Close: _close},
    Phase.CLOSED: {**_SESSION, entries.Seated: _seated},
    Phase.OPEN: {entries.SetMembers: _set, entries.Abort: _abort},
    Phase.SET: {entries.Outcome: _outcome, entries.Abort: _abort},
    Phase.ENDED: {},
}
"""Which entries may come in which phase; an entry that is not there breaks a rule."""


def once(entry: entries.Entry) -> tuple[str, int] | None:
    """Name the phase that the facilitator may sign only once, if this is one."""
    match entry:
        case entries.Begin() | entries.End():
            return entry.TAG, 0
        case entries.Gather() | entries.Close() | entries.Seated():
            return entry.TAG, entry.epoch
        case entries.OpenRound() | entries.SetMembers():
            return entry.TAG, entry.rid
        case entries.Abort() | entries.Outcome():
            return "ended", entry.rid
    return None


def follow(now: Standing, entry: entries.Entry, digest: bytes) -> Standing:
    """Give the standing after `entry` with this hash; raises `RuleError`."""
    rule = TABLE[now.phase].get(type(entry))
    if rule is None:
        raise RuleError(f"{entry.TAG} in {now.phase}")
    after = rule(now, entry, digest)
    return evolve(after, head=digest, length=now.length + 1)
