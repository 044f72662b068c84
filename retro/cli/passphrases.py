"""Passphrases: asked at a terminal without showing them, or taken from a program.

Never an argument nor in the environment, which others on the computer can list. A
program gives them as lines, on stdin or on a file descriptor of its own.
"""

from __future__ import annotations

import getpass
import os
import sys
from collections.abc import Iterable
from pathlib import Path

from formats.session_file import SavedSession
from retro.cli.common import Fail, Here
from retro.given import Sealed, Unusable, passphrase_wrong, read_session

_BYTES = 4096
"""A longer line is no passphrase."""
_STDIN = 0


class Passphrases:
    """Those of one command: what was given is tried on every file, and not asked again.

    `descriptor` is where a program gives them, a line each; without it that is stdin,
    unless a person sits there.
    """

    def __init__(self, here: Here, descriptor: int | None = None) -> None:
        """Ask nothing yet."""
        self._ = here.speech
        self._descriptor = descriptor
        self._known: list[str] = []
        self._read: dict[Path, SavedSession] = {}

    @property
    def _person(self) -> bool:
        return self._descriptor is None and sys.stdin is not None and sys.stdin.isatty()

    def session(self, path: Path) -> SavedSession:
        """Read a saved session, and ask for its passphrase when it has one."""
        if path not in self._read:
            self._read[path] = self._open(path)
        return self._read[path]

    def _open(self, path: Path) -> SavedSession:
        _ = self._
        try:
            return read_session(_, path)
        except Sealed:
            pass
        for known in self._known:
            try:
                return read_session(_, path, known)
            except Sealed:
                continue
        given = self._ask(_("The passphrase of {path}:", path=path))
        session = read_session(_, path, given)
        self._known.append(given)
        return session

    def learn(self, paths: Iterable[Path]) -> None:
        """Ask now for what sealed files among these take; the rest is told later."""
        for path in paths:
            try:
                read_session(self._, path)
            except Sealed:
                self.session(path)
            except Unusable:
                continue

    def to_seal(self, wanted: bool) -> str:
        """Ask for the passphrase to seal a session with; empty when none is wanted.

        Twice where it is not seen.
        """
        if not wanted:
            return ""
        _ = self._
        if not self._person:
            given = self._ask("")
            if wrong := passphrase_wrong(_, given, given):
                raise Fail(wrong)
            return given
        while True:
            given = self._ask(_("A passphrase to seal the session with:"))
            again = self._ask(_("The same once more:"))
            wrong = passphrase_wrong(_, given, again)
            if not wrong:
                return given
            sys.stderr.write(f"{wrong}\n")

    def _ask(self, prompt: str) -> str:
        """Take one passphrase, which is not empty."""
        _ = self._
        try:
            if self._person:
                given = getpass.getpass(f"{prompt} ")
            elif self._descriptor is not None:
                given = _line(self._descriptor)
            else:
                given = _line(_STDIN) if sys.stdin is not None else ""
        except (EOFError, OSError, UnicodeDecodeError):
            given = ""
        if not given:
            raise Fail(
                _(
                    "A passphrase is needed: typed at a terminal, as a line on stdin, "
                    "or with --passphrase-fd."
                )
            )
        return given


def _line(descriptor: int) -> str:
    """Read one line and nothing behind it, which may be meant for somebody else."""
    read = bytearray()
    while len(read) < _BYTES and (byte := os.read(descriptor, 1)) not in (b"", b"\n"):
        read += byte
    return read.decode().removesuffix("\r")
