"""A person at a real terminal: a process on a pty, and the screen it draws.

The screen is what a terminal makes of the bytes (pyte), so a control sequence that
somebody's text smuggled in would act here as it does on a laptop.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence

import pexpect
import pyte

from tests.support.processes import PATIENCE, Computer

KEYS = {
    "enter": "\r", "escape": "\x1b", "tab": "\t", "space": " ", "backspace": "\x7f",
    "up": "\x1b[A", "down": "\x1b[B", "right": "\x1b[C", "left": "\x1b[D",
    "delete": "\x1b[3~", "f1": "\x1bOP", "f2": "\x1bOQ", "f3": "\x1bOR", "f4": "\x1bOS",
    "f5": "\x1b[15~", "f6": "\x1b[17~", "f7": "\x1b[18~", "f8": "\x1b[19~",
    "f9": "\x1b[20~",
} | {f"ctrl+{chr(code + 96)}": chr(code) for code in range(1, 27)}  # fmt: skip
"""What a terminal sends for a key."""


class Terminal:
    """A program at a terminal of its own."""

    def __init__(
        self,
        name: str,
        argv: Sequence[str],
        computer: Computer,
        *,
        columns: int = 80,
        rows: int = 24,
    ) -> None:
        """Start it, and draw what it writes."""
        self.name = name
        self.screen = pyte.Screen(columns, rows)
        self.raw = bytearray()
        self._stream = pyte.ByteStream(self.screen)
        self._changed = threading.Condition()
        self._over = False
        self._process = pexpect.spawn(
            argv[0],
            list(argv[1:]),
            env=computer.environment | {"TERM": "xterm-256color"},
            cwd=str(computer.here),
            dimensions=(rows, columns),
            timeout=PATIENCE,
        )
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        while True:
            try:
                data = self._process.read_nonblocking(65536, timeout=None)
            except (pexpect.EOF, OSError, ValueError):
                break
            with self._changed:
                self.raw += data
                self._stream.feed(data)
                self._changed.notify_all()
        with self._changed:
            self._over = True
            self._changed.notify_all()

    @property
    def lines(self) -> list[str]:
        """What stands on the screen."""
        with self._changed:
            return [line.rstrip() for line in self.screen.display]

    @property
    def text(self) -> str:
        """What stands on the screen, with single spaces."""
        return " ".join(" ".join(self.lines).split())

    def until(self, met: Callable[[str], bool], what: str) -> str:
        """Wait until what stands on the screen is as wanted; give it."""

        def found() -> bool:
            shown = " ".join(" ".join(self.screen.display).split())
            return met(shown) or self._over

        with self._changed:
            self._changed.wait_for(found, PATIENCE)
        shown = self.text
        assert met(shown), f"{self.name} never showed {what}:\n" + "\n".join(self.lines)
        return shown

    def shows(self, part: str, *, within: float) -> bool:
        """Say whether this stands on the screen within some seconds."""

        def found() -> bool:
            return self._over or part in " ".join(self.screen.display)

        with self._changed:
            self._changed.wait_for(found, within)
        return part in self.text

    def sees(self, *parts: str) -> str:
        """Wait until all these stand on the screen; give all that does."""
        return self.until(lambda shown: all(p in shown for p in parts), str(parts))

    def sees_no(self, part: str) -> str:
        """Wait until this does not stand on the screen any more."""
        return self.until(lambda shown: part not in shown, f"no {part}")

    def press(self, *keys: str) -> None:
        """Press keys by name; a key without a name is typed."""
        for key in keys:
            self._process.send(KEYS.get(key, key))

    def write(self, text: str) -> None:
        """Type a text, as fast as a terminal takes it."""
        self._process.send(text)

    def paste(self, text: str) -> None:
        """Paste a text, marked as pasted as terminals do."""
        self._process.send(f"\x1b[200~{text}\x1b[201~")

    def click(self, part: str) -> None:
        """Click on the first place where these words stand."""
        for row, line in enumerate(self.lines, 1):
            if part in line:
                column = line.index(part) + 1
                self._process.send(f"\x1b[<0;{column};{row}M\x1b[<0;{column};{row}m")
                return
        raise AssertionError(f"{part} is not on {self.name}'s screen")

    def resize(self, columns: int, rows: int) -> None:
        """Make the terminal another size."""
        with self._changed:
            self.screen.resize(rows, columns)
        self._process.setwinsize(rows, columns)

    def signal(self, number: int) -> None:
        """Send the process a signal, as the system does."""
        self._process.kill(number)

    def ended(self) -> int:
        """Wait for the end; give the exit code."""
        self._reader.join(PATIENCE)
        self._process.close()
        code = self._process.exitstatus
        assert isinstance(code, int), f"{self.name} was ended by a signal"
        return code

    def kill(self) -> None:
        """End it at once."""
        self._process.close(force=True)
        self._reader.join(PATIENCE)
