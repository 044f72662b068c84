"""One report over several sessions: over which, made how, to read and to write down."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from formats.merged_report import By, Period, Wanted
from formats.merged_told import Line, Part, Row, Title, told
from formats.numbers import bar
from formats.text import one_line
from retro.files import unused, write_new
from retro.given import Opens, Unusable, read_session
from retro.i18n import N_, Lang, Speech
from retro.paths import at_home
from retro.reporting import Made, files, format_of, make, threshold, written
from retro.tui.saved import FOLDERS, sessions_in
from retro.tui.screens.choosing import FilesForm
from retro.tui.screens.outside import Outside, Sentence
from retro.tui.screens.reading import Drawn
from retro.tui.screens.start import LANGUAGES
from retro.tui.widgets.choosing import Pick, Tick
from retro.tui.widgets.fields import Field
from retro.tui.widgets.keybar import KeyBar
from retro.tui.widgets.wrapping import literal, wrap

GROUPS: dict[str, tuple[str, By, Period]] = {
    "": (N_("All together"), "", "quarter"),
    "team": (N_("Each team too"), "team", "quarter"),
    "organisation": (N_("Each organisation too"), "organisation", "quarter"),
    "month": (N_("Each month too"), "period", "month"),
    "quarter": (N_("Each quarter too"), "period", "quarter"),
    "year": (N_("Each year too"), "period", "year"),
}
"""What to show: its title, which groups, and how long a period is."""

BAR, SHORT, ROOM = 20, 8, 60
"""Cells of a bar; and of one where there is not so much room."""


class ReportForm(FilesForm):
    """Over which sessions, which groups beside all, from what on, in which language."""

    TITLE_OF: ClassVar[str] = N_("Report on several sessions")
    GO: ClassVar[str] = N_("Make it")

    def __init__(self, folder: Path) -> None:
        """List what lies in `folder`."""
        super().__init__(sessions_in(folder), read_session, ending=".retro")
        self._folder = folder

    def none_here(self) -> str:
        """Say how sessions come to lie here."""
        _ = self.speech
        return _(
            "There is no saved session in {folder}. An export at the end of a "
            "session makes one: session.retro.",
            folder=one_line(str(self._folder.resolve())),
        )

    def parts(self) -> ComposeResult:
        """Give the files, and how the report is to be."""
        _ = self.speech
        yield from super().parts()
        yield Pick(
            _("Show"),
            [(key, _(title)) for key, (title, *__) in GROUPS.items()],
            "",
            explains=_("Sessions in one folder are of the organisation of its name."),
            id="groups",
        )
        yield Field(
            _("Themes from"),
            "25",
            explains=_("How many per cent have to name something."),
            id="threshold",
        )
        yield Pick(_("Language"), [*LANGUAGES.items()], _.lang, id="lang")
        yield Tick(_("Nobody was in two of these sessions"), id="different")

    def read(self, paths: list[Path]) -> None:
        """Make the report and show it, or say what it cannot be made of."""
        _ = self.speech
        share = threshold(self.value("threshold"))
        if share is None:
            sentence = _("A per cent up to 100, such as 25 or 33.3.")
            self.refuse("threshold", sentence)
            return
        __, by, period = GROUPS[self.query_one("#groups", Pick).value]
        wanted = Wanted(
            by=by,
            period=period,
            threshold=share,
            different_people=self.query_one(Tick).value,
        )
        lang: Lang = "nl" if self.query_one("#lang", Pick).value == "nl" else "en"
        self.beside(partial(_made, _, paths, wanted, lang, self.opens), self._show)

    def _show(self, made: Made) -> None:
        self.app.push_screen(ReportScreen(made))


def _made(
    _: Speech, paths: Iterable[Path], wanted: Wanted, lang: Lang, opens: Opens
) -> Made:
    """Make a report in a language; each folder is an organisation if that is wanted."""
    found = files(_, paths)
    folders = {path.parent: _folder(path) for path in found}
    return make(
        _,
        found,
        wanted,
        lang=lang,
        organisations=folders if wanted.by == "organisation" else {},
        opens=opens,
        stated=False,
    )


def _folder(path: Path) -> str:
    """Name the folder a session is in, but for those that exports make."""
    exports = [pattern.rstrip("/") for pattern in FOLDERS if pattern]
    return next(
        folder.name
        for folder in path.resolve().parents
        if not any(folder.match(pattern) for pattern in exports)
    )


class ReportScreen(Outside[None]):
    """A report to read, and to write to a file."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("e,ctrl+e", "write", N_("Write to a file")),
        Binding("escape,q", "back", N_("Back")),
    ]

    def __init__(self, made: Made) -> None:
        """Show what was made."""
        super().__init__()
        self._made = made

    def compose(self) -> ComposeResult:
        """Lay out the report; above it what is not in it, for who made it."""
        with VerticalScroll(classes="leaf"):
            yield Sentence("\n".join(self._remarks()))
            for part in told(self._made.report):
                yield _drawn(part)
        yield KeyBar()

    def _remarks(self) -> Iterator[str]:
        _ = self.speech
        yield from self._made.twice
        if self._made.more:
            yield _("It shows more if nobody was in two of these; then tick that.")

    def on_mount(self) -> None:
        """Let the arrows scroll at once."""
        self.query_one(VerticalScroll).focus()

    def action_back(self) -> None:
        """Go back to how it is made."""
        self.dismiss()

    def action_write(self) -> None:
        """Write it to a new file, as its ending asks for."""
        from retro.tui.screens.dialogs import TextDialog  # noqa: PLC0415  only then

        _ = self.speech
        prompt = _("To which file? Its name ends in .md, .csv or .json.")
        free = str(unused(Path("report.md")))
        self.app.push_screen(TextDialog(prompt, value=free), self._write)

    def _write(self, name: str | None) -> None:
        if not name:
            return
        _ = self.speech
        path = at_home(name)
        how = format_of(path)
        if not how:
            self.tell(_("The name of the file ends in .md, .csv or .json."), True)
            return
        try:
            write_new(_, path, written(self._made.report, how).encode())
        except Unusable as error:
            self.tell(error.sentence, True)
        else:
            self.tell(_("Written: {path}", path=path))


# ------------------------------------------------------------------ drawing


def _drawn(part: Part) -> Static:
    match part:
        case Title(level=level, text=text):
            kind = {1: "title", 2: "title part"}.get(level, "heading")
            return Static(Content(text), classes=kind)
        case Line(text=text):
            return Static(Content(text))
    return Drawn(partial(_list, part))


def _list(rows: tuple[Row, ...], width: int) -> Content:
    """Draw rows in a width: a bar or a dot, and the text beside it."""
    return Content("\n").join(line for row in rows for line in _row(row, width))


def _row(row: Row, width: int) -> Iterator[Content]:
    indent = "  " * row.depth
    if row.share is None:
        drawn, cells = Content(f"{indent}• "), len(indent) + 2
    else:
        length = BAR if width >= ROOM else SHORT
        full, empty = _halves(row.share, length)
        drawn = Content.assemble((full, "$primary"), (empty, "$foreground 30%"), " ")
        cells = length + 1
    first, *rest = wrap(literal(row.text), max(2, width - cells))
    yield drawn + Content(first)
    yield from (Content(" " * cells + line) for line in rest)


def _halves(share: Fraction, length: int) -> tuple[str, str]:
    drawn = bar(share, length)
    full = drawn.rstrip("░")
    return full, drawn[len(full) :]
