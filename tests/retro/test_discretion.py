"""Errors that nobody foresaw, in processes of their own: what they let out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SECRET = "goldfish-what-Anna-wrote"

BEGIN = f"""
import sys, os
sys.path.insert(0, {str(ROOT)!r})
sys.argv = ["retro", "forget"]
from retro import begin, cli

def fails(*_, text={SECRET!r}):
    draft = [text]
    raise ValueError("could not send " + draft[0])
"""

FAULTS = {
    "the program": "cli._carry_out = fails",
    "the program, asked to say more": (
        'os.environ["RETRO_DEBUG"] = "1"\n'
        "cli.Retro.get_command = fails"
    ),
    "an error while handling one": """
def twice(*_):
    try:
        fails()
    except ValueError as error:
        raise RuntimeError(str(error))
cli._carry_out = twice
""",
    "a thread": """
import threading
def threaded(*_):
    thread = threading.Thread(target=fails)
    thread.start()
    thread.join()
    sys.exit(1)
cli._carry_out = threaded
""",
    "what cannot be raised": """
class Gone:
    __del__ = fails
def dropped(*_):
    Gone()
    sys.exit(1)
cli._carry_out = dropped
""",
    "a task nobody waits for": """
import asyncio
async def lost():
    async def failing():
        fails()
    asyncio.create_task(failing())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
def looped(*_):
    asyncio.run(lost())
    sys.exit(1)
cli._carry_out = looped
""",
    "a log nobody set up": """
import logging
def logged(*_, text=""" + repr(SECRET) + """):
    try:
        fails()
    except ValueError:
        logging.getLogger("websockets.client").exception("got %r", text)
    sys.exit(1)
cli._carry_out = logged
""",
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_crash_quotes_nothing(fault: str) -> None:
    """A crash says its kind and its line of code, and no message, text or variable."""
    program = f"{BEGIN}\n{FAULTS[fault]}\nsys.exit(begin.main())"
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=False, timeout=60
    )
    said = (done.stdout + done.stderr).decode()
    assert done.returncode == 1
    assert "ValueError" in said
    assert "in fails" in said
    assert "goldfish" not in said
    assert "Anna" not in said


@pytest.mark.skipif(os.name != "posix", reason="Windows has no core files")
def test_no_image_of_the_memory_is_kept(tmp_path: Path) -> None:
    """A process that dies of a fault leaves no core dump, whatever the user allows."""

    def died(first: str) -> int:
        allowed = "import resource as r\nr.setrlimit(r.RLIMIT_CORE, (2**30, 2**30))"
        program = f"{BEGIN}\n{allowed}\n{first}\nos.abort()"
        child = subprocess.Popen([sys.executable, "-c", program], cwd=tmp_path)
        _, status = os.waitpid(child.pid, 0)
        child.returncode = 0
        assert os.WTERMSIG(status) == signal.SIGABRT
        return status

    discreet = "from retro import discretion\ndiscretion.no_core_dumps()"
    assert not os.WCOREDUMP(died(discreet))
    assert list(tmp_path.iterdir()) == []


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux has this switch")
def test_other_programs_of_the_user_cannot_read_the_memory() -> None:
    """On Linux a client's process is marked as one that is never dumped or traced."""
    program = (
        f"{BEGIN}\nimport ctypes\ncli._carry_out = lambda *_: "
        "print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0)) or 0\nsys.exit(begin.main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, check=True, timeout=60
    )
    assert done.stdout.strip() == b"0"
