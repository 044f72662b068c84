"""A part to play, and what a session shows to who plays it."""

from __future__ import annotations

from typing import Any

from retro.client import events as e
from retro.demo.script import Part, ScriptNote

PART = Part(
    name="Ann",
    scale=(3, 9),
    words=("trust", "rest"),
    notes=(
        ScriptNote(column="well", theme="a", text="we laugh"),
        ScriptNote(column="need", theme="b", text="sleep"),
    ),
    concern="hm",
)
OPTIONS = tuple(e.OptionItem(id=number, title=str(number)) for number in (1, 2, 3))
COLUMNS = tuple(e.ColumnItem(key=key, title=key) for key in ("well", "unsafe", "need"))
NORMS_STEP = e.StepEvent(id=8, steps=9, kind="norms", title="Norms")
THEMES = e.Themes(
    themes=(
        e.ThemeItem(id=4, title="x", notes=(9,)),
        e.ThemeItem(id=5, title="y", notes=(1, 2)),
        e.ThemeItem(id=6, title="z", notes=(2,)),
    )
)
NOTES = e.Notes(
    notes=(
        e.NoteItem(id=1, column="well", text="we laugh"),
        e.NoteItem(id=2, column="need", text="sleep"),
        e.NoteItem(id=9, column="need", text="other"),
    ),
    unreadable=0,
)


def step(**values: Any) -> e.StepEvent:  # noqa: ANN401  the fields of a step
    """Make a step."""
    usual: dict[str, Any] = {"id": 2, "steps": 9, "kind": "ask", "title": "T"}
    return e.StepEvent(**(usual | values))


def norm(number: int, text: str, status: str = "draft") -> e.NormItem:
    """Make a norm."""
    return e.NormItem(
        id=number, text=text, theme=None, agree=0, concern=0, object=0,
        status=status, review="",
    )  # fmt: skip


def roster(answer: str, epoch: int = 1) -> e.Roster:
    """Make a roster that was answered, or not."""
    return e.Roster(
        epoch=epoch, count=1, words=("a",), members=("Ann",), known=False, added=(),
        removed=(), answer=answer,
    )  # fmt: skip
