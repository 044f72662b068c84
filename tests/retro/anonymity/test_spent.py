"""Which texts may leave: the table of `retro.anonymity.spent`, row by row."""

from __future__ import annotations

from itertools import combinations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from retro.anonymity.spent import (
    Asked,
    ChoiceError,
    Compared,
    Ledger,
    Only,
    Standing,
    Verdict,
)

LEAD, ANNA, BOB, CAROL, DIRK = (bytes([k]) * 32 for k in range(5))
EVERYBODY = (LEAD, ANNA, BOB, CAROL, DIRK)
WRITE = frozenset({"step:4"})
NORMS = frozenset({"norm:1:1", "norm:2:1"})
OTHERS = frozenset({ANNA, BOB, CAROL})


def asked(
    *members: bytes, subjects: frozenset[str] = WRITE, lead: bytes = LEAD
) -> Asked:
    """Give a round with these members."""
    family = frozenset(one.rsplit(":", 1)[0] for one in subjects)
    return Asked(subjects, family, members, lead)


THREE = asked(LEAD, ANNA, BOB, CAROL)


def judged(
    ledger: Ledger,
    *,
    subjects: frozenset[str] = WRITE,
    again: int = 0,
    lead: bool = False,
    notes: bool = True,
) -> Verdict:
    """Judge a round that opens now."""
    return ledger.may_send(subjects, again=again, lead=lead, notes=notes)


def test_a_question_nobody_asked_before_is_sent() -> None:
    """Without a past nothing is asked of the person."""
    assert Ledger(ANNA).standing("step:4") == Standing("fresh")
    assert judged(Ledger(ANNA)) == Verdict("send")


def test_who_took_part_and_revealed_nothing_just_retries() -> None:
    """A round that broke off before my REVEAL leaves my texts as they were."""
    ledger = Ledger(ANNA).met(1, THREE).aborted(1)
    assert judged(ledger) == Verdict("send")


def test_who_was_left_out_is_asked_and_chooses_once() -> None:
    """A SET without me makes the person choose; the choice holds until it is done."""
    ledger = Ledger(DIRK).met(1, THREE)
    assert judged(ledger) == Verdict("ask")
    assert judged(ledger.done(1)) == Verdict("ask")
    for choice in ("send", "blank"):
        chosen = ledger.chose(WRITE, choice, notes=False)
        assert judged(chosen) == Verdict(choice)
        later = chosen.met(2, asked(*EVERYBODY)).aborted(2)
        assert judged(later) == Verdict(choice)
        assert judged(later.met(3, asked(*EVERYBODY)).done(3)) == Verdict("send")


def test_while_the_round_of_my_reveal_runs_i_am_spent() -> None:
    """Between REVEAL and the end nothing else of this question may leave."""
    ledger = Ledger(ANNA).met(1, THREE).revealed(1)
    assert judged(ledger) == Verdict("spent", Only(1, OTHERS))
    assert judged(ledger, again=1) == Verdict("spent", Only(1, OTHERS))


def test_after_done_new_texts_may_follow() -> None:
    """A second collect of the same step is open to who was in the first."""
    ledger = Ledger(ANNA).met(1, THREE).revealed(1).done(1)
    assert judged(ledger) == Verdict("send")


def test_burned_texts_leave_again_with_exactly_their_set() -> None:
    """`again` with the very same others sends what was frozen; its Only says so."""
    ledger = Ledger(ANNA).met(1, THREE).revealed(1).aborted(1)
    assert judged(ledger, again=1) == Verdict("frozen", Only(1, OTHERS))
    resumed = ledger.met(2, asked(DIRK, ANNA, BOB, CAROL, lead=DIRK)).aborted(2)
    assert judged(resumed, again=2) == Verdict("frozen", Only(2, OTHERS))


def test_burned_texts_never_leave_with_another_set() -> None:
    """`again` of another SET finds me spent, or out when I was not in it."""
    burned = Ledger(ANNA).met(1, THREE).revealed(1).aborted(1)
    other = burned.met(2, asked(LEAD, ANNA, BOB, DIRK)).aborted(2)
    assert judged(other, again=2) == Verdict("spent", Only(1, OTHERS))
    assert judged(burned, again=9) == Verdict("out")
    without = burned.met(2, asked(LEAD, BOB, CAROL, DIRK)).aborted(2)
    assert judged(without, again=2) == Verdict("out")


def test_burned_notes_ask_for_new_ones_and_burned_ballots_for_a_blank() -> None:
    """After BURNED only a person's own choice opens the question again."""
    burned = Ledger(ANNA).met(1, THREE).revealed(1).aborted(1)
    assert judged(burned) == Verdict("ask-new", Only(1, OTHERS))
    assert judged(burned, notes=False) == Verdict("ask-blank", Only(1, OTHERS))
    assert judged(burned.chose(WRITE, "send", notes=True)) == Verdict("send")
    blank = burned.chose(WRITE, "blank", notes=False)
    assert judged(blank, notes=False) == Verdict("blank")
    with pytest.raises(ChoiceError):
        burned.chose(WRITE, "send", notes=False)


def test_a_burned_question_left_to_others_stays_burned() -> None:
    """Being left out does not turn spent texts into missed ones."""
    burned = Ledger(ANNA).met(1, THREE).revealed(1).aborted(1)
    later = burned.met(2, asked(LEAD, BOB, CAROL, DIRK)).done(2)
    assert judged(later) == Verdict("ask-new", Only(1, OTHERS))


def test_a_choice_that_need_not_be_made_changes_nothing() -> None:
    """Choosing without being asked leaves the ledger as it is."""
    assert Ledger(ANNA).chose(WRITE, "blank", notes=True) == Ledger(ANNA)


def test_a_repeated_round_is_only_for_who_was_in_it() -> None:
    """`again` lets in its SET, and a facilitator who came back with a new key."""
    ledger = Ledger(DIRK).met(1, THREE).aborted(1)
    assert judged(ledger, again=1) == Verdict("out")
    back = Ledger(DIRK)
    assert judged(back, again=1, lead=True) == Verdict("out")
    assert judged(ledger, again=1, lead=True) == Verdict("ask", Only(1, OTHERS))
    unspent = Ledger(BOB).met(1, THREE).aborted(1)
    assert judged(unspent, again=1) == Verdict("send", Only(1, OTHERS))


def test_a_question_of_several_norms_gets_the_gravest_answer() -> None:
    """One burned norm among several decides for the whole ballot."""
    one = asked(LEAD, ANNA, BOB, CAROL, subjects=frozenset({"norm:1:1"}))
    ledger = Ledger(ANNA).met(1, one).revealed(1).aborted(1)
    assert judged(ledger, subjects=NORMS, notes=False).answer == "ask-blank"
    assert judged(ledger, subjects=frozenset({"norm:2:1"})) == Verdict("send")


@pytest.mark.parametrize("trusted", [True, False])
def test_what_was_read_since_is_never_repeated(trusted: bool) -> None:
    """Once an answer was read, or may have been, its difference would name a person."""
    burned = Ledger(ANNA).met(1, THREE).revealed(1).aborted(1)
    assert burned.repeatable(1, WRITE)
    later = burned.met(2, asked(LEAD, BOB, CAROL, DIRK))
    assert later.repeatable(1, WRITE)
    after = later.done(2) if trusted else later.doubted(2)
    assert not after.repeatable(1, WRITE)
    assert judged(after, again=1) == Verdict("out")


def test_a_result_that_cannot_be_trusted_burns_what_was_revealed_for_it() -> None:
    """What I revealed may have been read, though not what it says came out."""
    ledger = Ledger(ANNA).met(1, THREE).revealed(1).doubted(1)
    assert judged(ledger) == Verdict("ask-new", Only(1, OTHERS))
    assert not ledger.repeatable(1, WRITE)


def test_only_the_very_question_of_a_round_is_repeated() -> None:
    """A round that never was, or asked something else, is not repeated."""
    ledger = Ledger(ANNA).met(1, THREE)
    assert not ledger.repeatable(9, WRITE)
    assert not ledger.repeatable(1, NORMS)
    assert not ledger.repeatable(1, WRITE | NORMS)


def test_a_choice_can_be_changed_and_reaches_every_subject() -> None:
    """Until the round a person may choose again; an ABORT told twice undoes nothing."""
    burned = Ledger(ANNA).met(1, THREE).revealed(1).aborted(1)
    chosen = burned.chose(WRITE, "send", notes=True)
    assert judged(chosen) == Verdict("send")
    assert judged(chosen.chose(WRITE, "blank", notes=True)) == Verdict("blank")
    assert chosen.aborted(1) == chosen
    second = asked(LEAD, BOB, CAROL, DIRK, subjects=frozenset({"norm:2:1"}))
    missed = Ledger(ANNA).met(1, second)
    both = missed.chose(["norm:1:1", "norm:2:1"], "blank", notes=False)
    assert judged(both, subjects=frozenset({"norm:2:1"})) == Verdict("blank")


def test_an_abort_of_another_round_burns_nothing() -> None:
    """Only the round of my REVEAL can burn my texts."""
    ledger = Ledger(ANNA).met(1, THREE).revealed(1)
    assert ledger.aborted(2) == ledger


def test_a_reworded_norm_names_who_came_and_who_lacks() -> None:
    """A question asked anew compares its SET with the last that was read."""
    first = asked(LEAD, ANNA, BOB, CAROL, subjects=frozenset({"norm:1:1"}))
    ledger = Ledger(ANNA).met(1, first)
    family = frozenset({"norm:1"})
    assert ledger.compare(family, EVERYBODY, LEAD) is None
    ledger = ledger.done(1)
    now = (LEAD, ANNA, CAROL, DIRK)
    assert ledger.compare(family, now, LEAD) == Compared(
        frozenset({DIRK}), frozenset({BOB})
    )
    nobody: frozenset[bytes] = frozenset()
    assert ledger.compare(family, EVERYBODY, LEAD) == Compared(
        frozenset({DIRK}), nobody
    )
    assert ledger.compare(family, (LEAD, ANNA, BOB), LEAD) == Compared(
        nobody, frozenset({CAROL})
    )
    assert ledger.compare(family, first.members, LEAD) is None
    assert ledger.compare({"norm:7"}, now, LEAD) is None
    burned = Ledger(ANNA).met(1, first).revealed(1).aborted(1)
    assert burned.compare(family, now, LEAD) is not None


SETS = [
    (LEAD, *others)
    for size in (3, 4)
    for others in combinations((ANNA, BOB, CAROL, DIRK), size)
]


class Reruns(RuleBasedStateMachine):
    """Adversary 9: whoever orders rounds asks one ballot question again and again.

    It picks every SET, `again` and moment of ABORT, and reads a round as soon as the
    whole SET revealed; the four others follow their ledgers, with one opinion each.
    """

    def __init__(self) -> None:
        """Nobody was asked anything yet."""
        super().__init__()
        self.ledgers = {me: Ledger(me) for me in EVERYBODY[1:]}
        self.rid = 0
        self.aborted: list[int] = []
        self.read: list[tuple[frozenset[bytes], frozenset[bytes]]] = []

    @rule(
        members=st.sampled_from(SETS),
        repeat=st.booleans(),
        seen=st.integers(0, 4),
        done=st.booleans(),
    )
    def collect(
        self, members: tuple[bytes, ...], repeat: bool, seen: int, done: bool
    ) -> None:
        """Run a round; after all GOs only the first `seen` reveal, then ABORT."""
        again = self.aborted[-1] if repeat and self.aborted else 0
        others = [me for me in members if me != LEAD]
        verdicts = {
            me: ledger.may_send(WRITE, again=again, lead=False, notes=False)
            for me, ledger in self.ledgers.items()
        }
        inside = frozenset(others)
        allowed = {"send", "blank", "frozen"}
        ready = all(verdicts[me].answer in allowed for me in inside)
        objected = any(v.only and v.only.others != inside for v in verdicts.values())
        if not ready:
            return
        self.rid += 1
        question = asked(*members)
        for me in self.ledgers:
            self.ledgers[me] = self.ledgers[me].met(self.rid, question)
        if not objected:
            revealed = others[:seen]
            for me in revealed:
                self.ledgers[me] = self.ledgers[me].revealed(self.rid)
            if len(revealed) == len(others):
                spoke = frozenset(m for m in others if verdicts[m].answer != "blank")
                self.read.append((inside, spoke))
                if done:
                    self.read.clear()
        finished = done and not objected and seen >= len(others)
        for me in self.ledgers:
            ledger = self.ledgers[me]
            self.ledgers[me] = (
                ledger.done(self.rid) if finished else ledger.aborted(self.rid)
            )
        if not finished:
            self.aborted.append(self.rid)

    @precondition(lambda self: self.rid)
    @rule(me=st.sampled_from(EVERYBODY[1:]))
    def choose(self, me: bytes) -> None:
        """A person who is asked chooses a blank, the one thing always allowed."""
        self.ledgers[me] = self.ledgers[me].chose(WRITE, "blank", notes=False)

    @invariant()
    def nobody_shows_as_the_difference(self) -> None:
        """Of two readable, unfinished rounds no two sets of voices differ by a few."""
        voices = [(inside, spoke) for inside, spoke in self.read if spoke]
        for (first, one), (second, other) in combinations(voices, 2):
            assert first == second or not (one & other)


TestReruns = Reruns.TestCase
TestReruns.settings = settings(max_examples=150, stateful_step_count=12, deadline=None)
