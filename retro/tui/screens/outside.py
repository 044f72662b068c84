"""What the screens outside a session share: keys, where to go, the promise."""

from __future__ import annotations

from typing import ClassVar, Generic, TypeVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Static

from retro.client import events as e
from retro.given import settings_or_none
from retro.i18n import N_, Lang, Speech
from retro.tui.choices import Choice
from retro.tui.view import View
from retro.tui.widgets.wrapping import literal

T = TypeVar("T")


class Sentence(Static):
    """One calm sentence at the top about what did not work; gone when there is none."""

    def __init__(self, sentence: str = "") -> None:
        """Begin with `sentence`."""
        super().__init__()
        self._first = sentence

    def on_mount(self) -> None:
        """Show what to begin with."""
        self.say(self._first)

    def say(self, sentence: str) -> None:
        """Say another sentence, or none."""
        self.update(Content(literal(sentence)))
        self.display = bool(sentence)


class Outside(Screen[T], Generic[T]):
    """A screen before or beside a session; each says where the keyboard begins."""

    AUTO_FOCUS: ClassVar[str | None] = ""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f3", "promise", N_("What is anonymous"), show=False),
        Binding("f1", "where", N_("Where to go")),
        Binding("question_mark,ctrl+p", "actions", N_("All keys"), key_display="?"),
    ]

    @property
    def speech(self) -> Speech:
        """The person's language."""
        found: Speech = self.app.speech  # type: ignore[attr-defined]  # RetroApp's own
        return found

    def speak(self, lang: Lang) -> None:
        """Speak this language from the next screen on."""
        self.app.speech = Speech(lang)  # type: ignore[attr-defined]  # RetroApp's own

    def tell(self, sentence: str, wrong: bool = False) -> None:
        """Show one sentence that passes."""
        self.app.say(sentence, wrong)  # type: ignore[attr-defined]  # RetroApp's own

    def choose(self, choice: Choice) -> None:
        """Begin with what was chosen."""
        self.app.choose(choice)  # type: ignore[attr-defined]  # RetroApp's own

    def action_where(self) -> None:
        """Show where to go for help, as the settings have it."""
        from retro.tui.screens.reading import where  # noqa: PLC0415  only then

        places = settings_or_none(self.speech)[0].places
        view = View(places=e.Places(places=places))
        self.app.push_screen(where(self.speech, view))

    def action_promise(self) -> None:
        """Show the whole truth about what is anonymous."""
        from retro.tui.screens.reading import promise  # noqa: PLC0415  only then

        self.app.push_screen(promise(self.speech))

    def action_actions(self) -> None:
        """Show all that can be done now, with its keys."""
        from retro.tui.screens.actions import ActionsScreen  # noqa: PLC0415  only then

        self.app.push_screen(ActionsScreen(self))
