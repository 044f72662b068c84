"""What a process that holds people's words never lets out when it goes wrong.

Python tells of an error in full: its message may quote what somebody typed, and some
tools show the values of all variables with it. A system may keep the whole memory of a
process that died. Neither happens here, whatever else goes wrong.
"""

from __future__ import annotations

import contextlib
import logging
import sys
import threading
import traceback
from types import TracebackType

_PR_SET_DUMPABLE = 4


def no_core_dumps() -> None:
    """Have the system keep no image of this process's memory, where it can be told.

    On Linux other programs of the same user cannot read that memory either. Windows
    has neither switch.
    """
    with contextlib.suppress(ImportError, ValueError, OSError):
        import resource  # noqa: PLC0415  not on Windows

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        # The limit does not hold where dumps are handed to a program; this does.
        with contextlib.suppress(ImportError, OSError, AttributeError):
            import ctypes  # noqa: PLC0415  only there

            ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)


def crash_without_texts() -> None:
    """Say of an error nobody foresaw what kind it is and where, and nothing it quotes.

    Wherever Python itself would tell of one: at the end of the program or of a thread,
    in what it cannot raise, and in logs that nobody asked for.
    """
    sys.excepthook = _whole
    threading.excepthook = _of_thread
    sys.unraisablehook = _unraisable
    logging.lastResort = _LastResort(logging.WARNING)


def told(error: BaseException | None, trace: TracebackType | None = None) -> str:
    """Describe an error by its kind and the lines of code it came through."""
    if error is None:
        return "error"
    parts = [type(error).__name__]
    for frame in traceback.extract_tb(trace or error.__traceback__):
        parts.append(f"  {frame.filename}:{frame.lineno} in {frame.name}")
    cause = error.__cause__ or (
        None if error.__suppress_context__ else error.__context__
    )
    if cause is not None and cause is not error:
        parts += ["after", told(cause)]
    return "\n".join(parts)


def _tell(line: str) -> None:
    if sys.stderr is not None:
        with contextlib.suppress(OSError, ValueError):
            sys.stderr.write(f"retro: {line}\n")
            sys.stderr.flush()


def _whole(
    _: type[BaseException], error: BaseException, trace: TracebackType | None
) -> None:
    _tell(told(error, trace))


def _of_thread(hook: threading.ExceptHookArgs) -> None:
    if hook.exc_type is not SystemExit:
        _tell(told(hook.exc_value, hook.exc_traceback))


def _unraisable(hook: sys.UnraisableHookArgs) -> None:
    _tell(told(hook.exc_value, hook.exc_traceback))


class _LastResort(logging.Handler):
    """Where logs go that nobody set up: who logged and the error's kind, no message."""

    def emit(self, record: logging.LogRecord) -> None:
        """Tell of a record without its message."""
        error = record.exc_info[1] if record.exc_info else None
        what = told(error) if error is not None else record.levelname.lower()
        _tell(f"{record.name}: {what}")
