"""Somebody who has the join words and a client of their own, and says nothing."""

from __future__ import annotations

from formats.wire import Append, Post
from retro.client import commands as cmd
from retro.client import events as ev
from tests.support.meeting import Meeting


def test_who_has_the_words_reads_along_unseen_and_learns_no_author() -> None:
    """The list shows who said their name; others read what all read, and no more.

    The page of the promise says so: it is a limit of ours, and no more than that.
    """
    meeting = Meeting(5)

    def mute(name: str, frame: Append | Post) -> list[Append | Post]:
        return [] if name == "ear" else [frame]

    meeting.tap = mute
    before = meeting.last("m1", ev.People)
    meeting.join("ear", screen=True)
    meeting.run(1)
    meeting.ok("lead", cmd.GoStep("write"))
    meeting.note("m1", "seen by all")
    meeting.ok("lead", cmd.Collect(0))
    meeting.run(1)
    assert meeting.last("m1", ev.People) == before
    assert meeting.texts("ear") == meeting.texts("m1") == ["seen by all"]
    assert meeting.last("ear", ev.Notes) == meeting.last("m1", ev.Notes)
    assert meeting.refused("ear", cmd.Note("well", "mine")) == "out-of-step"
