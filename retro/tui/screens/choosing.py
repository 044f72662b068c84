"""A form on files that sessions left: some that lie here, or any file or folder."""

from __future__ import annotations

import asyncio
from abc import abstractmethod
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from formats.session_file import SavedSession
from retro.given import Sealed, Unusable, os_sentence, read_session
from retro.i18n import N_
from retro.tui.screens.form import Form
from retro.tui.widgets.files import PathField
from retro.tui.widgets.several import Reads, Several, file_cards

T = TypeVar("T")

READING = N_("One moment: reading…")


class _Shut(Exception):
    """A session is sealed, and its passphrase is to be asked for."""

    def __init__(self, path: Path) -> None:
        """Tell which."""
        super().__init__()
        self.path = path


class FilesForm(Form[None]):
    """Files to mark, and a line for another file or a folder.

    Reading them is done beside the screen, which stays alive: a folder may be large,
    or far away.
    """

    def __init__(self, found: Sequence[Path], reads: Reads, ending: str) -> None:
        """Offer the files `found`, and to complete what ends in `ending`."""
        super().__init__()
        self._found = found
        self._reads = reads
        self._ending = ending
        self._opened: dict[Path, SavedSession] = {}

    def parts(self) -> ComposeResult:
        """Give the list, and the line for another file or a folder."""
        _ = self.speech
        if self._found:
            says = _("Mark with Space or a click, A marks all; Enter goes on.")
            yield Static(Content(says), classes="says")
            yield Several(
                self._found, file_cards(_, self._found, self._reads), id="several"
            )
        else:
            yield Static(Content(self.none_here()), classes="says")
        yield PathField(
            _("Another, or a folder"),
            ending=self._ending,
            folders=True,
            explains=_("A folder stands for all that is in it; Tab completes it."),
            id="file",
        )

    @abstractmethod
    def none_here(self) -> str:
        """Say that nothing lies here."""

    def begin(self) -> None:
        """Begin at the newest file, or at the line where there is none."""
        first = self.query_one(Several) if self._found else self.query_one(PathField)
        if isinstance(first, PathField):
            first.begin()
        else:
            first.focus(scroll_visible=False)

    def chosen(self) -> list[Path]:
        """Give what is marked and named; without either the file under the cursor."""
        several = self.query(Several)
        marked = several.first().marked if several else []
        named = self.query_one(PathField).path
        paths = [*marked, *([named] if named is not None else [])]
        if not paths and several and several.first().here is not None:
            paths = [path for path in (several.first().here,) if path is not None]
        return paths

    def go_on(self) -> None:
        """Read what is chosen, or say that nothing is."""
        paths = self.chosen()
        if paths:
            self.read(paths)
        else:
            self.refuse("file", self.speech(N_("Name a file or a folder.")))

    @abstractmethod
    def read(self, paths: list[Path]) -> None:
        """Read these and go on."""

    def opens(self, path: Path) -> SavedSession:
        """Read a saved session, or one that was sealed as it was opened here."""
        try:
            return self._opened.get(path) or read_session(self.speech, path)
        except Sealed:
            raise _Shut(path) from None

    def beside(self, reads: Callable[[], T], then: Callable[[T], None]) -> None:
        """Have `reads` done in a thread, and `then` go on with what it gives."""
        self.say(self.speech(READING))
        self.run_worker(self._beside(reads, then), exclusive=True)

    async def _beside(self, reads: Callable[[], T], then: Callable[[T], None]) -> None:
        try:
            given = await asyncio.to_thread(reads)
        except _Shut as shut:
            self.say("")
            self._unseal(shut.path)
        except (Unusable, OSError) as error:
            self.say("")
            self.refuse("file", self.why(error))
        else:
            self.say("")
            then(given)

    def _unseal(self, path: Path) -> None:
        """Ask for a passphrase, and go on with the session it opens."""
        from retro.tui.screens.sealing import OpeningDialog  # noqa: PLC0415  only then

        def opened(session: SavedSession | None) -> None:
            if session is not None:
                self._opened[path] = session
                self.go_on()

        self.app.push_screen(OpeningDialog(path), opened)

    def why(self, error: Unusable | OSError) -> str:
        """Say in a sentence why it cannot be read."""
        if isinstance(error, OSError):
            return os_sentence(self.speech, error)
        return error.sentence
