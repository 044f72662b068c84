"""Entries, logins and messages made by who may not, or shown where they do not belong.

Adversaries: a member who knows the session key and forges control entries; a relay that
makes a login challenge of a GO, OPEN or REVEAL; replays across rounds and sessions.
"""

from __future__ import annotations

from functools import partial

import pytest
from nacl.signing import SigningKey

from formats.entries import (
    ENTRIES,
    MESSAGES,
    PAYLOADS,
    Abort,
    End,
    Entry,
    Gather,
    Go,
    Message,
    Move,
    Open,
    OpenRound,
    Reveal,
    SetMembers,
)
from formats.hashing import H
from formats.wire import login_bytes
from retro.anonymity.chain import Chain
from retro.anonymity.epoch import words_of
from retro.anonymity.joining import Gathering
from retro.anonymity.keys import ZEROS, Scope, heard, say, statement, verify
from tests.support.team import Team, begin, code, key, replayed, signed

SIZES = pytest.mark.parametrize("n", [3, 5, 17])
MALLORY = key("mallory")


@SIZES
def test_who_knows_the_session_key_still_cannot_speak_as_the_facilitator(
    n: int,
) -> None:
    """Every kind of entry by a member's key is refused on every client alike."""
    team = Team(n)
    team.epoch()
    chain = replayed(team.room, team.log)
    mallory = team.members[-1].key
    head, scope = chain.head, chain.scope
    entries: tuple[Entry, ...] = (
        Gather(epoch=2),
        Move(step=2),
        OpenRound(rid=1, qid=1, kind="notes", again=0, seconds=0, log=head),
        SetMembers(rid=1, members=team.roster.keys),
        Abort(rid=1, reason="x", hop=0),
        End(),
    )
    for entry in entries:
        forged = signed(entry, mallory, scope, head)
        assert code(partial(chain.receive, forged)) == "forged"
    assert chain.standing == team.chain.standing


def test_a_rewritten_entry_is_forged() -> None:
    """The facilitator's signature holds for its own bytes only."""
    team = Team(1)
    chain = replayed(team.room, team.log)
    sealed = PAYLOADS.decode(team.append(Move(step=2)))
    body = ENTRIES.encode(Move(step=3))
    rewritten = type(sealed)(prev=sealed.prev, body=body, sig=sealed.sig)
    assert code(partial(chain.receive, PAYLOADS.encode(rewritten))) == "forged"


def test_a_false_beginning_shows_in_the_words() -> None:
    """Whoever is given another facilitator key sees other words than the rest.

    A relay and a member together can start a log of their own for a newcomer, but it
    has their key in its roster hash, and the true log is forged in its eyes.
    """
    team = Team(5)
    team.epoch()
    false = Team(5)
    false.fk = MALLORY
    false.chain = Chain(false.room)
    false.append(begin(MALLORY))
    false.epoch()
    assert false.roster.seats == team.roster.seats
    assert words_of(false.roster.rh, "nl") != words_of(team.roster.rh, "nl")
    assert code(partial(false.chain.receive, team.log[0])) == "forged"
    assert code(partial(false.chain.receive, team.log[1])) == "gap"


@SIZES
def test_a_log_of_another_session_is_nothing_here(n: int) -> None:
    """Even of one facilitator key: no entry of one room can stand in another."""
    here, there = Team(n, seed="here"), Team(n, seed="there")
    there.fk = here.fk
    there.chain = Chain(there.room)
    there.append(begin(here.fk))
    there.epoch()
    empty = Chain(here.room)
    for payload in there.log:
        assert code(partial(empty.receive, payload)) == "gap"
        sealed = PAYLOADS.decode(payload)
        moved = type(sealed)(prev=empty.head, body=sealed.body, sig=sealed.sig)
        assert code(partial(empty.receive, PAYLOADS.encode(moved))) == "forged"
    chain = replayed(here.room, here.log)
    for payload in there.log:
        assert code(partial(chain.receive, payload)) == "gap"


@SIZES
def test_a_commit_and_an_open_are_of_one_epoch_and_one_room(n: int) -> None:
    """What a member said in another attempt or session is not taken."""
    here, there = Team(n, seed="one"), Team(n, seed="two")
    anna = here.members[1]
    entry = Gather(epoch=1)
    said = []
    for team in (there, here):
        team.append(entry)
        head, scope = team.chain.head, team.chain.scope
        said.append(anna.on_gather(entry, head, scope, ZEROS))
    elsewhere, good = said
    gathering = Gathering(1, here.chain.head, here.chain.scope, here.lead.vk)
    assert not gathering.receive(anna.vk, elsewhere)
    assert gathering.receive(anna.vk, good)
    second = here.gather([])
    assert not second.receive(anna.vk, good)


@SIZES
def test_stale_and_skipped_rounds_are_refused(n: int) -> None:
    """A round number is used once and in order, aborted ones included."""
    team = Team(n)
    team.epoch()
    opened = team.open_round()
    team.abort()
    head, scope = team.chain.head, team.chain.scope
    for rid, answer in ((1, "fork"), (0, "rule rid"), (3, "rule rid")):
        again = OpenRound(rid=rid, qid=1, kind="notes", again=0, seconds=0, log=head)
        chain = replayed(team.room, team.log)
        payload = signed(again, team.fk, scope, head)
        assert code(partial(chain.receive, payload)) == answer
    assert opened.rid == 1
    for payload in team.log:
        assert team.chain.receive(payload) is None


def _challenges(team: Team) -> list[tuple[str, bytes, Message]]:
    """Give what a relay would like to have signed: type, statement, message."""
    scope = Scope(team.room, ZEROS)
    messages: tuple[Message, ...] = (
        Go(go=True),
        Open(epoch=1, nonce=ZEROS, listed=ZEROS),
        Reveal(secret=ZEROS, gos=()),
    )
    return [
        (
            message.TAG,
            statement(message.TAG, scope, 1, ZEROS, MESSAGES.encode(message)),
            message,
        )
        for message in messages
    ]


@SIZES
def test_a_login_signs_nothing_but_a_login(n: int) -> None:
    """A challenge that is the bytes of a GO, OPEN or REVEAL gives no such signature."""
    team = Team(n)
    scope = Scope(team.room, ZEROS)
    for member in team.members:
        for type_, challenge, message in _challenges(team):
            body = MESSAGES.encode(message)
            for nonce in (challenge, body[:32].ljust(32, b"\0")):
                form = login_bytes(team.room, nonce, H("client nonce"))
                sig = bytes(member.key.sign(form).signature)
                assert not verify(member.vk, sig, type_, scope, 1, ZEROS, body)
                assert form != challenge


def test_no_message_logs_in() -> None:
    """The other way round: a GO, OPEN or REVEAL is no answer to a challenge."""
    team = Team(3)
    anna = team.members[1]
    for _, challenge, message in _challenges(team):
        sig = say(anna.key, message, Scope(team.room, ZEROS), 1, ZEROS).sig
        form = login_bytes(team.room, challenge, H("client nonce"))
        assert anna.key.verify_key.verify(challenge, sig) == challenge
        with pytest.raises(Exception, match="forged"):
            anna.key.verify_key.verify(form, sig)


def test_fk_and_vk_do_not_stand_in_for_each_other() -> None:
    """An entry's signature says nothing as a message, even by one and the same key."""
    one = SigningKey(H("one key for all"))
    vk = bytes(one.verify_key)
    scope = Scope(H("room"))
    sealed = PAYLOADS.decode(signed(End(), one, scope, ZEROS))
    for tag in MESSAGES.tags:
        assert not verify(vk, sealed.sig, tag, scope, 0, ZEROS, sealed.body)
    message = say(one, Go(go=True), scope, 0, ZEROS)
    assert heard(vk, message, scope, 0, ZEROS)
    for tag in ENTRIES.tags:
        assert not verify(vk, message.sig, tag, scope, 0, ZEROS, message.body)
