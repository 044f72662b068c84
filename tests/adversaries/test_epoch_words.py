"""Word grinding, copied COMMITs, restarts and late joiners.

The attack on the words: give two people two different lists (each with the attacker in
the place of the other) whose four words are equal. The real words are 32 bits; here
they are cut to 12, so that the attack, where it is possible, takes moments.
"""

from __future__ import annotations

from functools import partial
from itertools import count

import pytest
from attrs import evolve

from formats.entries import (
    Commit,
    Gather,
    Open,
    Opening,
    Seat,
    Seated,
    SignedMessage,
)
from formats.hashing import H
from retro.anonymity.epoch import commitment, listed, roster_hash, words_of
from retro.anonymity.joining import Gathering, Seating
from retro.anonymity.keys import ZEROS, say
from tests.support.team import Team, code, key, replayed

SIZES = pytest.mark.parametrize("n", [3, 5, 17])
BITS = 12
MALLORY = bytes(key("mallory").verify_key)


def small_words(rh: bytes) -> int:
    """Give the first 12 of the 32 bits that the words are made of."""
    return int.from_bytes(H("words", rh)[:2], "big") >> 16 - BITS


def two_lists(attempt: int) -> tuple[list[Seat], list[Seat], list[bytes], list[bytes]]:
    """Give what Anna is shown and what Bob is: each with the attacker as the other."""
    nonces = [H("nonce", who, attempt) for who in ("Anna", "Bob", "for A", "for B")]
    anna, bob, for_anna, for_bob = nonces
    keys = {name: bytes(key(name).verify_key) for name in ("Anna", "Bob")}

    def seat(name: str, vk: bytes, nonce: bytes) -> Seat:
        return Seat(name=name, vk=vk, commitment=commitment(name, vk, nonce))

    return (
        [seat("Anna", keys["Anna"], anna), seat("Bob", MALLORY, for_anna)],
        [seat("Anna", MALLORY, for_bob), seat("Bob", keys["Bob"], bob)],
        [anna, for_anna],
        [for_bob, bob],
    )


def shown(seats: list[Seat], nonces: list[bytes], epoch: int = 1) -> int:
    """Give the (short) words for a list and its nonces."""
    fk = bytes(key("fk").verify_key)
    return small_words(
        roster_hash(epoch=epoch, prev_rh=ZEROS, fk=fk, seats=seats, nonces=nonces)
    )


def test_without_commitments_equal_words_are_found_at_once() -> None:
    """Who may choose a nonce after seeing the others' makes any two lists agree.

    This is why COMMIT exists: at 32 bits it took seconds.
    """
    first, second, nonces, others = two_lists(0)
    wanted = shown(second, others)
    for tries in count(1):
        if shown(first, [nonces[0], H("ground", tries)]) == wanted:
            break
    assert tries < 2**BITS * 16


def test_with_commitments_an_attempt_is_one_throw_of_the_dice() -> None:
    """Nonces fixed before any is shown leave the attacker nothing to choose.

    200 restarts at 12 bits: all the attacker can do is try again, in everyone's sight.
    """
    hits = 0
    for attempt in range(200):
        first, second, nonces, others = two_lists(attempt)
        equal = shown(first, nonces, attempt + 1) == shown(second, others, attempt + 1)
        hits += equal
    assert hits <= 1


@SIZES
def test_a_nonce_ground_after_the_list_was_closed_opens_nothing(n: int) -> None:
    """The facilitator sees all other nonces first, and still has only its own."""
    team = Team(n)
    close = team.close()
    seated = team.open(close)
    scope, head = team.chain.scope, team.chain.head
    for tries in range(20):
        nonce = H("ground", tries)
        said = Open(epoch=1, nonce=nonce, listed=listed(close.seats))
        sig = say(team.lead.key, said, scope, 1, head).sig
        ground = Opening(nonce=nonce, sig=sig)
        entry = Seated(epoch=1, openings=(ground, *seated.openings[1:]))
        assert code(partial(team.append, entry)) == "rule openings"
    team.append(seated)


@SIZES
def test_nobody_opens_before_the_list_is_closed(n: int) -> None:
    """A COMMIT tells nothing of the nonce; who is not listed shows it to nobody."""
    team = Team(n)
    gathering = team.gather()
    nonces = [team.nonce(member) for member in team.members]
    for seat, nonce in zip(gathering.seats, nonces, strict=True):
        assert nonce not in seat.commitment
        assert seat.commitment == commitment(seat.name, seat.vk, nonce)
    shorter = gathering.close({team.members[-1].vk})
    team.append(shorter)
    assert team.members[-1].on_close(shorter, team.chain.head) == "left-out"


@SIZES
def test_restarts_are_numbered_and_take_fresh_nonces(n: int) -> None:
    """An OPEN of one attempt is worth nothing in the next, which has its own number."""
    team = Team(n)
    first = team.close()
    old = [
        team.member(seat.vk).on_close(first, team.chain.head) for seat in first.seats
    ]
    second = team.close()
    seating = Seating(second, team.chain.head, team.chain.scope)
    for seat, said in zip(first.seats, old, strict=True):
        assert isinstance(said, SignedMessage)
        assert not seating.receive(seat.vk, said)
    assert not {seat.commitment for seat in first.seats} & {
        seat.commitment for seat in second.seats
    }
    stale = evolve(second, seats=first.seats)
    assert team.members[1].on_close(stale, team.chain.head) == "changed"
    team.append(team.open(second))
    assert team.roster.epoch == 2


@SIZES
def test_a_late_joiner_sees_the_words_that_all_see(n: int) -> None:
    """Words follow from the log alone, over abandoned attempts and several epochs."""
    team = Team(n)
    team.close()
    team.epoch()
    first = words_of(team.roster.rh, "nl")
    team.epoch(team.members[:-1])
    team.gather()
    late = replayed(team.room, team.log)
    assert late.roster
    assert words_of(late.roster.rh, "nl") == words_of(team.roster.rh, "nl") != first


@SIZES
def test_differ_on_one_screen_is_heard_by_all(n: int) -> None:
    """One "they differ" reaches everybody and keeps the roster from being confirmed."""
    team = Team(n)
    team.epoch()
    team.confirm(team.members[:-1])
    last = team.members[-1]
    said = last.answer(False)
    assert said
    for member in team.members:
        member.on_confirm(last.vk, said)
        assert member.differ == {last.vk}
        assert member.floor.base == 0
    assert not last.mine


@SIZES
def test_a_copied_commit_seats_nobody(n: int) -> None:
    """Whose COMMIT repeats another's commitment can never open it.

    Not under the other's name and not under an own one, not even once the other has
    shown the nonce; and the other's signed COMMIT is not taken from anyone else.
    """
    team = Team(n)
    entry = Gather(epoch=1)
    team.append(entry)
    head, scope = team.chain.head, team.chain.scope
    gathering = Gathering(1, head, scope, team.lead.vk)
    *others, mallory = team.members
    anna = others[1] if n > 3 else others[0]
    for member in others:
        said = member.on_gather(entry, head, scope, team.nonce(member))
        assert not gathering.receive(mallory.vk, said)
        assert gathering.receive(member.vk, said)
    stolen = next(seat for seat in gathering.seats if seat.vk == anna.vk)

    copied = Commit(epoch=1, name=stolen.name, commitment=stolen.commitment)
    assert gathering.receive(mallory.vk, say(mallory.key, copied, scope, 1, head))
    assert mallory.vk in gathering.duplicates
    assert mallory.vk not in {seat.vk for seat in gathering.close().seats}

    renamed = evolve(copied, name="Mallory")
    assert gathering.receive(mallory.vk, say(mallory.key, renamed, scope, 1, head))
    close = gathering.close()
    team.append(close)
    head = team.chain.head
    seating = Seating(close, head, scope)
    for member in others:
        opened = member.on_close(close, head)
        assert isinstance(opened, SignedMessage)
        assert not seating.receive(mallory.vk, opened)
        assert seating.receive(member.vk, opened)
    known = Open(epoch=1, nonce=team.nonce(anna), listed=listed(close.seats))
    assert not seating.receive(mallory.vk, say(mallory.key, known, scope, 1, head))
    assert seating.silent == (mallory.vk,)
