"""Which front a person sits at, and what the full screen leaves on their computer."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

from tests.support.processes import ROOT, Computer
from tests.support.terminals import Terminal

STARTED = f"""
import sys
sys.path.insert(0, {str(ROOT)!r})
from retro.cli import main
sys.exit(main(["--lang", "en"]))
"""
SWITCHED_ON = f"""
import os, sys
sys.path.insert(0, {str(ROOT)!r})
os.environ |= {{
    "TEXTUAL": "debug,devtools", "TEXTUAL_DEBUG": "1", "TEXTUAL_LOG": "texts.log",
    "TEXTUAL_SCREENSHOT": "0", "TEXTUAL_SCREENSHOT_LOCATION": ".",
    "TEXTUAL_PRESS": "f1", "TEXTUAL_DRIVER": "textual.drivers.web_driver:WebDriver",
}}
from retro.cli import main
sys.exit(main(["--lang", "en"]))
"""


def test_nothing_typed_is_written_for_developers(tmp_path: Path) -> None:
    """Textual's switches for its developers leave no key, text or picture behind."""
    computer = Computer(tmp_path)
    terminal = Terminal("Anna", [sys.executable, "-c", SWITCHED_ON], computer)
    terminal.sees("Join a session")
    terminal.press("2")
    terminal.sees("Link or words")
    terminal.write("goldfish")
    terminal.sees("goldfish")
    terminal.press("ctrl+q")
    assert terminal.ended() == 0
    assert list(computer.here.iterdir()) == []
    assert computer.kept() == []


def test_a_process_that_is_stopped_leaves_a_usable_terminal(tmp_path: Path) -> None:
    """At the end of the day's work the terminal is the person's again, and says why."""
    computer = Computer(tmp_path)
    terminal = Terminal("Anna", [sys.executable, "-c", STARTED], computer)
    terminal.sees("Join a session")
    terminal.signal(signal.SIGTERM)
    assert terminal.ended() == 1
    for mode in (b"?1049", b"?1003"):  # another screen, and the mouse
        assert terminal.raw.rfind(mode + b"l") > terminal.raw.rfind(mode + b"h") > 0
    assert terminal.raw.endswith(b"Stopped.\r\n")
