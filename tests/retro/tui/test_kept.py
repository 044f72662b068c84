"""Typed texts that are not saved yet, kept by place and name."""

from __future__ import annotations

from retro.tui.kept import Kept


def test_texts_are_kept_by_place_and_name() -> None:
    """One place does not see what is kept for another."""
    unsent: dict[str, str] = {}
    here, there = Kept(unsent, "write:4"), Kept(unsent, "write:5")
    here["new"] = "half a thou"
    assert (here["new"], here["change"], there["new"]) == ("half a thou", "", "")
    assert unsent == {"write:4:new": "half a thou"}


def test_an_empty_text_leaves_nothing_behind() -> None:
    """What was saved or taken away is not kept."""
    unsent: dict[str, str] = {}
    here = Kept(unsent, "write:4")
    here["new"] = "x"
    here["new"] = ""
    here["change"] = ""
    assert unsent == {}
