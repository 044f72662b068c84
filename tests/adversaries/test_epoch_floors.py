"""Kick-outs: a facilitator who makes the team smaller until few can hide one another.

The floor of what a round may shrink to follows from what people confirmed, not from
what the facilitator last closed.
"""

from __future__ import annotations

from functools import partial

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.entries import SetMembers
from retro.anonymity.epoch import Floor
from tests.support.team import Team, code

SIZES = pytest.mark.parametrize(("n", "least"), [(3, 2), (5, 4), (17, 12)])


@SIZES
def test_a_round_needs_two_thirds_of_the_roster(n: int, least: int) -> None:
    """Before and after everybody confirmed, the floor is that of the whole roster."""
    team = Team(n)
    team.epoch()
    assert {member.least for member in team.members} == {least}
    team.confirm()
    assert {member.least for member in team.members} == {least}


@SIZES
def test_who_is_alone_in_confirming_opens_no_round(n: int, least: int) -> None:
    """Words unconfirmed by all but one: not yet; from the floor on: yes."""
    team = Team(n)
    team.epoch()
    for confirmed in range(1, n + 1):
        team.confirm(team.members[confirmed - 1 : confirmed])
        opens = {member.may_open for member in team.members}
        assert opens == {confirmed >= least}


@pytest.mark.parametrize("n", [5, 17])
def test_kicking_out_one_by_one_does_not_lower_the_floor(n: int) -> None:
    """As long as one person left has not confirmed the smaller team, it stays."""
    team = Team(n)
    team.epoch()
    team.confirm()
    before = team.lead.least
    for size in range(n - 1, 2, -1):
        team.epoch(team.members[:size])
        team.confirm(team.members[: size - 1])
        for member in team.members[:size]:
            assert member.least == before
            assert member.may_open == (size - 1 >= before)


@pytest.mark.parametrize("n", [5, 17])
def test_a_smaller_team_that_all_confirmed_is_the_team(n: int) -> None:
    """ "We were 17, now 7, without ...": when all who are left said so."""
    team = Team(n)
    team.epoch()
    team.confirm()
    size = n // 2 + 1
    team.epoch(team.members[:size])
    team.confirm(team.members[:size])
    for member in team.members[:size]:
        assert member.floor == Floor(size)
        assert member.may_open


@pytest.mark.parametrize("n", [5, 17])
def test_who_was_put_out_confirms_nothing(n: int) -> None:
    """A person who is not on the roster is not asked and does not count."""
    team = Team(n)
    team.epoch()
    team.confirm()
    questions = team.epoch(team.members[:-1])
    out = team.members[-1]
    assert questions[out.vk] is None
    assert out.answer(True) is None
    assert not out.mine


def test_a_growing_team_raises_the_floor_at_once() -> None:
    """The present roster counts even before anybody confirmed it."""
    team = Team(17)
    team.epoch(team.members[:5])
    team.confirm(team.members[:5])
    team.epoch()
    assert team.lead.least == 12


def test_one_differ_keeps_the_old_floor() -> None:
    """A smaller team in which someone says "differ" is not confirmed by everybody."""
    team = Team(12)
    team.epoch()
    team.confirm()
    team.epoch(team.members[:7])
    doubting = team.members[3]
    said = doubting.answer(False)
    assert said
    for member in team.members:
        member.on_confirm(doubting.vk, said)
    team.confirm([member for member in team.members[:7] if member is not doubting])
    assert {member.least for member in team.members[:7]} == {8}


@pytest.mark.parametrize("n", [2, 3, 4])
def test_fewer_than_three_others_never_have_a_round(n: int) -> None:
    """Whatever the floor, the log itself refuses a SET below four."""
    team = Team(n)
    team.epoch()
    team.open_round()
    entry = SetMembers(rid=1, members=team.roster.keys)
    refusal = code(partial(team.append, entry))
    assert refusal == ("" if n == 4 else "rule too-few")


@settings(max_examples=30, deadline=None)
@given(
    epochs=st.lists(
        st.tuples(st.integers(1, 8), st.integers(0, 8)), min_size=1, max_size=5
    )
)
def test_the_floor_never_rests_on_what_someone_did_not_confirm(
    epochs: list[tuple[int, int]],
) -> None:
    """Over any epochs, each in part confirmed, it is that of the last one all did."""
    team = Team(8)
    base = 0
    for size, confirmed in epochs:
        team.epoch(team.members[:size])
        team.confirm(team.members[: min(size, confirmed)])
        if confirmed >= size:
            base = size
        for member in team.members:
            assert member.floor == Floor(base)
            assert 3 * member.least >= 2 * max(base, size)
