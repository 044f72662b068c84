"""Which saved session to read: one that lies here, or a file somewhere else."""

from __future__ import annotations

from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from formats.session_file import SavedSession
from formats.text import one_line
from retro.given import Sealed, Unusable, read_session
from retro.i18n import N_
from retro.tui.saved import sessions_in
from retro.tui.screens.form import Form
from retro.tui.widgets.cards import Cards
from retro.tui.widgets.files import PathField
from retro.tui.widgets.options import Options
from retro.tui.widgets.several import file_cards


class SavedScreen(Form[None]):
    """The sessions in a folder and just below it, and a line for any other file."""

    TITLE_OF: ClassVar[str] = N_("Open a saved session")
    GO: ClassVar[str] = N_("Open")

    def __init__(self, folder: Path) -> None:
        """List what lies in `folder`."""
        super().__init__()
        self._folder = folder
        self._found = sessions_in(folder)

    def parts(self) -> ComposeResult:
        """Give the list, and the line for another file."""
        _ = self.speech
        if self._found:
            says = _("Choose one with the arrows and Enter, or click on it.")
            yield Static(Content(says), classes="says")
            cards = Options(id="sessions")
            cards.show(file_cards(_, self._found, read_session))
            yield cards
        else:
            sentence = _(
                "There is no saved session in {folder}. An export at the end of a "
                "session makes one: session.retro.",
                folder=one_line(str(self._folder.resolve())),
            )
            yield Static(Content(sentence), classes="says")
        yield PathField(
            _("Another file"),
            ending=".retro",
            explains=_("Type or paste where it is; Tab completes it."),
            id="file",
        )

    def begin(self) -> None:
        """Begin at the newest session, or at the line where there is none."""
        if self._found:
            self.query_one(Cards).focus(scroll_visible=False)
        else:
            self.query_one(PathField).begin()

    def on_cards_chosen(self, event: Cards.Chosen) -> None:
        """Read the session that was chosen."""
        self.say("")
        self._open(self._found[event.id])

    def go_on(self) -> None:
        """Read the file that is named, or the session under the cursor."""
        cards = self.query(Cards)
        path = self.query_one(PathField).path
        if path is not None:
            self._open(path, named=True)
        elif cards and (at := cards.first().cursor) is not None:
            self._open(self._found[at])
        else:
            _ = self.speech
            self.refuse("file", _("Name a file that ends in .retro."))

    def _open(self, path: Path, *, named: bool = False) -> None:
        from retro.tui.screens.reread import RereadScreen  # noqa: PLC0415  only then
        from retro.tui.screens.sealing import OpeningDialog  # noqa: PLC0415  the same

        def opened(session: SavedSession | None) -> None:
            if session is not None:
                self.app.push_screen(RereadScreen(session, path))

        try:
            session = read_session(self.speech, path)
        except Sealed:
            self.app.push_screen(OpeningDialog(path), opened)
        except Unusable as error:
            if named:
                self.refuse("file", error.sentence)
            else:
                self.say(error.sentence)
        else:
            opened(session)
