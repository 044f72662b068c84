"""Norms over time: of which files, every norm in them, and the life of one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from formats.norm_life import Life
from formats.norms import counted
from formats.norms_document import NormsDocument
from formats.text import one_line
from retro.given import Unusable, read_norms
from retro.i18n import N_, Speech
from retro.lives import Followed, Moment, follow, is_due, look_again, moments, today
from retro.sentences import STATUSES, said
from retro.tui.saved import norms_in
from retro.tui.screens.choosing import FilesForm
from retro.tui.screens.outside import Outside
from retro.tui.widgets.card import Card
from retro.tui.widgets.cards import Cards
from retro.tui.widgets.keybar import KeyBar
from retro.tui.widgets.options import Options


def _document(_: Speech, path: Path) -> NormsDocument:
    return read_norms(_, path)[0]


def _holds(path: Path) -> bool:
    """Tell whether a file holds a norm, or may hold one that cannot be read."""
    try:
        return bool(_document(Speech("en"), path).norms)
    except Unusable:
        return True


class NormsScreen(FilesForm):
    """Which files to follow norms over."""

    TITLE_OF: ClassVar[str] = N_("Follow norms over time")
    GO: ClassVar[str] = N_("Show")

    def __init__(self, folder: Path) -> None:
        """List what lies in `folder`, but for sessions without norms."""
        super().__init__([*filter(_holds, norms_in(folder))], _document, ending=".md")
        self._folder = folder

    def none_here(self) -> str:
        """Say how norms come to lie here."""
        _ = self.speech
        return _(
            "There are no norms in {folder}. An export at the end of a session makes "
            "them: norms.md.",
            folder=one_line(str(self._folder.resolve())),
        )

    def read(self, paths: list[Path]) -> None:
        """Read all norms of these, as far as they make sense, and show them."""
        self.beside(partial(follow, self.speech, paths, self.opens), self._show)

    def _show(self, found: Followed) -> None:
        if found.lives:
            self.app.push_screen(LivesScreen(found))
        else:
            _ = self.speech
            self.refuse("file", next(iter(found.wrong), _("There are no norms in it.")))


class LivesScreen(Outside[None]):
    """Every norm of some files; those to be looked at again first."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape,q", "back", N_("Back"))]

    def __init__(self, found: Followed) -> None:
        """Show the norms that were found."""
        super().__init__()
        self._found = found
        now = today()
        due = sorted(
            (life for life in found.lives if is_due(life, now)),
            key=lambda life: life.item.review,
        )
        others = sorted(
            (life for life in found.lives if not is_due(life, now)),
            key=lambda life: life.item.status == "let-go",
        )
        self._lives = [*due, *others]
        self._due = [is_due(life, now) for life in self._lives]

    def compose(self) -> ComposeResult:
        """Lay out the norms, and what could not be read."""
        _ = self.speech
        wrong = self._found.wrong
        with VerticalScroll(classes="leaf", can_focus=False):
            yield Static(Content(_("Norms over time")), classes="title")
            yield Static(Content(self._about()), classes="quiet")
            says = _("Enter or a click shows what became of a norm.")
            yield Static(Content(says), classes="quiet")
            norms = Options(id="norms")
            norms.show([*self._cards()])
            yield norms
            if wrong:
                yield Static(Content(_("Could not be read")), classes="heading")
                yield Static(Content("\n").join(map(Content, wrong)))
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin at the first norm."""
        self.query_one(Cards).focus(scroll_visible=False)

    def _about(self) -> str:
        """Say how many norms there are, in how many files, and what to do."""
        _ = self.speech
        due = sum(self._due)
        said = [
            _.plural("{n} norm", "{n} norms", len(self._lives)),
            _.plural("{n} file", "{n} files", len(set(self._found.paths))),
        ]
        if due:
            said.append(_("{n} to be looked at again now", n=due))
        if self._found.wrong:
            said.append(_("not all could be read, see below"))
        return " · ".join(said)

    def _cards(self) -> Iterator[Card]:
        """List the norms, each with how it stands and when to look at it again."""
        _ = self.speech
        teams = len({one_line(life.team).casefold() for life in self._lives})
        for at, (life, due) in enumerate(zip(self._lives, self._due, strict=True)):
            before = len(life.versions) - 1
            stands = [
                one_line(life.team) if teams > 1 else "",
                said(_, STATUSES, life.item.status),
                counted(life.item, _.lang)[1],
                _.plural("{n} time before", "{n} times before", before)
                if before
                else "",
            ]
            again = look_again(_, life.item)
            lines = [" · ".join(filter(None, stands)), f"⚠ {again}" if due else again]
            yield Card(
                at,
                one_line(life.item.text),
                meta="\n".join(filter(None, lines)),
                muted=life.item.status == "let-go",
            )

    def on_cards_chosen(self, event: Cards.Chosen) -> None:
        """Show the life of the norm that was chosen."""

        def answered(at: int | None) -> None:
            if at is not None:
                self.query_one(Cards).cursor = at

        self.app.push_screen(LifeScreen(self._lives, self._due, event.id), answered)

    def action_back(self) -> None:
        """Go back to the files."""
        self.dismiss()


class LifeScreen(Outside[int]):
    """The life of one norm; gives at which one it was left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("right,n", "other(1)", N_("Next norm")),
        Binding("left,p", "other(-1)", N_("Norm before")),
        Binding("escape,q", "back", N_("Back")),
    ]

    def __init__(self, lives: Sequence[Life], due: Sequence[bool], at: int) -> None:
        """Show the one at place `at` of `lives`; `due` are to be looked at again."""
        super().__init__()
        self._lives = lives
        self._due = due
        self._at = at

    def compose(self) -> ComposeResult:
        """Lay out the page."""
        yield VerticalScroll(classes="leaf")
        yield KeyBar()

    async def on_mount(self) -> None:
        """Show the norm; the arrows scroll at once."""
        await self._show()

    async def _show(self) -> None:
        leaf = self.query_one(VerticalScroll)
        async with self.batch():
            await leaf.remove_children()
            await leaf.mount_all(self._parts())
        leaf.scroll_home(animate=False)
        leaf.focus()

    def _parts(self) -> Iterator[Static]:
        _ = self.speech
        life = self._lives[self._at]
        place = _("{n} of {of}", n=self._at + 1, of=len(self._lives))
        status = said(_, STATUSES, life.item.status)
        about = filter(None, (place, one_line(life.team), status))
        yield Static(Content(one_line(life.item.text)), classes="title")
        yield Static(Content(" · ".join(about)), classes="quiet")
        if again := look_again(_, life.item):
            due = self._due[self._at]
            yield Static(
                Content(f"⚠ {again}" if due else again),
                classes="due" if due else "quiet",
            )
        times = [*moments(_, life)]
        reworded = any(one.was for one in times)
        for at, one in enumerate(times):
            yield Static(Content(f"{one.date} · {one.became}"), classes="heading")
            yield from _told(_, one, words=reworded and (at == 0 or bool(one.was)))

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer another norm only where there is one."""
        if action != "other":
            return True
        return 0 <= self._at + int(str(parameters[0])) < len(self._lives)

    async def action_other(self, by: int) -> None:
        """Show the next norm, or the one before."""
        self._at += by
        await self._show()
        self.refresh_bindings()

    def action_back(self) -> None:
        """Go back to the list."""
        self.dismiss(self._at)


def _told(_: Speech, one: Moment, *, words: bool) -> Iterator[Static]:
    """Tell one time in a norm's life: its words then, the counts, the concerns."""
    if words:
        yield Static(Content(_("In the words: {words}", words=one.text)))
    if one.counts:
        yield Static(Content(one.counts))
    yield from (Static(Content(f"“{reason}”")) for reason in one.reasons)
