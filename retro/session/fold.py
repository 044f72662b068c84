"""The one place where a session changes: `apply(state, entry)` gives the next state.

The table at the end names what each entry does. An entry that makes no sense raises
`Invalid` and changes nothing; nothing else is ever raised, so every client takes and
refuses the same entries and ends in the same state. Signatures, the order of rounds and
who may take part are the chain's to check, not this module's.

While a round is open nothing moves but the round. What the facilitator arranges (notes,
themes, norms) can be taken back step by step, until the next result: an undo never
removes a revealed note or a consent.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from attrs import evolve

from formats import entries as e
from formats.agenda import StepKind
from retro.anonymity import ballots
from retro.session import arrange, opening, tally
from retro.session.question import question
from retro.session.state import (
    Answers,
    Asked,
    Board,
    Closing,
    Invalid,
    Note,
    OpenedRound,
    State,
    require,
)
from retro.session.walk import begun, current, open_steps

OTHERS_MIN = 3
"""Fewer than this many besides the facilitator is no anonymous round."""

GROUPING: frozenset[StepKind] = frozenset({"group"})
DRAFTING: frozenset[StepKind] = frozenset({"talk", "norms"})
REWORDING: frozenset[StepKind] = DRAFTING | {"review"}


# ----------------------------------------------------------------- begin, walk, end


def _begin(state: State, entry: e.Begin) -> State:
    opening.check(entry)
    return evolve(
        state,
        begin=entry,
        step=open_steps(entry)[0],
        board=opening.first_board(entry),
        next_norm=len(entry.norms) + 1,
    )


def _move(state: State, entry: e.Move) -> State:
    require(entry.step in open_steps(begun(state)), "out-of-step")
    return evolve(state, step=entry.step)


def _timer(state: State, entry: e.Timer) -> State:
    require(entry.started >= 0, "bad-value")
    return evolve(state, timer=entry if entry.seconds else None)


def _end(state: State, _: e.End) -> State:
    return evolve(state, ended=True, timer=None)


# --------------------------------------------------------------- epochs and rounds


def _gather(state: State, _: e.Gather) -> State:
    return evolve(state, closing=None)


def _close(state: State, entry: e.Close) -> State:
    return evolve(state, closing=Closing(epoch=entry.epoch, people=len(entry.seats)))


def _seated(state: State, entry: e.Seated) -> State:
    closing = state.closing
    if closing is None or closing.epoch != entry.epoch:
        raise Invalid("out-of-step")
    return evolve(state, people=closing.people, closing=None)


def _confirm_small(state: State, _: e.ConfirmSmall) -> State:
    return evolve(state, small=True)


def _open_round(state: State, entry: e.OpenRound) -> State:
    asked = question(state)
    require(entry.kind == asked.kind, "bad-value")
    return evolve(
        state,
        round=OpenedRound(
            rid=entry.rid,
            qid=entry.qid,
            again=entry.again,
            seconds=entry.seconds,
            question=asked,
        ),
    )


def _opened(state: State, rid: int) -> OpenedRound:
    if state.round is None:
        raise Invalid("out-of-step")
    require(state.round.rid == rid, "bad-value")
    return state.round


def _set_members(state: State, entry: e.SetMembers) -> State:
    opened = _opened(state, entry.rid)
    require(not opened.members, "out-of-step")
    people = len(set(entry.members))
    require(people > OTHERS_MIN, "too-few")
    require(people == len(entry.members) <= state.people, "bad-value")
    return evolve(state, round=evolve(opened, members=entry.members))


def _abort(state: State, entry: e.Abort) -> State:
    _opened(state, entry.rid)
    return evolve(state, round=None)


# ------------------------------------------------------------------------- results


def _noted(state: State, opened: OpenedRound, result: ballots.NotesResult) -> State:
    """Put the notes on the board: by column, within a column as they came out."""
    found = sorted(result.notes, key=lambda note: note[0])
    notes = tuple(
        Note(id=number, column=opened.question.columns[column], text=text)
        for number, (column, text) in enumerate(found, state.next_note)
    )
    return evolve(
        state,
        board=evolve(state.board, notes=state.board.notes + notes),
        next_note=state.next_note + len(notes),
        unreadable=state.unreadable + result.unreadable,
    )


def _answered(state: State, answers: Answers) -> State:
    others = (given for given in state.answers if given.step != answers.step)
    ordered = sorted((*others, answers), key=lambda given: given.step)
    return evolve(state, answers=tuple(ordered))


def _consented(
    state: State, opened: OpenedRound, result: ballots.ConsentResult
) -> State:
    begin = begun(state)
    review = tally.review_date(begin.date, begin.review_months)
    changed = (
        tally.consented(
            arrange.norm_of(state.board, norm),
            opened.question,
            result.norms[index],
            tuple(text for about, text in result.reasons if about == index),
            people=len(opened.members),
            date=begin.date,
            review=review,
        )
        for index, norm in enumerate(opened.question.norms)
    )
    return evolve(state, board=arrange.with_norms(state.board, changed))


def _outcome(state: State, entry: e.Outcome) -> State:
    opened = _opened(state, entry.rid)
    require(opened.members, "out-of-step")
    asked, people = opened.question, len(opened.members)
    if not asked.ballot.shaped(people, entry.lanes):
        return evolve(state, round=None)  # it says nothing, but the round is over
    result = ballots.read(asked.ballot, entry.lanes)
    state = evolve(
        state,
        round=None,
        past=(),
        asked=(
            *state.asked,
            Asked(
                rid=opened.rid,
                subjects=asked.subjects,
                family=asked.family,
                members=opened.members,
            ),
        ),
    )
    match result:
        case ballots.NotesResult():
            return _noted(state, opened, result)
        case ballots.ConsentResult():
            return _consented(state, opened, result)
        case ballots.DotsResult():
            return evolve(state, vote=tally.vote(asked, result, people))
        case ballots.TicksResult() if asked.themes:
            return evolve(state, vote=tally.vote(asked, result, people))
        case _:
            return _answered(state, tally.answers(asked, result, people))


# ---------------------------------------------------------------- what is arranged


def _at(state: State, kinds: frozenset[StepKind]) -> None:
    require(current(state).kind in kinds, "out-of-step")


def _arranged(state: State, board: Board) -> State:
    """Give the state with this board, and the one before it to go back to."""
    return evolve(state, board=board, past=(*state.past, state.board))


def _group(state: State, entry: e.Group) -> State:
    _at(state, GROUPING)
    grouped = arrange.group(state.board, state.next_theme, entry.notes, entry.title)
    return evolve(_arranged(state, grouped), next_theme=state.next_theme + 1)


def _ungroup(state: State, entry: e.Ungroup) -> State:
    _at(state, GROUPING)
    return _arranged(state, arrange.ungroup(state.board, entry.theme))


def _title(state: State, entry: e.Title) -> State:
    require(state.board.notes, "out-of-step")
    return _arranged(state, arrange.title(state.board, entry.theme, entry.text))


def _aside(state: State, entry: e.Aside) -> State:
    require(state.board.notes, "out-of-step")
    return _arranged(state, arrange.aside(state.board, entry.note))


def _draft(state: State, entry: e.Norm) -> State:
    _at(state, DRAFTING)
    drafted = arrange.draft(state.board, state.next_norm, entry.text, entry.theme)
    return evolve(_arranged(state, drafted), next_norm=state.next_norm + 1)


def _reword(state: State, entry: e.Reword) -> State:
    _at(state, REWORDING)
    revision = state.next_revision
    reworded = arrange.reword(
        state.board, entry.norm, entry.text, revision, begun(state).date
    )
    return evolve(_arranged(state, reworded), next_revision=revision + 1)


def _let_go(state: State, entry: e.LetGo) -> State:
    _at(state, REWORDING)
    return _arranged(state, arrange.let_go(state.board, entry.norm))


def _undo(state: State, _: e.Undo) -> State:
    require(state.past, "out-of-step")
    return evolve(state, board=state.past[-1], past=state.past[:-1])


# ----------------------------------------------------------------------- the table

IN_A_ROUND = frozenset({e.SetMembers.TAG, e.Abort.TAG, e.Outcome.TAG})
"""What may be said while a round is open."""

TRANSITIONS: dict[str, Callable[[State, Any], State]] = {
    e.Begin.TAG: _begin,
    e.Gather.TAG: _gather,
    e.Close.TAG: _close,
    e.Seated.TAG: _seated,
    e.OpenRound.TAG: _open_round,
    e.SetMembers.TAG: _set_members,
    e.Abort.TAG: _abort,
    e.Outcome.TAG: _outcome,
    e.Move.TAG: _move,
    e.ConfirmSmall.TAG: _confirm_small,
    e.Group.TAG: _group,
    e.Ungroup.TAG: _ungroup,
    e.Title.TAG: _title,
    e.Aside.TAG: _aside,
    e.Timer.TAG: _timer,
    e.Norm.TAG: _draft,
    e.Reword.TAG: _reword,
    e.LetGo.TAG: _let_go,
    e.Undo.TAG: _undo,
    e.End.TAG: _end,
}


def apply(state: State, entry: e.Entry) -> State:
    """Give the state after `entry`, or raise `Invalid` and leave all as it was."""
    require((state.begin is None) == isinstance(entry, e.Begin), "out-of-step")
    require(not state.ended, "out-of-step")
    require(state.round is None or entry.TAG in IN_A_ROUND, "busy")
    return TRANSITIONS[entry.TAG](state, entry)
