"""A signal ends a wait, whichever thread the system gives it to."""

from __future__ import annotations

import asyncio
import signal
import threading

from retro.signals import heed_signals


async def test_a_signal_in_another_thread_wakes_a_loop_that_sleeps() -> None:
    """Ctrl-C and a stop by the system take effect at once, also when all is quiet."""
    heed_signals()
    loop, heard = asyncio.get_running_loop(), asyncio.Event()
    before = signal.signal(
        signal.SIGUSR1, lambda *_: loop.call_soon_threadsafe(heard.set)
    )
    sleeping = threading.Event()

    def strike() -> None:
        sleeping.wait()
        signal.pthread_kill(threading.get_ident(), signal.SIGUSR1)

    other = threading.Thread(target=strike)
    other.start()
    try:
        loop.call_soon(sleeping.set)
        async with asyncio.timeout(60):
            await heard.wait()
    finally:
        sleeping.set()
        other.join()
        signal.signal(signal.SIGUSR1, before)
