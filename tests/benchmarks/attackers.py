"""Attacks on a relay, each as hard as one program can, from an address of its own.

    python -m tests.benchmarks.attackers KIND PORT

Says `ready`, and then attacks between `go` and `stop` on its standard input; says
`done` to each. At `stop`
its connections are cut, so that nothing of it is left; the next is in a new room.
"""

from __future__ import annotations

import asyncio
import contextlib
import secrets
import sys
from collections.abc import Awaitable, Callable

from formats.wire import CLIENT_FRAMES, POST_BYTES, Append
from tests.server.member import FK, key
from tests.support.raw import PING, Raw, framed, post

MEMBERS = 64
Endless = Awaitable[None]
LOST = (ConnectionError, asyncio.IncompleteReadError)


class Attack:
    """One kind of attack: its connections, and when they are to act."""

    def __init__(self, port: int) -> None:
        """Attack the relay on this port, not yet."""
        self.port = port
        self.going = asyncio.Event()
        self.room = bytes(32)
        self._open: set[Raw] = set()

    def go(self) -> None:
        """Begin an attack, in a room of its own."""
        self.room = secrets.token_bytes(32)
        self.going.set()

    def stop(self) -> None:
        """End it at once."""
        self.going.clear()
        for raw in self._open:
            raw.cut()
        self._open.clear()

    async def opened(self, *, upgraded: bool = True) -> Raw:
        """Open a connection that is cut at the end of the attack."""
        raw = await (Raw.upgraded if upgraded else Raw.connected)(self.port)
        self._open.add(raw)
        return raw

    async def member(
        self, name: str, room: bytes | None = None, *, eats: bool = True
    ) -> Raw:
        """Log in; `lead` makes the room."""
        raw = await self.opened()
        await raw.login(name, room or self.room, FK if name == "lead" else None)
        if eats:
            raw.eat()
        return raw

    def left(self, raw: Raw) -> None:
        """Be gone from one connection."""
        raw.cut()
        self._open.discard(raw)

    async def again(self, act: Callable[[], Endless]) -> None:
        """Do something again and again, while it is time to."""
        while True:
            await self.going.wait()
            try:
                await act()
            except LOST:
                await asyncio.sleep(0.01)

    async def all(self, acts: list[Callable[[], Endless]]) -> None:
        """Do all of these again and again."""
        await asyncio.gather(*map(self.again, acts))

    def crowd(self, make: Callable[[], bytes], *, eat: bool = True) -> Endless:
        """Fill a room whose members say something as often as the relay reads it.

        Who is cut off comes back. Those who do not `eat` do not say anything either.
        """
        others = [f"m{number}" for number in range(MEMBERS - 1)]
        acts = [self._saying(name, make if eat else None) for name in others]
        return self.all([self._saying("lead", make), *acts])

    def _saying(
        self, name: str, make: Callable[[], bytes] | None
    ) -> Callable[[], Endless]:
        raw: Raw | None = None

        async def act() -> None:
            nonlocal raw
            if raw is None or raw.writer.is_closing():
                raw = await self.member(name, eats=make is not None)
            elif make is not None:
                raw.write(make())
                await raw.writer.drain()
            else:
                await asyncio.sleep(0.1)

        return act

    # ------------------------------------------------------------ the kinds

    def flood(self) -> Endless:
        """A full room in which everybody says small things to everybody."""
        return self.crowd(lambda: said(b"", 300))

    def whispers(self) -> Endless:
        """A full room in which everybody says small things to one."""
        vk = bytes(key("lead").verify_key)
        return self.crowd(lambda: said(vk, 60))

    def giants(self) -> Endless:
        """A full room in which everybody says the largest things to everybody."""
        data = post(bytes(POST_BYTES))
        return self.crowd(lambda: data)

    def pings(self) -> Endless:
        """Connections full of pings, that come back when they are cut off."""

        async def act() -> None:
            raw = await self.opened()
            try:
                while True:
                    raw.write(framed(b"", PING) * 1000)
                    await raw.writer.drain()
            finally:
                self.left(raw)

        return self.all([act] * MEMBERS)

    def malformed(self) -> Endless:
        """Members who log in, send junk, are sent away, and come back."""
        numbers = iter(range(10**9))

        async def act() -> None:
            if not next(numbers) % 100:
                await self.member("lead")
            raw = await self.member(f"m{next(numbers) % 60}", eats=False)
            raw.write(framed(secrets.token_bytes(50)))
            await raw.sent_away()
            self.left(raw)

        return self.all([act] * 16)

    def strangers(self) -> Endless:
        """Thousands of connections without a login, begun again when they end."""

        async def act() -> None:
            raw = await self.opened(upgraded=False)
            raw.write(b"GET / HTTP/1.1\r\n")
            await raw.ended()
            self.left(raw)

        return self.all([act] * 1500)

    def guesses(self) -> Endless:
        """Logins to rooms that are not there."""

        async def act() -> None:
            raw = await self.member("anna", secrets.token_bytes(32), eats=False)
            self.left(raw)

        return self.all([act] * 16)

    def deaf(self) -> Endless:
        """A room of readers that do not read, to whom one says much."""
        data = post(bytes(100_000))
        return self.crowd(lambda: data, eat=False)

    def comers(self) -> Endless:
        """Members who come back again and again for all there was."""
        numbers = iter(range(10**9))
        filled = b""

        async def act() -> None:
            nonlocal filled
            if filled != self.room:
                filled = self.room
                lead = await self.member("lead")
                for _ in range(900):
                    lead.write(post(bytes(10_000)))
                    await lead.writer.drain()
                    await asyncio.sleep(0)
            raw = await self.member(f"m{next(numbers) % 60}", eats=False)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await raw.ended()
            self.left(raw)

        return self.all([act] * 16)

    def entries(self) -> Endless:
        """A facilitator who has all kept on disk that there is room for."""
        numbers = iter(range(0))
        within = b""

        def make() -> bytes:
            nonlocal numbers, within
            if within != self.room:
                within, numbers = self.room, iter(range(10**9))
            frame = Append(
                id=secrets.token_bytes(16),
                index=next(numbers),
                payload=bytes(100_000),
                clears=True,
                ends=False,
            )
            return framed(CLIENT_FRAMES.encode(frame))

        return self.all([self._saying("lead", make)])


def said(to: bytes, size: int) -> bytes:
    """Make a few messages of a round."""
    return b"".join(post(bytes(size), to) for _ in range(20))


KINDS = (
    *("flood", "whispers", "giants", "pings", "malformed", "strangers", "guesses"),
    *("deaf", "comers", "entries"),
)
"""Every kind of attack."""


async def main() -> None:
    """Attack as told."""
    kind, port = sys.argv[1], int(sys.argv[2])
    attack = Attack(port)
    running = asyncio.ensure_future(getattr(attack, kind)())
    print("ready", flush=True)
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        (attack.go if line.strip() == "go" else attack.stop)()
        await asyncio.sleep(0.1)  # until what was cut is gone
        print("done", flush=True)
        if running.done():
            running.result()
    running.cancel()


if __name__ == "__main__":
    asyncio.run(main())
