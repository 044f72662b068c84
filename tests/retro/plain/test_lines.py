"""Lines from a pipe, whoever is at its other end."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterator

import pytest

from retro.plain.lines import LINE_BYTES, Lines


@pytest.fixture(name="pipe")
def _pipe() -> Iterator[tuple[io.FileIO, int]]:
    """Open a pipe: the raw end to read, and the descriptor to write."""
    read, write = os.pipe()
    with io.FileIO(read) as source:
        yield source, write


async def all_lines(lines: Lines) -> list[str]:
    """Read to the end."""
    lines.start()
    found = []
    while (line := await lines.next()) is not None:
        found.append(line)
    assert await lines.next() is None
    return found


async def test_lines_as_people_type_them(pipe: tuple[io.FileIO, int]) -> None:
    """Both line ends, an empty line and a last one without an end all count."""
    source, write = pipe
    os.write(write, "één\r\n\ntwo \nthree".encode())
    os.close(write)
    assert await all_lines(Lines(source)) == ["één", "", "two ", "three"]


async def test_bytes_that_are_no_text_do_no_harm(pipe: tuple[io.FileIO, int]) -> None:
    """What cannot be decoded is shown as such, and the next line is read."""
    source, write = pipe
    os.write(write, b"\xff\nnext\n")
    os.close(write)
    assert await all_lines(Lines(source)) == ["\ufffd", "next"]


async def test_a_line_without_an_end_does_not_fill_the_memory() -> None:
    """No more of a line is kept than could ever be a command, and it is one line."""

    class Endless(io.RawIOBase):
        chunks = [b"x" * LINE_BYTES] * 3 + [b"\nlast\n"]

        def read(self, size: int = -1) -> bytes:
            return self.chunks.pop(0) if self.chunks else b""

    lines = await all_lines(Lines(Endless()))
    assert [len(line) for line in lines] == [LINE_BYTES, 4]


async def test_more_lines_than_are_read_ahead(pipe: tuple[io.FileIO, int]) -> None:
    """A script of a thousand lines loses none of them."""
    source, write = pipe
    os.write(write, b"".join(b"%d\n" % number for number in range(1000)))
    os.close(write)
    assert await all_lines(Lines(source)) == list(map(str, range(1000)))


async def test_no_stdin_at_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """A program started without stdin has read everything there is."""
    monkeypatch.setattr(sys, "stdin", None)
    assert await all_lines(Lines.of_stdin()) == []


async def test_the_process_stdin(
    monkeypatch: pytest.MonkeyPatch, pipe: tuple[io.FileIO, int]
) -> None:
    """The real stdin is read in its own encoding, past the buffer of Python."""
    source, write = pipe
    stdin = io.TextIOWrapper(io.BufferedReader(source), encoding="latin-1")
    monkeypatch.setattr(sys, "stdin", stdin)
    os.write(write, b"\xe9\xe9n\n")
    os.close(write)
    assert await all_lines(Lines.of_stdin()) == ["één"]


async def test_a_closed_or_broken_input_is_an_end(
    pipe: tuple[io.FileIO, int],
) -> None:
    """An input that fails while it is read is over, without a word."""
    source, write = pipe
    os.close(write)
    source.close()
    assert await all_lines(Lines(source)) == []
