"""Where a person sits in a session: what the commands need of a front, and it of them.

`retro host`, `join` and `demo` prepare a client and hand it to a `Seat`: the line
client or the full-screen one. Neither front knows the other; what both need is here.
"""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from pathlib import Path
from typing import Literal, Protocol

from attrs import field, frozen

from formats.session_file import SavedSession
from retro.client import commands as c
from retro.client import events as e


class AnyClient(Protocol):
    """What a front needs of a client; `retro.client.client.Client` has it."""

    events: asyncio.Queue[e.Event]

    async def run(self) -> None:
        """Stay in the session until it is over."""

    async def do(self, command: c.Command) -> e.Accepted | e.Refused:
        """Carry out a command."""

    async def quit(self) -> None:
        """Leave the session."""

    def saved(self) -> SavedSession:
        """Give what an export may hold."""

    def themes_known(self) -> Collection[int]:
        """Give the ids of the themes there are."""


@frozen(kw_only=True)
class Invitation:
    """How colleagues get in: a link for every address, the likeliest first.

    `advice` is for when they cannot connect; `missing` says what is not filled in yet,
    with the command that mends it. Both are sentences in the user's language, or empty.
    """

    links: tuple[str, ...]
    advice: str = ""
    missing: str = ""


@frozen(kw_only=True)
class Part:
    """What the person at this seat is in the session.

    `first` is carried out as soon as the client is in. With `out` the files are written
    there when the session has ended. `names` are those the local hint looks for.
    """

    lead: bool = False
    screen: bool = False
    names: Sequence[str] = ()
    first: Sequence[c.Command] = ()
    out: Path | None = None
    invitation: Invitation | None = None
    words: tuple[str, ...] = ()
    """The join words, for a projector that shows them to the room."""
    seal: str = field(default="", repr=False)
    """The passphrase that what is exported is sealed with; empty for none."""


class Seat(Protocol):
    """One person at this computer, whichever front they look at."""

    async def ask(self, wanted: Literal["name", "invitation"]) -> str:
        """Ask for a name, or for the link or words; may be empty."""

    def tell(self, line: str) -> None:
        """Say one line about what goes on outside the session."""

    async def play(self, client: AnyClient, part: Part) -> bool:
        """Be in the session to its end; say whether it ended (else the person left).

        Raises `ClientError` when the client cannot go on.
        """
