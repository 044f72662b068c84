"""A form: parts to fill in and a way on; it keeps what was typed, whatever is wrong."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from formats.entries import NAME_BYTES
from formats.text import size
from retro.i18n import N_
from retro.tui.screens.outside import Outside, Sentence
from retro.tui.widgets.fields import Field, Part
from retro.tui.widgets.keybar import KeyBar

T = TypeVar("T")


class Form(Outside[T], Generic[T]):
    """A title, what to do in one sentence, the parts, and two buttons.

    Where it fails, `go_on` calls `refuse` and nothing else happens.
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "go", N_("Go on")),
        Binding("escape", "back", N_("Back")),
        Binding("up", "app.focus_previous", show=False),
        Binding("down", "app.focus_next", show=False),
    ]

    TITLE_OF: ClassVar[str] = ""
    SAYS: ClassVar[str] = ""
    GO: ClassVar[str] = N_("Go on")
    AIRY: ClassVar[bool] = False
    """Whether there is room between the parts, also on a low screen."""

    def __init__(self, sentence: str = "") -> None:
        """Show it with `sentence` at the top, about what did not work before."""
        super().__init__(classes="form airy" if self.AIRY else "form")
        self._sentence = sentence

    def compose(self) -> ComposeResult:
        """Lay out the parts between the title and the way on."""
        _ = self.speech
        with VerticalScroll(can_focus=False, classes="leaf"):
            yield Static(Content(_(self.TITLE_OF)), classes="title")
            yield Sentence(self._sentence)
            if self.SAYS:
                yield Static(Content(_(self.SAYS)), classes="says")
            yield from self.parts()
            with Horizontal(classes="buttons"):
                yield Button(_(self.GO), id="go", variant="primary", compact=True)
                yield Button(_(N_("Back")), id="back", compact=True)
        yield KeyBar()

    def parts(self) -> ComposeResult:
        """Give what is filled in."""
        yield from ()

    def on_mount(self) -> None:
        """Put the focus where a person begins."""
        self.begin()

    def begin(self) -> None:
        """Begin at the first part."""
        self.query(Part).first().begin()

    def value(self, id: str) -> str:
        """Give what was filled in at a field."""
        return self.query_one(f"#{id}", Field).value

    def refuse(self, id: str, sentence: str) -> None:
        """Say at a part what is wrong with it, and go there."""
        part = self.query_one(f"#{id}", Part)
        part.wrong(sentence)
        part.begin()
        part.scroll_visible(animate=False)

    def say(self, sentence: str) -> None:
        """Say at the top what does not work; nothing when it does."""
        self.query_one(Sentence).say(sentence)

    def fits(self, id: str, limit: int) -> bool:
        """Refuse what is longer than `limit` bytes."""
        over = size(self.value(id))
        if over > limit:
            _ = self.speech
            sentence = _(
                "Too long: {size} bytes, and {limit} fit.", size=over, limit=limit
            )
            self.refuse(id, sentence)
        return over <= limit

    def named(self, id: str) -> bool:
        """Refuse what cannot be a person's name."""
        _ = self.speech
        if not self.value(id):
            self.refuse(id, _("A name is needed here."))
            return False
        return self.fits(id, NAME_BYTES)

    def go_on(self) -> None:
        """Do what was filled in, or refuse it."""

    def action_go(self) -> None:
        """Go on with what was filled in."""
        for part in self.query(Part):
            part.wrong("")
        self.say("")
        self.go_on()

    def action_back(self) -> None:
        """Leave the form."""
        self.dismiss()

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Do what the button says."""
        event.stop()
        if event.button.id == "go":
            self.action_go()
        else:
            self.action_back()
