"""Hostile bytes over the relay's socket: only who sends them notices."""

from __future__ import annotations

import asyncio
import contextlib
import struct
from collections.abc import AsyncIterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from nacl.signing import SigningKey

from formats.wire import (
    CLIENT_FRAMES,
    FRAME_BYTES,
    Challenge,
    Closing,
    Control,
    Peers,
    Refused,
    Rejected,
    Said,
)
from server.carrier import STRANGER_BYTES
from server.limits import Limits
from server.relay import Relay
from tests.server.member import FK, ROOM, Member
from tests.support.raw import (
    BINARY,
    CLOSE,
    PING,
    PONG,
    TEXT,
    UPGRADE,
    Raw,
    framed,
    post,
)

GENEROUS = Limits(address_burst=10**9, noise_burst=5)
"""Limits under which what is attacked is all that counts."""


@contextlib.asynccontextmanager
async def attacked() -> AsyncIterator[tuple[int, Member]]:
    """Run a relay with a facilitator in a room, who must still be well at the end."""
    relay = Relay("127.0.0.1", 0, None, limits=GENEROUS)
    port = await relay.start()
    async with Member(port, "lead", fk=FK) as lead:
        await lead.enter()
        yield port, lead
        await lead.post(b"still here")
        while (await lead.until(Said)).payload != b"still here":
            pass
    await relay.stop()


opcodes = st.one_of(
    st.sampled_from([0, TEXT, BINARY, CLOSE, PING, PONG]), st.integers(0, 15)
)
frames = st.builds(
    lambda payload, opcode, fin: framed(payload, opcode, fin=fin),
    st.binary(max_size=200),
    opcodes,
    st.booleans(),
)
chunks = st.lists(st.one_of(frames, st.binary(max_size=40)), min_size=1, max_size=6)


def test_any_bytes_over_the_socket(caplog: pytest.LogCaptureFixture) -> None:
    """Whatever comes before, instead of and after a login ends that connection alone.

    And nothing that the relay did not foresee happens within: that would be logged.
    """

    async def attack(port: int, stage: str, data: list[bytes]) -> None:
        raw = await Raw.connected(port)
        if stage != "request":
            raw.write(UPGRADE)
            await raw.reader.readuntil(b"\r\n\r\n")
        if stage == "member":
            await raw.login("anna", ROOM)
        for chunk in data:
            raw.write(chunk)
        if raw.writer.can_write_eof():
            with contextlib.suppress(OSError):
                raw.writer.write_eof()
        await raw.ended()
        raw.cut()

    with asyncio.Runner() as runner:
        world = attacked()
        port, _ = runner.run(world.__aenter__())

        @settings(
            max_examples=150,
            deadline=None,
            suppress_health_check=[HealthCheck.function_scoped_fixture],
        )
        @given(st.sampled_from(["request", "stranger", "member"]), chunks)
        def many(stage: str, data: list[bytes]) -> None:
            runner.run(attack(port, stage, data))

        many()
        runner.run(world.__aexit__(None, None, None))
    assert '"failed"' not in caplog.text


@pytest.mark.parametrize("member", [False, True])
async def test_a_giant_is_not_waited_for(member: bool) -> None:
    """A frame that says it is too large ends its connection before any of it comes."""
    most = FRAME_BYTES if member else STRANGER_BYTES
    async with attacked() as (port, _):
        for size in (most + 1, 2**31, 2**63 - 1):
            raw = await Raw.upgraded(port)
            if member:
                await raw.login("anna", ROOM)
            raw.write(struct.pack("!BBQ", 0x80 | BINARY, 0x80 | 127, size) + bytes(4))
            assert b"exceeds limit" in await raw.ended()
            raw.cut()


async def test_a_giant_in_pieces() -> None:
    """A message in ever more parts ends at the same size, and parts are few."""
    async with attacked() as (port, _):
        raw = await Raw.upgraded(port)
        await raw.login("anna", ROOM)
        raw.write(framed(bytes(1000), fin=False))
        with contextlib.suppress(ConnectionError):
            for _ in range(2000):
                raw.write(framed(bytes(1000), 0, fin=False))
                await raw.writer.drain()
        await raw.ended()
        raw.cut()


async def test_what_was_heard_is_worth_nothing_again() -> None:
    """All that a member sent, sent again by somebody who heard it, is refused."""
    async with attacked() as (port, lead):
        anna = await Raw.upgraded(port)
        challenge = await anna.next()
        assert isinstance(challenge, Challenge)
        login = framed(CLIENT_FRAMES.encode(Member(0, "anna").proof(challenge)))
        anna.write(login)
        while len((await lead.until(Peers)).keys) < 2:
            pass
        thief = await Raw.upgraded(port)
        await thief.next()
        thief.write(login)
        assert await thief.next() == Refused(code="bad-signature")
        # Nor does it cost the member anything.
        anna.write(post(b"mine"))
        assert (await lead.until(Said)).payload == b"mine"
        for raw in (anna, thief):
            raw.cut()


async def test_nobody_else_leads() -> None:
    """No member appends, ends or takes over a room, with whatever proof they make."""
    async with attacked() as (port, lead):
        async with Member(port, "anna") as anna:
            await anna.enter()
            for ends in (False, True):
                frame = await anna.append(0, b"forged", ends=ends)
                refused = Rejected(id=frame.id, code="not-facilitator")
                assert await anna.until(Rejected) == refused
        other = SigningKey.generate()
        async with Member(port, "anna", fk=other) as hijacker:
            assert await hijacker.login() == Refused(code="not-facilitator")
        async with Member(port, "anna", fk=FK, room=b"Q" * 32) as elsewhere:
            proof = elsewhere.proof(await first(elsewhere))
            await elsewhere.send(proof)
            await elsewhere.until(Peers)
        async with Member(port, "anna") as anna:
            mine = anna.proof(await first(anna), lead=proof.lead)
            await anna.send(mine)
            assert await anna.next() == Refused(code="bad-signature")
        entry = await lead.append(0, b"the only one")
        assert (await lead.until(Control)).payload == entry.payload


async def first(member: Member) -> Challenge:
    """Wait for the relay's challenge."""
    challenge = await member.next()
    assert isinstance(challenge, Challenge)
    return challenge


async def test_dribbling_is_no_progress() -> None:
    """A request that comes byte by byte has no more time than one that does not."""
    relay = Relay("127.0.0.1", 0, None, limits=Limits(upgrade_seconds=0.2))
    port = await relay.start()
    raw = await Raw.connected(port)
    ending = asyncio.ensure_future(raw.ended())
    while not ending.done():
        raw.write(b"G")
        await asyncio.wait((ending,), timeout=0.01)
    assert b" 101 " not in await ending
    raw.cut()
    await relay.stop()


async def test_each_member_is_told_when_sent_away() -> None:
    """Who sends junk is told so, and what it said before it stands."""
    async with attacked() as (port, lead):
        async with Member(port, "anna") as anna:
            await anna.enter()
            await anna.post(b"sound")
            await anna.socket.send(b"\xc1")
            assert await anna.until(Closing) == Closing(code="malformed")
        assert (await lead.until(Said)).payload == b"sound"
