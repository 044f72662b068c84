"""A line to name a file in: what is there completes it, and a dropped file fits."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from textual import events

from formats.text import one_line
from retro.paths import at_home
from retro.tui.widgets.fields import Entry, Field


def path_of(text: str) -> Path:
    """Give the path that was typed, or pasted as a terminal writes a dropped file."""
    bare = text.strip().strip("\"'")
    path = at_home(bare)
    try:
        there = path.exists()
    except OSError:  # it may not be looked at; who opens it says so
        there = True
    return path if there else at_home(bare.replace("\\ ", " "))


def completed_path(text: str, ending: str, *, folders: bool = False) -> str:
    """Complete a path to the first folder, or file with that ending, that is there.

    Where `folders` may be meant, one that is whole stays as it is.
    """
    folder, name = os.path.split(text)
    if not text.strip() or (folders and not name):
        return text
    try:
        found = sorted(os.scandir(at_home(folder)), key=lambda it: it.name)
    except OSError:
        return text
    for entry in found:
        hidden = entry.name.startswith(".") and not name
        if hidden or not entry.name.startswith(name) or not entry.name.isprintable():
            continue
        if entry.is_dir():
            return text + entry.name[len(name) :] + os.sep
        if entry.name.endswith(ending):
            return text + entry.name[len(name) :]
    return text


class PathEntry(Entry):
    """A line that keeps a pasted path as it is but for what a terminal would obey."""

    def _on_paste(self, event: events.Paste) -> None:
        """Take what was pasted, in one line."""
        line = "".join(filter(str.isprintable, event.text))
        self.replace(line, *sorted(self.selection))
        event.stop()
        event.prevent_default()


class PathField(Field):
    """A line for the path of a file."""

    ENTRY: ClassVar[type[Entry]] = PathEntry

    def __init__(
        self,
        label: str,
        value: str = "",
        *,
        ending: str,
        folders: bool = False,
        placeholder: str = "",
        explains: str = "",
        id: str,
    ) -> None:
        """Complete what is typed to files with that ending, or to `folders` too."""
        super().__init__(
            label,
            one_line(value),
            placeholder=placeholder,
            explains=explains,
            completes=lambda text: completed_path(text, ending, folders=folders),
            id=id,
        )

    @property
    def path(self) -> Path | None:
        """The file that is named, if any."""
        return path_of(self.typed) if self.typed.strip() else None
