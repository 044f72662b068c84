"""The relay over real sockets: logging in, going on, coming back, stopping in order."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import json
import logging
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from ipaddress import ip_network
from pathlib import Path
from typing import Any

import msgpack
import pytest
from nacl.signing import SigningKey
from websockets.exceptions import ConnectionClosed, InvalidMessage

from formats.wire import (
    CLIENT_FRAMES,
    POST_BYTES,
    Admitted,
    Append,
    Challenge,
    Closing,
    Control,
    LeadProof,
    Peers,
    Post,
    Refused,
    Rejected,
    Said,
    Taken,
)
from server.fanout import Peer
from server.journal import Entry
from server.limits import Limits
from server.memory_store import MemoryStore
from server.relay import Relay
from server.rooms import Opened
from server.store import StoreError
from tests.server.member import FK, ROOM, Member
from tests.support.raw import framed

Start = Callable[..., Awaitable[tuple[Relay, int]]]
Meet = Callable[..., Awaitable[list[Member]]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    """Give a function that starts a relay, stopped at the end."""
    relays: list[Relay] = []

    async def begin(
        path: Path | None = None, *, store: MemoryStore | None = None, **limits: float
    ) -> tuple[Relay, int]:
        relay = Relay(
            "127.0.0.1",
            0,
            path,
            limits=Limits(**limits),  # type: ignore[arg-type] # counts are given as int
            store=store,
        )
        port = await relay.start()
        relays.append(relay)
        return relay, port

    yield begin
    for relay in relays:
        await relay.stop()


@pytest.fixture
async def meet() -> AsyncIterator[Meet]:
    """Give a function that lets the facilitator and others, by name, log in."""
    async with AsyncExitStack() as stack:

        async def gather(port: int, *names: str) -> list[Member]:
            members = []
            for name in ("lead", *names):
                fk = FK if name == "lead" else None
                member = Member(port, name, fk=fk)
                await stack.enter_async_context(member)
                await member.enter()
                members.append(member)
            for member in members:
                while len((await member.until(Peers)).keys) < len(members):
                    pass
            return members

        yield gather


async def http(port: int, request: str) -> str:
    """Send plain HTTP, and give the whole answer."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request.encode())
    answer = await reader.read()
    writer.close()
    await writer.wait_closed()
    return answer.decode()


# ------------------------------------------------------------------ logging in


async def test_a_meeting(start: Start, meet: Meet) -> None:
    """What one says reaches all, what is for one reaches one, entries reach all."""
    _, port = await start()
    lead, anna, bob = await meet(port, "anna", "bob")
    entry = await lead.append(0, b"begin")
    assert await lead.until(Taken) == Taken(id=entry.id, seq=1)
    for member in (lead, anna, bob):
        assert await member.next() == Control(seq=1, index=0, payload=b"begin")
    said = await anna.post(b"for bob", to=bob.vk)
    assert await anna.next() == Taken(id=said.id, seq=2)
    assert await bob.next() == Said(seq=2, sender=anna.vk, payload=b"for bob")
    await bob.post(b"for all")
    assert await lead.next() == Said(seq=3, sender=bob.vk, payload=b"for all")
    assert await anna.next() == Said(seq=3, sender=bob.vk, payload=b"for all")


async def test_no_such_room(start: Start) -> None:
    """Only a facilitator makes a room, and only when asked to."""
    _, port = await start()
    async with Member(port, "anna") as anna:
        assert await anna.login() == Refused(code="no-such-room")
        assert await anna.closed() == 1008
    async with Member(port, "anna") as anna:
        assert await anna.login(create=True) == Refused(code="no-such-room")
    async with Member(port, "lead", fk=FK) as lead:
        assert await lead.login(create=False) == Refused(code="no-such-room")


BAD_LOGINS: dict[str, dict[str, Any]] = {
    "version": {"version": 2},
    "signature": {"sig": bytes(64)},
    "room": {"room": b"X" * 32},
    "nonce": {"nonce": bytes(32)},
    "key": {"key": bytes(SigningKey.generate().verify_key)},
    "no key": {"key": b"\xff" * 32},
    "lead": {"lead": LeadProof(key=bytes(FK.verify_key), sig=bytes(64))},
}


@pytest.mark.parametrize("name", BAD_LOGINS)
async def test_bad_login(start: Start, name: str) -> None:
    """A signature over anything but this room, challenge and nonce gets nobody in."""
    _, port = await start()
    async with Member(port, "lead", fk=FK) as lead:
        code = "version" if name == "version" else "bad-signature"
        assert await lead.login(**BAD_LOGINS[name]) == Refused(code=code)  # type: ignore[arg-type] # one of two codes
        assert await lead.closed() == 1008


async def test_a_login_answers_one_challenge(start: Start) -> None:
    """A login heard on one connection is worth nothing on another."""
    _, port = await start()
    async with Member(port, "lead", fk=FK) as lead, Member(port, "thief") as thief:
        challenge = await lead.next()
        assert isinstance(challenge, Challenge)
        login = lead.proof(challenge)
        await lead.send(login)
        assert isinstance(await lead.next(), Admitted)
        await thief.next()
        await thief.send(login)
        assert await thief.next() == Refused(code="bad-signature")


async def test_other_facilitator(start: Start, meet: Meet) -> None:
    """Another facilitator key does not take over a room."""
    _, port = await start()
    await meet(port)
    async with Member(port, "x", fk=SigningKey.generate()) as other:
        assert await other.login() == Refused(code="not-facilitator")


@pytest.mark.parametrize("first", [b"", b"\xc1", b"x" * 900, "text"])
async def test_malformed_login(start: Start, first: str | bytes) -> None:
    """Anything but a login as the first frame is refused."""
    _, port = await start()
    async with Member(port, "anna") as anna:
        await anna.next()
        await anna.socket.send(first)
        assert await anna.next() == Refused(code="malformed")


async def test_a_login_of_another_version(start: Start) -> None:
    """Whatever else it holds, it is refused for its version and not as nonsense."""
    _, port = await start()
    async with Member(port, "anna") as anna:
        await anna.next()
        login = msgpack.packb(["login", {"version": 2, "rooms": [b"R" * 32]}])
        await anna.socket.send(login)
        assert await anna.next() == Refused(code="version")


async def test_post_before_login(start: Start) -> None:
    """Who has not logged in says nothing."""
    _, port = await start()
    async with Member(port, "anna") as anna:
        await anna.next()
        await anna.post(b"hello")
        assert await anna.next() == Refused(code="malformed")


async def test_a_stranger_may_send_little(start: Start) -> None:
    """Before the login the relay does not take in large messages."""
    _, port = await start()
    async with Member(port, "anna") as anna:
        await anna.next()
        await anna.socket.send(bytes(5000))
        assert await anna.closed() == 1009


async def test_login_takes_too_long(start: Start) -> None:
    """Who does not log in is sent away."""
    _, port = await start(login_seconds=0.01)
    async with Member(port, "anna") as anna:
        await anna.next()
        assert await anna.next() == Closing(code="slow")
        assert await anna.closed() == 1008


async def test_rooms_are_bounded(start: Start, meet: Meet) -> None:
    """When there are as many rooms as there may be, no other is made."""
    _, port = await start(rooms=1)
    await meet(port)
    async with Member(port, "lead", fk=FK, room=b"Q" * 32) as other:
        assert await other.login() == Refused(code="server-full")


async def test_room_full(start: Start, meet: Meet) -> None:
    """When a room is full its facilitator still gets in, others do not."""
    _, port = await start(connections=2)
    await meet(port, "anna")
    async with Member(port, "bob") as bob:
        assert await bob.login() == Refused(code="room-full")


# ------------------------------------------------------------------ by address


async def refused_upgrade(port: int, *headers: str) -> str:
    """Ask for a websocket, and give the first line of what comes instead."""
    lines = ("GET / HTTP/1.1", "Host: x", "Connection: Upgrade", *headers)
    request = "\r\n".join([*lines, "Upgrade: websocket", "", ""])
    return (await http(port, request)).partition("\r\n")[0]


async def test_an_address_has_its_share_of_connections(start: Start) -> None:
    """Above an address's number others of it are answered 429."""
    _, port = await start(address_connections=1)
    async with Member(port, "lead", fk=FK) as lead:
        await lead.enter()
        assert (await refused_upgrade(port)).startswith("HTTP/1.1 429 ")


async def test_behind_a_trusted_proxy_each_person_has_an_address() -> None:
    """The proxy's word is taken for who is connected; that of others is not."""
    limits = Limits(address_burst=1, address_rate=1e-9)
    for proxies, second in ((["127.0.0.0/8"], "400"), ([], "")):
        networks = map(ip_network, proxies)
        relay = Relay("127.0.0.1", 0, None, limits=limits, proxies=networks)
        port = await relay.start()
        try:
            # A request without a key is 400 once it is past the door.
            said = [
                await refused_upgrade(port, f"X-Forwarded-For: {address}")
                for address in ("192.0.2.1", "192.0.2.2", "192.0.2.1")
            ]
            assert "400" in said[0]
            assert second in said[1]
            assert ("429" in said[2]) if proxies else (said[1:] == ["", ""])
        finally:
            await relay.stop()


async def test_guessing_rooms_uses_up_the_address(start: Start) -> None:
    """After so many refused logins an address is cut off as it connects."""
    _, port = await start(address_burst=21, address_rate=1e-9, refusal_cost=10)
    for number in range(2):
        async with Member(port, "anna", room=bytes([number]) * 32) as anna:
            assert await anna.login() == Refused(code="no-such-room")
    with pytest.raises((InvalidMessage, OSError)):
        await Member(port, "anna").__aenter__()


async def test_rooms_made_by_an_address_have_a_rate(start: Start) -> None:
    """Who makes many rooms is told that the server is full; the rooms stay."""
    _, port = await start(address_rooms=1, address_rooms_rate=1e-9)
    async with Member(port, "lead", fk=FK) as lead:
        await lead.enter()
        async with Member(port, "lead", fk=FK, room=b"Q" * 32) as other:
            assert await other.login() == Refused(code="server-full")
        async with Member(port, "anna") as anna:
            await anna.enter()


async def test_what_is_kept_on_disk_has_a_rate(start: Start, meet: Meet) -> None:
    """An address that has much kept is told to wait; what others say goes on."""
    _, port = await start(address_kept=10, address_kept_rate=1e-9)
    lead, anna = await meet(port, "anna")
    await lead.append(0, b"more than ten bytes")
    assert (await anna.until(Control)).index == 0
    late = await lead.append(1, b"x")
    assert await lead.until(Rejected) == Rejected(id=late.id, code="slow-down")
    await lead.post(b"still heard")
    assert (await anna.until(Said)).payload == b"still heard"


async def test_strangers_make_way(start: Start) -> None:
    """However many sit there without a login, who logs in gets in."""
    _, port = await start(address_strangers=2)
    silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(5)]
    async with Member(port, "lead", fk=FK) as lead:
        await lead.enter()
        for reader, _ in silent[:3]:
            assert await reader.read() == b""
    for _, writer in silent:
        writer.close()


async def test_an_unfinished_request_ends(start: Start) -> None:
    """Who does not finish asking for a websocket is sent away."""
    _, port = await start(upgrade_seconds=0.05)
    assert "HTTP/1.1 101" not in await http(port, "GET / HTTP/1.1\r\nHost:")


# ------------------------------------------------------------------ by work


async def test_a_room_that_does_too_much_waits(start: Start, meet: Meet) -> None:
    """What is too much for one room comes later and in order; others do not wait."""
    _, port = await start(room_burst=20, room_rate=40)
    lead, anna = await meet(port, "anna")
    async with Member(port, "bob", fk=FK, room=b"Q" * 32) as bob:
        await bob.enter()
        for number in range(40):
            await anna.post(bytes([number]))
        assert (await lead.until(Said)).payload == bytes([0])
        await bob.post(b"next door")
        assert (await bob.until(Said)).payload == b"next door"
        for number in range(1, 40):
            assert (await lead.until(Said)).payload == bytes([number])


async def test_who_waits_and_goes_is_not_waited_for(start: Start, meet: Meet) -> None:
    """A message that had to wait goes with its sender, and its work is not counted."""
    relay, port = await start(room_burst=2.2, room_rate=0.001)
    lead, anna = await meet(port, "anna")
    await anna.post(b"first")
    await lead.until(Said)
    await anna.post(b"would wait for minutes")
    anna.socket.transport.abort()
    assert (await lead.until(Peers)).keys == (lead.vk,)
    (opened,) = relay._reception.rooms._rooms.values()
    assert opened.work.wait(time.monotonic()) == 0


async def test_noise_is_cut_off(start: Start, meet: Meet) -> None:
    """Pings are answered, but not thousands of them; a conversation is no noise."""
    _, port = await start(noise_burst=3, noise_rate=0.001)
    lead, anna = await meet(port, "anna")
    for _ in range(3):
        await (await anna.socket.ping())
    for number in range(20):
        await lead.post(bytes([number]))
        await anna.until(Said)
    await anna.socket.ping()
    assert await anna.closed() == 1006


async def test_a_request_has_an_end(start: Start) -> None:
    """A request for a websocket that goes on and on is cut off."""
    _, port = await start()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(b"GET / HTTP/1.1\r\n" + b"X: %b\r\n" % (b"y" * 3000) * 3)
    with contextlib.suppress(ConnectionError):
        assert await reader.read() == b""
    writer.close()


async def test_what_is_not_dealt_with_is_bounded(start: Start, meet: Meet) -> None:
    """A large message that is never finished holds no more than its part."""
    _, port = await start(incoming_bytes=800_000)
    lead, anna = await meet(port, "anna")
    await anna.post(bytes(50_000), to=lead.vk)
    await lead.until(Said)
    # Its last byte never comes.
    anna.socket.transport.write(framed(bytes(150_000))[:-1])
    assert await anna.closed() == 1006
    assert (await lead.until(Peers)).keys == (lead.vk,)


async def test_what_waits_for_readers_is_bounded(
    start: Start, meet: Meet, caplog: pytest.LogCaptureFixture
) -> None:
    """Who does not read is cut off sooner when all readers' part of memory is small."""
    caplog.set_level(logging.INFO, logger="server.relay")
    _, port = await start(outgoing_bytes=8_000_000, buffer_bytes=10**9)
    lead, anna = await meet(port, "anna")
    anna.socket.transport.pause_reading()
    while '"cut"' not in caplog.text:
        await lead.post(bytes(POST_BYTES), to=anna.vk)
        await lead.until(Taken)
    assert (await lead.until(Peers)).keys == (lead.vk,)
    anna.socket.transport.abort()


# ------------------------------------------------------------------ whatever comes


@pytest.mark.parametrize("bad", [b"", b"\xc1", b"\x92\xa4post\x80", "text"])
async def test_malformed_frame(start: Start, meet: Meet, bad: str | bytes) -> None:
    """An unreadable frame ends its connection and no other."""
    _, port = await start()
    lead, anna = await meet(port, "anna")
    await anna.socket.send(bad)
    assert await anna.until(Closing) == Closing(code="malformed")
    assert await anna.closed() == 1008
    assert (await lead.until(Peers)).keys == (lead.vk,)
    await lead.post(b"still here")
    assert (await lead.until(Said)).payload == b"still here"


async def test_second_login(start: Start, meet: Meet) -> None:
    """A login on a connection that is logged in is malformed."""
    _, port = await start()
    (lead,) = await meet(port)
    await lead.send(lead.proof(Challenge(version=1, nonce=bytes(32))))
    assert await lead.until(Closing) == Closing(code="malformed")


async def test_too_large_a_message(start: Start, meet: Meet) -> None:
    """The largest payload passes; a message above all limits ends its connection."""
    _, port = await start()
    lead, anna = await meet(port, "anna")
    await anna.post(bytes(POST_BYTES), to=lead.vk)
    assert len((await lead.until(Said)).payload) == POST_BYTES
    await anna.socket.send(bytes(POST_BYTES + 5000))
    assert await anna.closed() == 1009
    assert (await lead.until(Peers)).keys == (lead.vk,)


async def test_rejections(start: Start, meet: Meet) -> None:
    """What the room does not take is answered with its id and a code."""
    _, port = await start()
    lead, anna = await meet(port, "anna")
    mine = await anna.append(0, b"e")
    assert await anna.next() == Rejected(id=mine.id, code="not-facilitator")
    late = await lead.append(3, b"e")
    assert await lead.next() == Rejected(id=late.id, code="out-of-order")


async def test_abrupt_ends(start: Start, meet: Meet) -> None:
    """Connections that break at any point leave the relay and the room well."""
    _, port = await start()
    lead, anna = await meet(port, "anna")
    anna.socket.transport.abort()
    assert (await lead.until(Peers)).keys == (lead.vk,)
    for request in ("", "GET", "GET / HTTP/1.1\r\nUpgrade: websocket\r\n"):
        _, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(request.encode())
        writer.transport.abort()
    for _ in range(3):
        stranger = Member(port, "stranger")
        await stranger.__aenter__()
        stranger.socket.transport.abort()
    await lead.post(b"still here")
    assert (await lead.until(Said)).payload == b"still here"


async def test_an_error_of_our_own(
    start: Start,
    meet: Meet,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """An unforeseen error ends the connection it came from, and is logged by kind."""
    relay, port = await start()
    lead, anna = await meet(port, "anna")
    real = relay._reception.rooms.receive

    def receive(opened: Opened, peer: Peer, frame: Append | Post) -> None:
        if frame.payload == b"trap":
            raise ZeroDivisionError("a secret")
        real(opened, peer, frame)

    monkeypatch.setattr(relay._reception.rooms, "receive", receive)
    await anna.post(b"trap")
    assert await anna.closed() == 1006
    assert (await lead.until(Peers)).keys == (lead.vk,)
    assert "ZeroDivisionError" in caplog.text
    assert "a secret" not in caplog.text


# ------------------------------------------------------------------ coming back


async def test_resume(start: Start, meet: Meet) -> None:
    """Who comes back in the same boot gets exactly what was missed."""
    _, port = await start()
    lead, anna = await meet(port, "anna")
    await lead.append(0, b"begin")
    first = await anna.until(Control)
    await anna.socket.close()
    await lead.until(Peers)
    await lead.post(b"hers", to=anna.vk)
    await lead.post(b"mine", to=lead.vk)
    await lead.append(1, b"more")
    await lead.until(Control)
    async with Member(port, "bob") as bob:
        boot = (await bob.enter()).boot
    async with Member(port, "anna") as back:
        admitted = await back.enter(boot=boot, seq=first.seq, have=1)
        assert admitted == Admitted(boot=boot, resumed=True, count=2, lead=False)
        assert await back.next() == Said(seq=2, sender=lead.vk, payload=b"hers")
        assert await back.next() == Control(seq=4, index=1, payload=b"more")
        assert isinstance(await back.next(), Peers)


async def test_replaced(start: Start, meet: Meet) -> None:
    """The same member elsewhere, or the facilitator as another, replaces the old."""
    _, port = await start()
    lead, anna = await meet(port, "anna")
    async with Member(port, "anna") as again:
        await again.enter()
        assert await anna.until(Closing) == Closing(code="replaced")
        assert await anna.closed() == 1000
        async with Member(port, "lead2", fk=FK) as lead2:
            assert (await lead2.enter()).lead
            assert await lead.until(Closing) == Closing(code="replaced")
            await lead2.append(0, b"begin")
            assert (await again.until(Control)).payload == b"begin"


async def test_restart(start: Start, meet: Meet, tmp_path: Path) -> None:
    """After a restart entries and their ids are there, under another boot."""
    path = tmp_path / "relay" / "rooms.db"
    relay, port = await start(path)
    lead, anna = await meet(port, "anna")
    await lead.append(0, b"begin")
    entry = await lead.append(1, b"more")
    await lead.until(Taken)
    await lead.until(Taken)
    await anna.post(b"gone")
    await lead.until(Said)
    await relay.stop()
    assert await anna.until(Closing) == Closing(code="shutdown")
    assert await anna.closed() == 1012
    _, port = await start(path)
    async with Member(port, "anna") as back:
        admitted = await back.enter(boot=b"o" * 16, seq=3, have=1)
        assert (admitted.resumed, admitted.count) == (False, 2)
        assert await back.next() == Control(seq=2, index=1, payload=b"more")
        assert isinstance(await back.next(), Peers)
        async with Member(port, "lead", fk=FK) as lead:
            await lead.enter(have=2)
            await lead.send(entry)
            assert await lead.until(Taken) == Taken(id=entry.id, seq=2)
            await lead.append(2, b"on")
            assert (await back.until(Control)).payload == b"on"


async def test_large_backlog(start: Start, meet: Meet) -> None:
    """A backlog above the bound for slow readers arrives whole, and then what came."""
    _, port = await start(buffer_bytes=100_000)
    (lead,) = await meet(port)
    anna = Member(port, "anna")
    for number in range(20):
        await lead.post(bytes([number]) * 90_000, to=anna.vk)
        await lead.until(Taken)
    async with anna:
        await anna.enter()
        await lead.until(Peers)
        await lead.post(b"live")
        seen = [(await anna.until(Said)).payload[:1] for _ in range(21)]
        assert seen == [*(bytes([number]) for number in range(20)), b"l"]


# ------------------------------------------------------------------ slow readers


async def test_slow_reader_is_cut(
    start: Start, meet: Meet, caplog: pytest.LogCaptureFixture
) -> None:
    """Who does not read is cut off, the others go on, and resuming heals it."""
    caplog.set_level(logging.INFO, logger="server.relay")
    _, port = await start(buffer_bytes=1_000_000)
    lead, anna = await meet(port, "anna")
    anna.socket.transport.pause_reading()
    count = 0
    while '"cut"' not in caplog.text:
        await lead.post(bytes(POST_BYTES), to=anna.vk)
        await lead.until(Taken)
        count += 1
        assert count < 50
    assert (await lead.until(Peers)).keys == (lead.vk,)
    anna.socket.transport.abort()
    async with Member(port, "anna") as back:
        await back.enter()
        for _ in range(count):
            assert len((await back.until(Said)).payload) == POST_BYTES


async def test_stalled_reader_is_cut(start: Start, meet: Meet) -> None:
    """Who leaves less unread, but for too long, is cut off too."""
    _, port = await start(buffer_bytes=10**9, stall_seconds=0.05)
    lead, anna = await meet(port, "anna")
    anna.socket.transport.pause_reading()
    for _ in range(8):
        await lead.post(bytes(POST_BYTES), to=anna.vk)
    assert (await lead.until(Peers)).keys == (lead.vk,)
    anna.socket.transport.abort()


async def test_stalled_during_the_backlog(start: Start, meet: Meet) -> None:
    """Who does not even read the backlog is cut off."""
    _, port = await start(stall_seconds=0.05)
    (lead,) = await meet(port)
    anna = Member(port, "anna")
    for _ in range(8):
        await lead.post(bytes(POST_BYTES), to=anna.vk)
        await lead.until(Taken)
    async with anna:
        challenge = await anna.next()
        assert isinstance(challenge, Challenge)
        anna.socket.transport.pause_reading()
        await anna.send(anna.proof(challenge))
        assert anna.vk in (await lead.until(Peers)).keys
        assert anna.vk not in (await lead.until(Peers)).keys
        anna.socket.transport.abort()


# ------------------------------------------------------------------ the store


class HeldStore(MemoryStore):
    """A store whose disk is slow: done only when the test says so."""

    def __init__(self) -> None:
        """Start with nothing on its way."""
        super().__init__()
        self.waiting: list[asyncio.Future[None]] = []

    def append(
        self, room: bytes, fk: bytes, entry: Entry, expires: float
    ) -> asyncio.Future[None]:
        """Take an entry, and let it wait."""
        super().append(room, fk, entry, expires)
        future: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.waiting.append(future)
        return future


async def test_commit_before_delivery(start: Start, meet: Meet) -> None:
    """Nobody sees an entry, or what was said after it, before it is on disk."""
    store = HeldStore()
    _, port = await start(store=store)
    lead, anna = await meet(port, "anna")
    await lead.append(0, b"begin")
    await lead.post(b"after it")
    async with Member(port, "bob") as bob:
        # Bob's coming is seen by all after the above was read, and nothing between.
        assert (await bob.enter()).count == 0
        for member in (lead, anna, bob):
            assert isinstance(await member.next(), Peers)
        assert len(store.waiting) == 1
        store.waiting[0].set_result(None)
        for member in (anna, bob):
            assert await member.next() == Control(seq=1, index=0, payload=b"begin")
            assert await member.next() == Said(
                seq=2, sender=lead.vk, payload=b"after it"
            )


async def test_disk_fails(
    start: Start, meet: Meet, caplog: pytest.LogCaptureFixture
) -> None:
    """An entry that cannot be kept sends all away, to come back to what is kept."""
    store = HeldStore()
    _, port = await start(store=store)
    lead, anna = await meet(port, "anna")
    await lead.append(0, b"begin")
    await lead.post(b"behind it")
    async with Member(port, "bob") as bob:
        await bob.enter()
    store.waiting[0].set_exception(StoreError("SQLITE_FULL"))
    for member in (lead, anna):
        assert await member.until(Closing) == Closing(code="shutdown")
        assert await member.closed() == 1012
    assert "SQLITE_FULL" in caplog.text


async def test_a_room_does_not_fill_the_disk(start: Start, meet: Meet) -> None:
    """When the disk gets full the large rooms are full first, and say so."""
    store = MemoryStore()
    store.free = 80
    _, port = await start(store=store)
    (lead,) = await meet(port)
    late = await lead.append(0, b"eleven byte")
    assert await lead.until(Rejected) == Rejected(id=late.id, code="room-full")
    await lead.append(0, b"ten bytes.")
    assert (await lead.until(Control)).payload == b"ten bytes."


async def test_a_room_too_large_for_memory_stays_on_disk(
    start: Start, tmp_path: Path
) -> None:
    """A room is not read into memory when it would take more than its part."""
    path = tmp_path / "rooms.db"
    relay, port = await start(path)
    async with Member(port, "lead", fk=FK) as lead:
        await lead.enter()
        await lead.append(0, bytes(1000))
        await lead.until(Control)
    await relay.stop()
    _, port = await start(path, memory_bytes=4000)
    async with Member(port, "lead", fk=FK) as lead:
        assert await lead.login() == Refused(code="server-full")


async def test_disk_cannot_be_read(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A room that cannot be read sends its member away, to come back later."""
    store = MemoryStore()
    _, port = await start(store=store)

    async def load(_: bytes) -> None:
        raise StoreError("SQLITE_IOERR")

    monkeypatch.setattr(store, "load", load)
    async with Member(port, "lead", fk=FK) as lead:
        assert await lead.login() == Closing(code="shutdown")
        assert await lead.closed() == 1012


async def test_expiry(start: Start, meet: Meet, tmp_path: Path) -> None:
    """When a room expires who is in it is told, and it is no more."""
    relay, port = await start(tmp_path / "rooms.db", room_seconds=100)
    lead, anna = await meet(port, "anna")
    await lead.append(0, b"begin")
    await anna.until(Control)
    await relay.sweep(time.time() + 50)
    await lead.post(b"still here")
    await anna.until(Said)
    await relay.sweep(time.time() + 101)
    assert await anna.until(Closing) == Closing(code="expired")
    assert await anna.closed() == 1000
    async with Member(port, "anna") as back:
        assert await back.login(have=1) == Refused(code="no-such-room")


async def test_ended_room_expires_sooner(start: Start, meet: Meet) -> None:
    """After the last entry the shorter time counts."""
    relay, port = await start(ended_seconds=10)
    (lead,) = await meet(port)
    await lead.append(0, b"begin and end", ends=True)
    await lead.until(Control)
    async with Member(port, "late") as late:
        assert await late.login() == Refused(code="ended")
    await relay.sweep(time.time() + 11)
    assert await lead.until(Closing) == Closing(code="expired")


# ------------------------------------------------------------------ life


async def test_healthz(start: Start) -> None:
    """Plain HTTP gets to know that the relay is well, and nothing else."""
    _, port = await start()
    answer = await http(port, "GET /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.startswith("HTTP/1.1 200 ")
    assert answer.endswith("\r\n\r\nok")
    assert "Server:" not in answer
    answer = await http(port, "GET /etc/passwd HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.startswith("HTTP/1.1 404 ")
    answer = await http(port, "HEAD /healthz HTTP/1.1\r\nHost: x\r\n\r\n")
    assert answer.startswith("HTTP/1.1 405 ")
    assert "Allow: GET\r\n" in answer


async def test_too_many_connections(start: Start) -> None:
    """Above the bound a connection is turned away before it costs anything."""
    _, port = await start(total_connections=0)
    upgrade = "Connection: Upgrade\r\nUpgrade: websocket\r\n"
    request = f"GET / HTTP/1.1\r\nHost: x\r\n{upgrade}\r\n"
    assert (await http(port, request)).startswith("HTTP/1.1 503 ")


async def test_port_taken(start: Start, tmp_path: Path) -> None:
    """A port that is taken is an `OSError` that says so, and the store is let go."""
    _, port = await start()
    path = tmp_path / "rooms.db"
    with pytest.raises(OSError, match="address") as caught:
        await Relay("127.0.0.1", port, path).start()
    assert caught.value.errno == errno.EADDRINUSE
    assert not path.with_name("rooms.db-wal").exists()


async def test_stop(start: Start, meet: Meet) -> None:
    """Stopping tells all, logged in or not, and closes with the code to come back."""
    relay, port = await start()
    lead, anna = await meet(port, "anna")
    async with Member(port, "stranger") as stranger:
        await stranger.next()
        await relay.stop()
        for member in (lead, anna, stranger):
            assert await member.until(Closing) == Closing(code="shutdown")
            assert await member.closed() == 1012
    with pytest.raises(OSError, match="Connect"):
        await Member(port, "late").__aenter__()
    await relay.stop()


async def test_stop_does_not_wait_for_who_has_not_asked(start: Start) -> None:
    """Who is connected and asks for nothing does not hold up stopping."""
    relay, port = await start(upgrade_seconds=1000)
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    async with Member(port, "lead", fk=FK) as lead:
        await lead.enter()
        await relay.stop()
    with contextlib.suppress(ConnectionError):
        assert await reader.read() == b""
    writer.close()


async def test_stop_does_not_wait_for_who_does_not_read(
    start: Start, meet: Meet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that blocks writing does not hold up stopping."""
    monkeypatch.setattr("server.relay.CLOSE_SECONDS", 0.05)
    relay, port = await start(buffer_bytes=10**9)
    lead, anna = await meet(port, "anna")
    anna.socket.transport.pause_reading()
    for _ in range(8):
        await lead.post(bytes(POST_BYTES), to=anna.vk)
        await lead.until(Taken)
    await relay.stop()
    anna.socket.transport.abort()


async def test_sweeping_survives_the_store(
    start: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A store that cannot expire rooms now is asked again later."""
    monkeypatch.setattr("server.relay.SWEEP_SECONDS", 0)
    store = MemoryStore()
    asked = asyncio.Event()

    async def expire(_: float) -> tuple[bytes, ...]:
        if "not-swept" in caplog.text:
            asked.set()
        raise StoreError("SQLITE_BUSY")

    monkeypatch.setattr(store, "expire", expire)
    await start(store=store)
    await asked.wait()


async def test_logs_hold_no_secret(
    start: Start, meet: Meet, caplog: pytest.LogCaptureFixture
) -> None:
    """Every line is JSON and holds neither payload, key, room id, name nor address."""
    caplog.set_level(logging.DEBUG)
    relay, port = await start()
    lead, anna = await meet(port, "anna")
    await lead.append(0, b"payload")
    await anna.until(Control)
    await anna.socket.send(b"\xc1payload")
    await anna.closed()
    await relay.stop()
    lines = [
        record.getMessage()
        for record in caplog.records
        if record.name.startswith("server")
    ]
    assert {json.loads(line)["event"] for line in lines} >= {"started", "entered"}
    text = "\n".join(lines)
    for secret in ("payload", ROOM.hex(), anna.vk.hex(), "anna", "127.0.0.1"):
        assert secret not in text


async def test_many_at_once(start: Start, meet: Meet) -> None:
    """A room's members all come at once, and everybody hears everybody."""
    _, port = await start()
    await meet(port)
    members = [Member(port, f"m{number}") for number in range(30)]

    async def attend(member: Member) -> set[bytes]:
        async with member:
            await member.enter()
            await member.post(member.vk)
            heard: set[bytes] = set()
            while len(heard) < len(members):
                heard.add((await member.until(Said)).sender)
            return heard

    everybody = {member.vk for member in members}
    for heard in await asyncio.gather(*map(attend, members)):
        assert heard == everybody


async def test_frames_are_taken_in_the_order_sent(start: Start, meet: Meet) -> None:
    """What one connection sends, entries and round traffic, all see in its order."""
    _, port = await start()
    lead, anna = await meet(port, "anna")
    sent = []
    for number in range(60):
        if number % 3 == 0:
            frame: Append | Post = Append(
                id=lead.new_id(),
                index=number // 3,
                payload=bytes([number]),
                clears=number % 2 == 0,
                ends=False,
            )
        else:
            frame = Post(id=lead.new_id(), to=b"", payload=bytes([number]))
        sent.append(frame.payload)
        await lead.socket.send(CLIENT_FRAMES.encode(frame))
    seen: list[bytes] = []
    while len(seen) < len(sent):
        got = await anna.next()
        assert isinstance(got, Control | Said)
        seen.append(got.payload)
    assert seen == sent


async def test_closed_socket_is_noticed(start: Start, meet: Meet) -> None:
    """A connection that was cut off reads nothing more."""
    relay, port = await start()
    (lead,) = await meet(port)
    await relay.stop()
    await lead.closed()
    with pytest.raises(ConnectionClosed):
        await lead.post(b"late")
