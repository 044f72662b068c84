"""Two CLOSEs, two OPEN_ROUNDs, two SETs: a facilitator who tells each another thing.

The relay helps: each half of the team sees its own log, until one entry crosses over.
"""

from __future__ import annotations

from functools import partial

import pytest
from attrs import evolve

from formats.entries import Close, Entry, OpenRound, Seated, SetMembers, SignedMessage
from retro.anonymity.chain import Chain
from retro.anonymity.epoch import word_numbers
from retro.anonymity.joining import Seating
from retro.anonymity.keys import ZEROS
from tests.support.team import Team, code, replayed, signed

SIZES = pytest.mark.parametrize("n", [3, 5, 17])
ROUND_SIZES = pytest.mark.parametrize("n", [5, 17])


def split(team: Team, one: Entry, other: Entry) -> tuple[Chain, Chain, bytes, bytes]:
    """Show `one` to half of the team and `other` to the rest; give both logs."""
    half, rest = (replayed(team.room, team.log) for _ in range(2))
    first, second = (
        signed(entry, team.fk, half.scope, half.head) for entry in (one, other)
    )
    half.receive(first)
    rest.receive(second)
    assert half.head != rest.head
    return half, rest, first, second


def assert_fork(team: Team, one: Entry, other: Entry) -> None:
    """Whoever sees both stops, with both as evidence, in either order."""
    half, rest, first, second = split(team, one, other)
    before = half.standing, rest.standing
    assert code(partial(half.receive, second)) == "fork"
    assert code(partial(rest.receive, first)) == "fork"
    assert half.evidence == (first, second)
    assert rest.evidence == (second, first)
    assert (half.standing, rest.standing) == before


@SIZES
def test_two_closes_are_a_fork(n: int) -> None:
    """Two lists of one epoch, told to different members, are seen as such."""
    team = Team(n)
    close = team.gather().close()
    assert_fork(team, close, evolve(close, seats=close.seats[:-1]))


@SIZES
def test_two_closes_never_both_become_a_roster(n: int) -> None:
    """Each honest member opens one of the lists, and both lists need them all."""
    team = Team(n)
    close = team.gather().close()
    other = evolve(close, seats=(close.seats[0], *close.seats[:0:-1]))
    if n == 3:
        assert other != close
    half, rest, _, _ = split(team, close, other)
    first = Seating(close, half.head, half.scope)
    second = Seating(other, rest.head, rest.scope)
    for number, member in enumerate(team.members):
        mine, chain = (close, half) if number % 2 else (other, rest)
        said = member.on_close(mine, chain.head)
        assert isinstance(said, SignedMessage)
        first.receive(member.vk, said)
        second.receive(member.vk, said)
        theirs, there = (other, rest) if number % 2 else (close, half)
        assert member.on_close(theirs, there.head) == "double"
    assert first.silent
    assert second.silent
    assert first.seated() is None
    assert second.seated() is None


@SIZES
def test_a_list_with_another_facilitator_is_another_list(n: int) -> None:
    """An OPEN for one CLOSE is worth nothing for one that names another lead."""
    team = Team(n)
    close = team.gather().close()
    half, rest, _, _ = split(team, close, evolve(close, lead=close.seats[-1].vk))
    seating = Seating(close, half.head, half.scope)
    for member in team.members:
        said = member.on_close(close, half.head)
        assert isinstance(said, SignedMessage)
        seating.receive(member.vk, said)
    seated = seating.seated()
    assert seated
    half.receive(signed(seated, team.fk, half.scope, half.head))
    wrong = signed(seated, team.fk, rest.scope, rest.head)
    assert code(partial(rest.receive, wrong)) == "rule openings"


@ROUND_SIZES
def test_two_rounds_under_one_number_are_a_fork(n: int) -> None:
    """Another question to another member is seen when the two meet."""
    team = Team(n)
    team.epoch()
    one = OpenRound(
        rid=1, qid=1, kind="answer", again=0, seconds=0, log=team.chain.head
    )
    assert_fork(team, one, evolve(one, qid=2))
    assert_fork(team, one, evolve(one, kind="ticks"))


@ROUND_SIZES
def test_two_sets_of_one_round_are_a_fork(n: int) -> None:
    """Another SET to another member is seen when the two meet."""
    team = Team(n)
    team.epoch()
    team.open_round()
    keys = team.roster.keys
    one = SetMembers(rid=1, members=keys)
    assert_fork(team, one, SetMembers(rid=1, members=keys[:-1]))


@ROUND_SIZES
def test_a_fork_shows_however_much_later_the_halves_meet(n: int) -> None:
    """Two SETs, and then logs that both go on: any later comparing finds the SETs."""
    team = Team(n)
    team.epoch()
    team.open_round()
    keys = team.roster.keys
    half, rest, first, second = split(
        team,
        SetMembers(rid=1, members=keys),
        SetMembers(rid=1, members=keys[:-1]),
    )
    for chain in (half, rest):
        team.chain = chain
        team.abort()
        team.open_round()
        team.abort()
    assert half.position(rest.head) is None
    for payload in rest.payloads:
        refusal = code(partial(half.receive, payload))
    assert refusal == "fork"
    assert half.evidence == (first, second)


def test_a_shorter_log_accuses_nobody() -> None:
    """Who is merely behind holds a gap, and no evidence against anyone."""
    team = Team(5)
    behind = replayed(team.room, team.log)
    team.epoch()
    team.open_round()
    assert code(partial(behind.receive, team.log[-1])) == "gap"
    assert behind.evidence == ()
    assert team.chain.position(behind.head) == behind.length
    assert behind.position(team.chain.head) is None


@SIZES
def test_different_rosters_have_different_words(n: int) -> None:
    """If two halves did get two rosters, the words on their screens would differ."""
    numbers = []
    for size in (n, n - 1):
        team = Team(n)
        team.epoch(team.members[:size])
        numbers.append(word_numbers(team.roster.rh))
    assert numbers[0] != numbers[1]


def test_an_empty_list_is_no_epoch() -> None:
    """A list without anybody, the facilitator included, is refused."""
    team = Team(3)
    team.gather()
    empty = Close(epoch=1, lead=team.lead.vk, seats=())
    assert code(partial(team.append, empty)) == "rule lead"
    nobody = Seated(epoch=1, openings=())
    assert code(partial(team.append, nobody)) == "rule seated in gathering"
    assert team.chain.scope.rh == ZEROS
