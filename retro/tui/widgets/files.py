"""A line to name a file in: what is there completes it, and a dropped file fits."""

from __future__ import annotations

import os
from pathlib import Path
from typing import ClassVar

from textual import events

from formats.text import one_line
from retro.tui.widgets.fields import Entry, Field


def path_of(text: str) -> Path:
    """Give the path that was typed, or pasted as a terminal writes a dropped file."""
    bare = text.strip().strip("\"'")
    path = Path(bare).expanduser()
    return path if path.exists() else Path(bare.replace("\\ ", " ")).expanduser()


def completed_path(text: str, ending: str) -> str:
    """Complete a path to the first folder, or file with that ending, that is there."""
    folder, name = os.path.split(text)
    if not text.strip():
        return text
    try:
        found = sorted(os.scandir(Path(folder).expanduser()), key=lambda it: it.name)
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
        placeholder: str = "",
        explains: str = "",
        id: str,
    ) -> None:
        """Complete what is typed to files with that ending."""
        super().__init__(
            label,
            one_line(value),
            placeholder=placeholder,
            explains=explains,
            completes=lambda text: completed_path(text, ending),
            id=id,
        )

    @property
    def path(self) -> Path | None:
        """The file that is named, if any."""
        return path_of(self.typed) if self.typed.strip() else None
