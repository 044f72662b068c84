"""What Textual costs by itself: the apps that the client is measured beside.

    python -m tests.benchmarks.minimal_app nothing|editor|widgets [--changing view|all]

`nothing` is one line of text; `editor` a TextArea alone; `widgets` the board of the
client made of a Static a note.
"""

from __future__ import annotations

import argparse
from itertools import count

from textual.app import App, ComposeResult

from tests.benchmarks.notes import CHANGES, COLUMNS, changed, column, text


class Nothing(App[None]):
    """One line of text."""

    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        """Show the line."""
        from textual.widgets import Static  # noqa: PLC0415  as the other apps do

        yield Static("Note 0")


class Editor(App[None]):
    """A line of text, and a TextArea that has the keyboard."""

    AUTO_FOCUS = "TextArea"
    CSS = "TextArea { height: 6; }"
    ENABLE_COMMAND_PALETTE = False

    def compose(self) -> ComposeResult:
        """Show both."""
        from textual.widgets import Static, TextArea  # noqa: PLC0415

        yield Static("Note 0")
        yield TextArea()


class Widgets(App[None]):
    """The board with a Static a note, and a TextArea below."""

    AUTO_FOCUS = "TextArea"
    ENABLE_COMMAND_PALETTE = False
    CSS = """
    VerticalScroll { width: 1fr; }
    VerticalScroll Static { height: auto; margin-bottom: 1; }
    TextArea { height: 6; }
    """

    def __init__(self, changing: str | None) -> None:
        """Prepare to change notes all the time: those in `view`, `all`, or none."""
        super().__init__()
        self._changing = changing
        self._versions = count(1)

    def compose(self) -> ComposeResult:
        """Show the columns and the TextArea."""
        from textual.containers import Horizontal, VerticalScroll  # noqa: PLC0415
        from textual.content import Content  # noqa: PLC0415
        from textual.widgets import Static, TextArea  # noqa: PLC0415

        with Horizontal():
            for place in range(COLUMNS):
                with VerticalScroll(can_focus=False):
                    for number in column(place):
                        yield Static(Content(text(number)), id=f"note{number}")
        yield TextArea()

    def on_mount(self) -> None:
        """Begin to change notes if wanted."""
        if self._changing:
            self.set_interval(1 / CHANGES, self._change)

    def _change(self) -> None:
        from textual.content import Content  # noqa: PLC0415
        from textual.widgets import Static  # noqa: PLC0415

        version = next(self._versions)
        number = changed(version, self._changing == "all")
        note = self.query_one(f"#note{number}", Static)
        note.update(Content(text(number, version)))


def main() -> None:
    """Run the app that was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("app", choices=["nothing", "editor", "widgets"])
    parser.add_argument("--changing", choices=["view", "all"])
    arguments = parser.parse_args()
    if arguments.app == "widgets":
        Widgets(arguments.changing).run()
    else:
        (Nothing if arguments.app == "nothing" else Editor)().run()


if __name__ == "__main__":
    main()
