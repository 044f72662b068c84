"""Build and install the wheel as docs/install says: python -m tests.installing.

CI runs it before the tests. The lines are taken from the page for Linux and run as they
stand, each way in an empty home folder of its own, with what was installed used before
the last, which removes it.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from zipfile import ZipFile

from tests.support.pages import ROOT, page

PAGE = "docs/install/linux.md"
WAYS = ("uv", "pipx", "venv")
PLAYED = ("uv", "pipx")
"""With these a whole session is played; the third is how the tests are installed."""
PATIENCE = 300
"""Seconds for one line; only a network that hangs needs so many."""


class Wrong(Exception):
    """What was installed, or built, is not what the page promises."""


def wheel_name() -> str:
    """Name the wheel as the pages do."""
    version = tomllib.loads(page("pyproject.toml"))["project"]["version"]
    return f"retro_safe-{version}-py3-none-any.whl"


def lines(name: str, way: str) -> list[str]:
    """Give the lines of a page that belong to one way, in order."""
    marked = rf"^<!-- {way} -->\n```sh\n(.*?)^```$"
    found = re.findall(marked, page(name), re.MULTILINE | re.DOTALL)
    return [line for block in found for line in block.splitlines()]


def tracked() -> list[str]:
    """Name every file that belongs to the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True
    )
    return [name for name in listed.stdout.decode().split("\0") if name]


def build(folder: Path) -> Path:
    """Build the wheel from a copy that holds no more than what is in the repository."""
    source = folder / "source"
    for name in tracked():
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(ROOT / name, source / name)
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps"]
    subprocess.run([*pip, "-w", folder, source], check=True, timeout=PATIENCE)
    wheel = folder / wheel_name()
    if not wheel.is_file():
        raise Wrong(f"the wheel is not called {wheel.name}")
    return wheel


def given() -> set[str]:
    """Name what should be in the wheel: all files of the packages."""
    inside = {name for name in tracked() if re.match(r"(retro|server|formats)/", name)}
    compiled = {re.sub(r"\.po$", ".mo", name) for name in inside}
    return {name for name in inside | compiled if not name.endswith(".po")}


def differs(wheel: Path) -> Iterator[str]:
    """Say what is missing in the wheel, and what is in it that should not be."""
    with ZipFile(wheel) as file:
        found = {name for name in file.namelist() if ".dist-info/" not in name}
    for name in sorted(given() - found):
        yield f"not in the wheel: {name}"
    for name in sorted(found - given()):
        if not name.endswith(".po"):
            yield f"in the wheel, and not of ours: {name}"


def environment(home: Path) -> dict[str, str]:
    """Give what a shell has in a home folder, and where this machine finds packages."""
    kept = ("PIP_", "SSL_CERT", "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY")
    tools = (home / ".local" / "bin", Path(sys.executable).parent)
    rest = (Path(sys.base_prefix, "bin"), "/usr/local/bin", "/usr/bin", "/bin")
    return {
        **{name: value for name, value in os.environ.items() if name.startswith(kept)},
        "HOME": str(home),
        "PATH": os.pathsep.join(map(str, (*tools, *rest))),
        "LANG": "C.UTF-8",
        # What uv downloads a Python from is no registry of packages.
        "UV_PYTHON_DOWNLOADS": "never",
        "UV_PYTHON": os.path.realpath(sys.executable),
    }


def shell(line: str, home: Path) -> str:
    """Run one line as a person would, in the home folder; give what it said."""
    done = subprocess.run(
        ["/bin/sh", "-ec", line],
        cwd=home,
        env=environment(home),
        check=False,
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=PATIENCE,
    )
    if done.returncode:
        raise Wrong(f"{line}: {done.returncode}\n{done.stdout}{done.stderr}")
    return done.stdout


def walk(way: str, wheel: Path, folder: Path) -> str:
    """Go the whole way, from installing to removing; say what was done."""
    home = folder / way
    home.mkdir()
    shutil.copyfile(wheel, home / wheel.name)
    told = lines(PAGE, way)
    for line in told[:-1]:
        shell(line, home)
    command = home / ".local" / "bin" / "retro"
    version = wheel.name.split("-")[1]
    if shell(f"{command} --version", home).split() != ["retro", version]:
        raise Wrong(f"{way}: not the version that was built")
    if "Gebruik: retro" not in shell(f"{command} --help --lang nl", home):
        raise Wrong(f"{way}: no help, or not in Dutch")
    if way in PLAYED:
        shell(f"{command} demo --auto --lang nl --out played", home)
        left = {path.name for path in (home / "played").iterdir()}
        if left != {"norms.md", "notes.csv", "session.retro"}:
            raise Wrong(f"{way}: the demo left {sorted(left)}")
    shell(told[-1], home)
    if command.exists() or command.is_symlink():
        raise Wrong(f"{way}: still there after {told[-1]}")
    played = ", a played session" if way in PLAYED else ""
    return f"{way}: {len(told)} lines of {PAGE}{played}, nothing left"


def main(ways: Sequence[str] = WAYS) -> int:
    """Build, look inside and go every way at once; 1 when anything is wrong."""
    with tempfile.TemporaryDirectory() as made:
        folder = Path(made)
        try:
            wheel = build(folder)
            if problems := [*differs(wheel)]:
                raise Wrong("\n".join(problems))
            print(f"built: {wheel.name}, with each of {len(given())} files")
            with ThreadPoolExecutor(len(ways)) as pool:
                for said in pool.map(lambda way: walk(way, wheel, folder), ways):
                    print(said)
        except (Wrong, subprocess.SubprocessError) as error:
            print(f"WRONG: {error}")
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
