"""What was typed at one place and is not saved yet, kept while its page is away."""

from __future__ import annotations


class Kept:
    """The texts of one place among all `unsent` ones, by name; an empty one is none."""

    def __init__(self, unsent: dict[str, str], place: str) -> None:
        """Keep texts of `place` in `unsent`."""
        self._unsent = unsent
        self._place = place

    def __getitem__(self, name: str) -> str:
        """Give what is kept under a name, or an empty text."""
        return self._unsent.get(f"{self._place}:{name}", "")

    def __setitem__(self, name: str, text: str) -> None:
        """Keep a text under a name."""
        key = f"{self._place}:{name}"
        if text:
            self._unsent[key] = text
        else:
            self._unsent.pop(key, None)
