"""The control log: what it takes, what it refuses and why, alike on every client."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial

import pytest
from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from formats.entries import (
    ENTRIES,
    PAYLOADS,
    Abort,
    Aside,
    Close,
    ConfirmSmall,
    Done,
    DoneSeal,
    End,
    Entry,
    Gather,
    Group,
    LetGo,
    Move,
    Norm,
    OpenRound,
    Outcome,
    Reword,
    Seated,
    SetMembers,
    SignedEntry,
    SignedMessage,
    Timer,
    Title,
    Undo,
    Ungroup,
)
from formats.hashing import H
from retro.anonymity.chain import Chain, ChainError, entry_hash
from retro.anonymity.keys import ZEROS, Scope, say, verify
from retro.anonymity.onion import out_hash
from retro.anonymity.standing import TABLE, Phase, once
from tests.support.team import Team, begin, code, key, replayed, signed

SESSION: tuple[Entry, ...] = (
    Move(step=2),
    ConfirmSmall(),
    Group(notes=(1, 2), title="Theme"),
    Ungroup(theme=1),
    Title(theme=1, text="Other"),
    Aside(note=1),
    Timer(seconds=60, started=1),
    Norm(text="We listen", theme=0),
    Reword(norm=1, text="We do listen"),
    LetGo(norm=1),
    Undo(),
)


def seated_team(n: int = 5) -> Team:
    """Give a team with a completed epoch."""
    team = Team(n)
    team.epoch()
    return team


def test_the_log_starts_in_its_room() -> None:
    """Before the first entry the head is the room's, and so is the scope."""
    chain = Chain(b"r" * 32)
    assert chain.head == H("chain", b"r" * 32)
    assert chain.scope == Scope(b"r" * 32, ZEROS)
    assert (chain.length, chain.fk, chain.roster, chain.epoch) == (0, None, None, 0)
    assert (chain.phase, chain.round, chain.attempt) == (Phase.NEW, None, None)
    assert chain.payloads == ()


def test_an_entry_is_taken_once() -> None:
    """What was received is given back as a value, and a second time as None."""
    team = Team(1, started=False)
    chain = Chain(team.room)
    payload = team.append(begin(team.fk))
    assert chain.receive(payload) == begin(team.fk)
    assert chain.receive(payload) is None
    assert chain.fk == bytes(team.fk.verify_key)
    assert chain.head == entry_hash(
        H("chain", team.room), ENTRIES.encode(begin(team.fk))
    )
    assert chain.standing == team.chain.standing


def test_every_entry_has_its_place_in_the_table() -> None:
    """No kind of entry is forgotten: each may come in some phase."""
    placed = {kind.TAG for rules in TABLE.values() for kind in rules}
    assert placed == ENTRIES.tags


def test_the_scope_is_the_roster_once_there_is_one() -> None:
    """sid is the first roster hash and stays; rh is the last one."""
    team = seated_team()
    first = team.roster.rh
    assert team.chain.scope == Scope(first, first)
    assert team.chain.attempt is None
    team.epoch()
    assert team.chain.scope.sid == first
    assert team.chain.scope.rh == team.roster.rh != first


def test_a_late_joiner_arrives_where_the_others_are() -> None:
    """Replaying the log of a whole session gives the identical standing."""
    team = seated_team()
    for entry in SESSION:
        team.append(entry)
    team.open_round()
    team.set()
    team.abort()
    team.append(Gather(epoch=2))
    team.epoch(team.members[:4])
    team.open_round()
    team.set(team.members[:4])
    team.append(team.outcome())
    team.append(End())
    late = replayed(team.room, team.log)
    assert late.standing == team.chain.standing
    assert late.phase is Phase.ENDED
    assert late.scope.sid != late.scope.rh == team.roster.rh
    assert late.epoch == 3
    assert late.payloads == team.log
    for held in (0, 1, len(team.log)):
        head = replayed(team.room, team.log[:held]).head
        assert late.position(head) == held
    assert late.position(b"?" * 32) is None


def test_what_is_no_entry_is_malformed() -> None:
    """Noise, a member's message and an unknown entry are all no control entry."""
    chain = Team(1).chain
    entry = ENTRIES.encode(Gather(epoch=1))
    messages = [
        PAYLOADS.encode(SignedMessage(rid=0, body=body, sig=bytes(64)))
        for body in (b"", entry)
    ]
    strange = PAYLOADS.encode(SignedEntry(prev=ZEROS, body=b"\x90", sig=bytes(64)))
    for payload in (b"", b"\xc1", strange):
        assert code(partial(chain.receive, payload)) == "malformed malformed"
    for payload in messages:
        assert code(partial(chain.receive, payload)) == f"malformed {SignedMessage.TAG}"


def test_a_later_entry_than_the_next_is_a_gap() -> None:
    """A shorter chain is no fork: it takes what it lacks, and then the rest."""
    team = Team(1)
    team.append(Move(step=2))
    team.append(Move(step=3))
    chain = replayed(team.room, team.log[:1])
    assert code(lambda: chain.receive(team.log[2])) == "gap"
    chain.receive(team.log[1])
    chain.receive(team.log[2])
    assert chain.standing == team.chain.standing


def test_a_log_without_its_beginning_is_a_gap() -> None:
    """An entry of a log of which nothing is here yet follows something unknown."""
    team = Team(1)
    team.append(Move(step=2))
    assert code(lambda: Chain(team.room).receive(team.log[1])) == "gap"


def test_only_the_facilitator_key_signs_entries() -> None:
    """An entry by another key is forged, at the head and in a place that is taken."""
    team = Team(1)
    chain = team.chain
    other = key("mallory")
    before = chain.standing
    at_head = signed(Move(step=9), other, chain.scope, chain.head)
    in_the_past = signed(begin(other), other, chain.scope, H("chain", team.room))
    assert code(lambda: chain.receive(at_head)) == "forged"
    assert code(lambda: chain.receive(in_the_past)) == "forged"
    assert chain.standing == before
    assert chain.evidence == ()


def test_the_first_entry_is_a_begin_by_the_key_it_names() -> None:
    """Nothing else can be checked, and a begin cannot name another's key."""
    team = Team(1, started=False)
    chain = team.chain
    other = key("mallory")
    first = signed(Move(step=1), team.fk, chain.scope, chain.head)
    foreign = signed(begin(team.fk), other, chain.scope, chain.head)
    assert code(lambda: chain.receive(first)) == "forged"
    assert code(lambda: chain.receive(foreign)) == "forged"


def test_another_version_is_refused_and_blames_nobody() -> None:
    """A begin of another version leaves the log empty, and is no evidence of a fork."""
    team = Team(1, started=False)
    chain = Chain(team.room)
    other = key("mallory")
    newer = signed(evolve(begin(other), version=2), other, chain.scope, chain.head)
    assert code(lambda: chain.receive(newer)) == "rule version"
    chain.receive(team.append(begin(team.fk)))
    assert chain.fk == bytes(team.fk.verify_key)


def test_the_facilitator_signs_with_its_own_key_only() -> None:
    """The log of one facilitator key is not continued with another."""
    team = Team(1)
    assert code(lambda: team.chain.append(Move(step=2), key("other"))) == "forged"
    assert team.chain.length == 1


def fork_of(team: Team, *, after: int, entry: Entry) -> bytes:
    """Sign another entry after the first `after` ones, as a cheating lead can."""
    past = replayed(team.room, team.log[:after])
    return signed(entry, team.fk, past.scope, past.head)


@pytest.mark.parametrize("after", [1, 2, 4])
def test_two_entries_with_one_predecessor_are_a_fork(after: int) -> None:
    """Both payloads are kept as evidence, and the chain stops for good."""
    team = seated_team()
    other = fork_of(team, after=after, entry=Move(step=9))
    chain = replayed(team.room, team.log)
    if after == len(team.log):
        chain.receive(team.append(Move(step=2)))
    with pytest.raises(ChainError) as raised:
        chain.receive(other)
    mine = team.log[after]
    assert raised.value.code == "fork"
    assert raised.value.evidence == (mine, other) == chain.evidence
    standing = chain.standing
    assert code(lambda: chain.receive(mine)) == "fork"
    assert code(lambda: chain.append(Move(step=3), team.fk)) == "fork"
    assert chain.standing == standing


def test_the_same_entry_signed_anew_is_the_same_entry() -> None:
    """Only another content is another entry; a second signature proves nothing."""
    team = Team(1)
    chain = replayed(team.room, team.log)
    sealed = PAYLOADS.decode(team.log[0])
    assert chain.receive(PAYLOADS.encode(evolve(sealed, sig=bytes(64)))) is None


def test_an_entry_that_broke_a_rule_keeps_its_place() -> None:
    """Whichever of two entries in one place comes first, the two are a fork."""
    team = Team(1)
    bad = fork_of(team, after=1, entry=Gather(epoch=7))
    chain = replayed(team.room, team.log)
    assert code(lambda: chain.receive(bad)) == "rule epoch"
    assert code(lambda: chain.receive(bad)) == "rule epoch"
    good = team.append(Move(step=2))
    assert code(lambda: chain.append(Move(step=2), team.fk)) == "rule taken"
    assert code(lambda: chain.receive(good)) == "fork"
    assert chain.evidence == (bad, good)
    assert code(lambda: team.chain.receive(bad)) == "fork"


def _set(team: Team) -> None:
    team.open_round()
    team.set()


def _aborted(team: Team) -> None:
    _set(team)
    team.abort()


def _revealed(team: Team) -> None:
    _set(team)
    team.append(team.outcome())


PHASES: dict[str, Callable[[Team], object]] = {
    "gather": Team.gather,
    "close": Team.close,
    "seated": Team.epoch,
    "open-round": Team.open_round,
    "set": _set,
    "abort": _aborted,
    "outcome": _revealed,
    "end": lambda team: team.append(End()),
}


@pytest.mark.parametrize("name", PHASES)
@pytest.mark.parametrize("known", [True, False])
def test_a_phase_is_signed_once(name: str, known: bool) -> None:
    """A second entry for one phase is a fork, also when its predecessor is unknown."""
    team = seated_team()
    PHASES[name](team)
    chain = replayed(team.room, team.log)
    first = chain.payloads[-1]
    entry = ENTRIES.decode(PAYLOADS.decode(first).body)
    assert name == entry.TAG
    past = replayed(team.room, team.log[:-1])
    scope = chain.scope if known else past.scope
    second = signed(entry, team.fk, scope, chain.head if known else b"?" * 32)
    assert code(lambda: chain.receive(second)) == "fork"
    assert chain.evidence == (first, second)


def test_abort_and_outcome_end_a_round_once() -> None:
    """Who got the outcome and who got the abort of one round hold a fork."""
    team = seated_team()
    team.open_round()
    team.set()
    outcome = team.outcome()
    scope = team.chain.scope
    team.abort()
    other = signed(outcome, team.fk, scope, b"?" * 32)
    assert code(lambda: team.chain.receive(other)) == "fork"


def test_a_phase_of_a_place_that_cannot_be_checked_is_a_gap() -> None:
    """Without a valid signature in a known scope nothing is evidence."""
    team = seated_team()
    team.open_round()
    entry = ENTRIES.decode(PAYLOADS.decode(team.log[-1]).body)
    elsewhere = Scope(b"s" * 32, b"r" * 32)
    for fk, scope in ((team.fk, elsewhere), (key("mallory"), team.chain.scope)):
        strange = signed(entry, fk, scope, b"?" * 32)
        assert code(partial(team.chain.receive, strange)) == "gap"


def test_the_round_number_is_signed_too() -> None:
    """An entry of a round is signed for its rid, all others for 0."""
    team = seated_team()
    entry = OpenRound(
        rid=1, qid=1, kind="notes", again=0, seconds=0, log=team.chain.head
    )
    chain = team.chain
    other = signed(entry, team.fk, chain.scope, chain.head, rid=2)
    assert code(partial(chain.receive, other)) == "forged"
    assert chain.receive(signed(entry, team.fk, chain.scope, chain.head)) == entry


# ------------------------------------------------------------------ the order of things


def refused(team: Team, entry: Entry) -> str:
    """Tell which rule the facilitator's next entry would break, on both sides alike."""
    chain = team.chain
    before = chain.standing
    said = code(lambda: team.append(entry))
    payload = signed(entry, team.fk, chain.scope, chain.head)
    late = replayed(team.room, team.log)
    heard = code(lambda: late.receive(payload))
    assert said.startswith("rule")
    assert heard in {said, "fork"}
    assert chain.standing == before == late.standing
    return said.removeprefix("rule ")


def test_a_session_begins_once_and_ends_once() -> None:
    """No second begin, nothing before the begin, nothing after the end."""
    team = Team(1)
    assert refused(team, begin(team.fk)) == "begin in idle"
    team.gather()
    team.append(End())
    assert team.chain.attempt is None
    for entry in (*SESSION, Gather(epoch=1), End()):
        assert refused(team, entry) == f"{entry.TAG} in ended"
    new = Team(1, started=False)
    assert code(lambda: new.append(End())) == "rule end in new"


def test_epochs_are_numbered_one_by_one() -> None:
    """An abandoned attempt uses up its number."""
    team = Team(4)
    assert refused(team, Gather(epoch=2)) == "epoch"
    assert refused(team, Gather(epoch=0)) == "epoch"
    team.gather()
    assert refused(team, Gather(epoch=1)) == "epoch"
    team.close()
    assert team.chain.epoch == 2
    assert team.chain.phase is Phase.CLOSED
    team.epoch()
    assert team.roster.epoch == 3


def test_an_epoch_goes_step_by_step() -> None:
    """A list only after its call, a roster only after its list, each of this epoch."""
    team = Team(4)
    assert refused(team, Close(epoch=1, lead=team.lead.vk, seats=())) == "close in idle"
    close = team.gather().close()
    assert refused(team, Seated(epoch=1, openings=())) == "seated in gathering"
    assert refused(team, evolve(close, epoch=2)) == "epoch"
    assert refused(team, evolve(close, lead=ZEROS)) == "lead"
    team.append(close)
    seated = team.open(close)
    assert refused(team, evolve(seated, epoch=2)) == "epoch"
    given = seated.openings
    for openings in (given[1:], given[:-1], (*given, given[0]), ()):
        assert refused(team, evolve(seated, openings=openings)) == "openings"
    team.append(seated)
    assert refused(team, seated) == "seated in idle"


def test_the_attempt_says_what_members_sign() -> None:
    """COMMIT builds on the gather entry, OPEN on the close entry."""
    team = Team(4)
    gathering = team.gather()
    gather = team.chain.head
    assert team.chain.attempt
    assert team.chain.attempt.gather == gather
    close = gathering.close()
    team.append(Move(step=1))
    team.append(close)
    attempt = team.chain.attempt
    assert attempt
    assert (attempt.gather, attempt.close) == (gather, team.chain.head)
    assert attempt.listed == close
    team.append(Move(step=2))
    seating = [team.member(s.vk).on_close(close, attempt.close) for s in close.seats]
    assert all(isinstance(said, SignedMessage) for said in seating)


def test_no_round_without_a_roster_or_within_an_epoch() -> None:
    """A round needs a completed epoch and no attempt half way."""
    team = Team(5)
    entry = OpenRound(rid=1, qid=1, kind="notes", again=0, seconds=0, log=ZEROS)
    assert refused(team, entry) == "no-roster"
    team.epoch()
    team.gather()
    assert refused(team, entry) == "open-round in gathering"
    team.close()
    assert refused(team, entry) == "open-round in closed"


def test_a_round_is_bound_to_its_number_and_its_log() -> None:
    """Stale and skipped rids are refused, and so is a round on another log."""
    team = seated_team()
    good = OpenRound(
        rid=1, qid=1, kind="notes", again=0, seconds=0, log=team.chain.head
    )
    assert refused(team, evolve(good, rid=0)) == "rid"
    assert refused(team, evolve(good, rid=2)) == "rid"
    assert refused(team, evolve(good, log=ZEROS)) == "log"
    assert refused(team, evolve(good, qid=0)) == "qid"
    assert refused(team, evolve(good, again=1)) == "again"
    assert refused(team, evolve(good, again=-1)) == "again"
    team.append(good)
    assert team.chain.round
    assert team.chain.round.lead == team.lead.vk
    team.abort()
    assert team.chain.round is None
    assert refused(team, evolve(good, log=team.chain.head)) == "rid"


def test_one_round_at_a_time() -> None:
    """While a round is open nothing happens but that round."""
    team = seated_team()
    entry = team.open_round()
    others = (*SESSION, Gather(epoch=2), End(), evolve(entry, rid=2))
    for other in others:
        assert refused(team, other) == f"{other.TAG} in open"
    assert refused(team, Outcome(rid=1, lanes=(), dones=())) == "outcome in open"
    assert refused(team, Abort(rid=2, reason="x", hop=0)) == "rid"
    chosen = team.set()
    for other in (*others, chosen):
        assert refused(team, other) == f"{other.TAG} in set"
    team.append(team.outcome())
    assert refused(team, Abort(rid=1, reason="x", hop=0)) == "abort in idle"


def test_a_set_is_of_the_roster_in_its_order() -> None:
    """Strangers, doubles, another order, no facilitator or too few are refused."""
    team = seated_team()
    team.open_round()
    lead, *others = team.roster.keys
    stranger = bytes(key("stranger").verify_key)

    def members(*keys: bytes, rid: int = 1) -> str:
        return refused(team, SetMembers(rid=rid, members=keys))

    assert members(lead, *others, rid=2) == "rid"
    assert members(lead, *others, stranger) == "members"
    assert members(lead, *others, others[0]) == "members"
    assert members(*others, lead) == "members"
    assert members(*others) == "lead"
    assert members(lead, *others[:2]) == "too-few"
    team.set(team.members[:4])
    assert team.chain.round
    assert team.chain.round.members == team.roster.keys[:4]


def test_a_revealed_question_is_never_opened_again() -> None:
    """A qid with an outcome is closed for good; an aborted one is not."""
    team = seated_team()
    team.open_round(qid=3)
    team.abort()
    team.open_round(qid=3)
    team.set()
    team.append(team.outcome())
    entry = OpenRound(
        rid=3, qid=3, kind="notes", again=0, seconds=0, log=team.chain.head
    )
    assert refused(team, entry) == "revealed"
    assert refused(team, evolve(entry, again=1)) == "revealed"
    team.append(evolve(entry, qid=4))


def test_a_question_keeps_its_kind() -> None:
    """One qid cannot be notes first and dots later."""
    team = seated_team()
    team.open_round(qid=3)
    team.abort()
    entry = OpenRound(
        rid=2, qid=3, kind="dots", again=0, seconds=0, log=team.chain.head
    )
    assert refused(team, entry) == "kind"


def test_again_repeats_a_round_of_this_question_that_had_a_set() -> None:
    """Another question's round, or one without SET, cannot be repeated."""
    team = seated_team()
    team.open_round(qid=1)
    team.abort()
    team.open_round(qid=1)
    team.set()
    team.abort()
    entry = OpenRound(
        rid=3, qid=1, kind="notes", again=2, seconds=0, log=team.chain.head
    )
    assert refused(team, evolve(entry, again=1)) == "again"
    assert refused(team, evolve(entry, qid=2)) == "again"
    assert refused(team, evolve(entry, again=3)) == "again"
    team.append(entry)


def test_again_takes_exactly_the_same_members() -> None:
    """Nobody less and nobody more than in the round that is repeated."""
    team = seated_team(6)
    team.open_round()
    team.set(team.members[:5])
    team.abort()
    team.open_round(again=1)
    keys = team.roster.keys
    assert refused(team, SetMembers(rid=2, members=keys)) == "again"
    assert refused(team, SetMembers(rid=2, members=keys[:4])) == "again"
    team.append(SetMembers(rid=2, members=keys[:5]))


def test_again_allows_the_facilitator_who_came_back_a_new_key() -> None:
    """Only the facilitator's own place may change hands, to the new facilitator key."""
    team = seated_team(5)
    team.open_round()
    team.set()
    team.abort()
    old, *others = team.members
    back = Team(1, seed="came back").lead
    team.members = [back, *others]
    team.lead = back
    team.epoch()
    team.open_round(again=1)
    assert refused(team, SetMembers(rid=2, members=team.roster.keys[:4])) == "again"
    team.set()
    assert team.chain.round
    assert old.vk not in team.chain.round.members


def test_again_does_not_shrink_when_the_facilitator_changes() -> None:
    """A facilitator who was a member before does not make the round one smaller."""
    team = seated_team(6)
    team.open_round()
    team.set()
    team.abort()
    old, new, *_ = team.members
    old.lead, new.lead = False, True
    team.lead = new
    team.epoch()
    team.open_round(again=1)
    keys = team.roster.keys
    shrunk = tuple(vk for vk in keys if vk != old.vk)
    assert refused(team, SetMembers(rid=2, members=shrunk)) == "again"


def test_an_outcome_holds_dones_of_its_members_for_what_it_holds() -> None:
    """Each DONE must be of SET, only once, and over these very slots.

    Else a few could seem to be many who agree on a result.
    """
    team = seated_team()
    team.open_round()
    team.set(team.members[:4])
    good = team.outcome()
    first, *rest = good.dones
    assert refused(team, evolve(good, rid=2)) == "rid"
    other = team.members[4]
    said = Done(out=out_hash(good.lanes), head=first.head)
    sig = say(other.key, said, team.chain.scope, good.rid, good.mixed).sig
    outside = DoneSeal(vk=other.vk, head=first.head, sig=sig)
    renamed = evolve(first, vk=other.vk)
    for dones in (
        (first, first),
        (renamed, *rest),
        (*good.dones, outside),
        (evolve(first, head=ZEROS),),
    ):
        assert refused(team, evolve(good, dones=dones)) == "dones"
    assert refused(team, evolve(good, lanes=((b"\0nee", None, b""),))) == "dones"
    assert refused(team, evolve(good, mixed=ZEROS)) == "dones"
    team.append(evolve(good, dones=tuple(rest)))


def test_how_a_round_ended_is_remembered() -> None:
    """Open, broken off and read are told apart: only what was not read is repeated."""
    team = seated_team()
    for _ in range(2):
        team.open_round()
        team.set()
        assert team.chain.standing.rounds[-1].ended == ""
        if not team.chain.standing.rounds[0].ended:
            team.abort()
    team.append(team.outcome())
    ended = [one.ended for one in team.chain.standing.rounds]
    assert ended == [Abort.TAG, Outcome.TAG]


def test_the_names_of_phases_tell_entries_apart() -> None:
    """Entries that may come often have no phase, and no two others share one."""
    assert all(once(entry) is None for entry in SESSION)
    assert once(Gather(epoch=1)) != once(Gather(epoch=2))
    assert once(Gather(epoch=1)) != once(Seated(epoch=1, openings=()))


# ------------------------------------------------------------------ any relay


class Relay(RuleBasedStateMachine):
    """A facilitator, maybe one who cheats, a relay that does as it likes, N clients.

    `pool` is everything ever sealed under the session key: the honest log, what other
    keys forged, and, of a cheating facilitator, entries that fork off anywhere.
    """

    def __init__(self) -> None:
        """Start with a facilitator who has begun, and clients that have nothing."""
        super().__init__()
        self.team = Team(4, seed="relay")
        self.clients = [Chain(self.team.room) for _ in range(3)]
        self.taken: list[list[bytes]] = [[] for _ in self.clients]
        self.pool: list[bytes] = list(self.team.log)
        self.valid: set[bytes] = set(self.team.log)
        self.cheated = False

    @initialize(cheats=st.booleans())
    def choose(self, cheats: bool) -> None:
        """Choose between an honest facilitator and one who may cheat."""
        self.cheats = cheats

    def _grown(self) -> None:
        new = self.team.log[len(self.valid & {*self.team.log}) :]
        self.pool += new
        self.valid |= {*new}

    @rule(entry=st.sampled_from([*SESSION, None]))
    def speak(self, entry: Entry | None) -> None:
        """Let the facilitator say something, or complete an epoch."""
        if self.team.chain.phase is Phase.IDLE and entry is None:
            self.team.epoch()
        elif self.team.chain.phase is Phase.IDLE and entry is not None:
            self.team.append(entry)
        self._grown()

    @precondition(lambda self: self.team.chain.roster)
    @rule(end=st.sampled_from(["abort", "outcome"]))
    def run_round(self, end: str) -> None:
        """Let a round run to one of its ends."""
        self.team.open_round(qid=len(self.team.chain.standing.rounds) + 1)
        self.team.set()
        if end == "abort":
            self.team.abort()
        else:
            self.team.append(self.team.outcome())
        self._grown()

    @rule(after=st.integers(0, 30), step=st.integers(1, 3))
    def forge(self, after: int, step: int) -> None:
        """Let a member who knows the session key make an entry somewhere."""
        past = replayed(self.team.room, self.team.log[: after % len(self.team.log)])
        mallory = key("mallory")
        entry = Move(step=step) if past.fk else begin(mallory)
        if past.fk:
            self.pool.append(signed(entry, mallory, past.scope, past.head))

    @precondition(lambda self: self.cheats)
    @rule(after=st.integers(1, 30), entry=st.sampled_from(SESSION))
    def fork(self, after: int, entry: Entry) -> None:
        """Let the facilitator sign another entry after any of the first ones."""
        log = self.team.log
        past = replayed(self.team.room, log[: 1 + after % len(log)])
        payload = signed(entry, self.team.fk, past.scope, past.head)
        if payload not in self.valid:
            self.pool.append(payload)
            self.valid.add(payload)
            self.cheated = True

    @rule(who=st.integers(0, 2), what=st.integers(0, 200))
    def deliver(self, who: int, what: int) -> None:
        """Let the relay deliver anything to anyone: late, twice, out of order."""
        self._give(who, self.pool[what % len(self.pool)])

    @rule(who=st.integers(0, 2), count=st.integers(1, 8))
    def deliver_next(self, who: int, count: int) -> None:
        """Let the relay deliver the next ones of the log."""
        for payload in self.team.log[self.clients[who].length :][:count]:
            self._give(who, payload)

    @rule(who=st.integers(0, 2), whom=st.integers(0, 2))
    def compare(self, who: int, whom: int) -> None:
        """Let a client give another its log: they agree, or hold a fork."""
        for payload in self.clients[who].payloads:
            self._give(whom, payload)
        if not self.clients[whom].evidence:
            assert self.clients[whom].position(self.clients[who].head) is not None

    def _give(self, who: int, payload: bytes) -> None:
        client = self.clients[who]
        before = client.standing
        refusal = code(partial(client.receive, payload))
        assert refusal in {"", "gap", "forged", "fork"}
        if client.standing != before:
            assert not refusal
            self.taken[who].append(payload)
        if client.evidence:
            one, other = client.evidence
            assert self.cheated
            assert one != other
            assert {one, other} <= self.valid
            assert one in client.payloads

    @invariant()
    def nothing_forged_is_taken(self) -> None:
        """Only what the facilitator key signed is in any log."""
        for taken in self.taken:
            assert {*taken} <= self.valid

    @invariant()
    def honest_logs_are_one_log(self) -> None:
        """Without a cheating facilitator each client holds a beginning of the log."""
        if not self.cheated:
            for taken in self.taken:
                assert tuple(taken) == self.team.log[: len(taken)]

    def teardown(self) -> None:
        """In the end the honest log is everyone's, or they hold a fork.

        And whatever a client holds, a late joiner with its log is where it is.
        """
        for who, client in enumerate(self.clients):
            late = replayed(self.team.room, self.taken[who])
            assert late.payloads == client.payloads
            assert late.standing == client.standing
            for payload in self.team.log:
                self._give(who, payload)
            ahead = client.position(self.team.chain.head) is not None
            assert client.evidence or ahead
            assert self.cheated or client.standing == self.team.chain.standing


TestRelay = Relay.TestCase
TestRelay.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_evidence_convinces_who_holds_the_log() -> None:
    """Both payloads of a fork verify under the facilitator key, in one place."""
    team = seated_team()
    other = fork_of(team, after=3, entry=Move(step=9))
    with contextlib.suppress(ChainError):
        team.chain.receive(other)
    scope = replayed(team.room, team.log[:3]).scope
    prevs = set()
    for payload in team.chain.evidence:
        sealed = PAYLOADS.decode(payload)
        tag = ENTRIES.decode(sealed.body).TAG
        fk = bytes(team.fk.verify_key)
        assert verify(fk, sealed.sig, tag, scope, 0, sealed.prev, sealed.body)
        prevs.add(sealed.prev)
    assert len(prevs) == 1
