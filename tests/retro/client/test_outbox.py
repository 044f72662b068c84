"""What is on its way to the server, and what was recorded there."""

from __future__ import annotations

from itertools import count

import pytest

from formats.wire import Append, Post
from retro.client.outbox import Outbox


@pytest.fixture
def outbox() -> Outbox:
    """Give an empty outbox whose ids are numbers."""
    numbers = count(1)
    return Outbox(lambda size: next(numbers).to_bytes(size, "big"))


def test_an_entry_is_recorded_once_the_server_has_it(outbox: Outbox) -> None:
    """A control entry is what a command waits for, whatever else is on its way."""
    assert outbox.recorded
    outbox.append(0, b"entry", clears=False, ends=False)
    outbox.post(b"said")
    assert not outbox.recorded
    entry, said = outbox.take()
    assert isinstance(entry, Append)
    assert isinstance(said, Post)
    outbox.taken(entry.id)
    assert outbox.recorded
    assert not outbox.delivered
    outbox.taken(said.id)
    assert outbox.delivered


def test_an_awaited_post_is_recorded_once_the_server_has_it(outbox: Outbox) -> None:
    """What a person answered is recorded only when the server has it."""
    outbox.post(b"same", awaited=True)
    assert not outbox.recorded
    [said] = outbox.take()
    outbox.lost()
    outbox.resume(same_boot=False, count=0)
    assert outbox.take() == [said]
    assert not outbox.recorded
    outbox.taken(said.id)
    assert outbox.recorded


def test_what_was_cleared_is_waited_for_no_more(outbox: Outbox) -> None:
    """Clearing forgets posts, awaited ones too; lasting ones stay."""
    outbox.post(b"same", awaited=True)
    outbox.post(b"hello", lasting=True)
    outbox.cleared()
    assert outbox.recorded
    assert [frame.payload for frame in outbox.take()] == [b"hello"]
