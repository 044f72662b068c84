"""Words that are often told again as they are."""

from __future__ import annotations

from textual.content import Content
from textual.widgets import Static


class Words(Static):
    """A text of ours; told the same again it does nothing, not even a new layout."""

    def say(self, text: str | Content) -> None:
        """Show `text`, which is never markup."""
        content = text if isinstance(text, Content) else Content(text)
        shown = self.content
        same = isinstance(shown, Content) and shown.is_same(content)
        if not same:
            self.update(content)
