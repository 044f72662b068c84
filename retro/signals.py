"""Signals that a running loop hears at once."""

from __future__ import annotations

import asyncio
import signal
import sys


def heed_signals() -> None:
    """Have the running loop wake for every signal that this process handles.

    Python runs a handler in the main thread when it next runs code there. A signal that
    comes just before the loop goes to sleep, or while another thread runs, would wait
    for whatever wakes the loop next: in a quiet session that is long. Once a loop
    handles one signal itself, all of them wake it. On Windows it does so anyway.
    """
    if sys.platform != "win32":
        asyncio.get_running_loop().add_signal_handler(signal.SIGCONT, lambda: None)
