"""The start screen: what a person can do, in their language."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from formats.text import one_line
from retro import paths, resume
from retro import settings as settings_module
from retro.given import settings_or_none
from retro.i18n import N_, Lang
from retro.tui.choices import Choice, Join, Lead, LeadOn, Try
from retro.tui.screens.outside import Outside, Sentence
from retro.tui.widgets.keybar import KeyBar
from retro.tui.widgets.menu import MenuItem

LANGUAGES: dict[Lang, str] = {"nl": "Nederlands", "en": "English"}

WAYS = (
    (
        "1",
        N_("Lead a session"),
        N_("Your colleagues join from their own laptops; you decide when it goes on."),
        "lead",
    ),
    (
        "2",
        N_("Join a session"),
        N_("With the link or the four words that you got."),
        "join",
    ),
    (
        "3",
        N_("Try it with simulated colleagues"),
        N_("Lead a session on your own; nothing leaves this laptop."),
        "try",
    ),
    (
        "4",
        N_("Look back"),
        N_("Saved sessions, norms over time, one report on several sessions."),
        "look_back",
    ),
    (
        "5",
        N_("Settings"),
        N_("Your name, the language, where to go for help."),
        "settings",
    ),
)
"""Key, title, explanation and action of every choice."""


class Language(Static):
    """The name of a language, marked when it is spoken; a click wants it spoken."""

    class Wanted(Message):
        """Somebody wants this language."""

        def __init__(self, lang: Lang) -> None:
            """Tell which."""
            super().__init__()
            self.lang = lang

    def __init__(self, lang: Lang, *, spoken: bool) -> None:
        """Name `lang`."""
        mark, style = ("●", "bold") if spoken else ("○", "")
        super().__init__(
            Content.assemble(f"{mark} ", (LANGUAGES[lang], style)), id=lang
        )
        self._lang = lang

    def on_click(self) -> None:
        """Want it."""
        self.post_message(self.Wanted(self._lang))


class StartScreen(Outside[None]):
    """Where `retro` begins, and where it comes back to."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("l", "language", N_("In het Nederlands")),
        Binding("0", "lead_on", N_("Lead on"), show=False),
        *(Binding(key, action, title, show=False) for key, title, _, action in WAYS),
        Binding("delete", "forget", N_("Forget the session"), show=False),
        Binding("ctrl+q", "app.leave", N_("Leave"), priority=True),
    ]

    def __init__(self, sentence: str = "", again: Choice | None = None) -> None:
        """Show `sentence` on what went wrong; `again` is the choice it went wrong with.

        Where that was filled in on a form, the form opens as it was, with the sentence.
        """
        super().__init__()
        self._again = again if isinstance(again, Join | Lead) else None
        self._sentence = sentence
        self._broken_off = resume.latest()

    def compose(self) -> ComposeResult:
        """Lay out the choices; the session that broke off here is the first of them."""
        _ = self.speech
        wrong = settings_or_none(_)[1]
        if wrong:
            wrong = _("{wrong} Until then retro works without them.", wrong=wrong)
        said = "" if self._again else self._sentence
        with Horizontal(id="top"):
            yield Static(Content("retro"), id="name")
            for lang in LANGUAGES:
                yield Language(lang, spoken=lang == _.lang)
        with VerticalScroll(id="ways", can_focus=False):
            yield Sentence("\n".join(filter(None, (said, wrong))))
            yield Static(
                Content(
                    _(
                        "Live anonymous team sessions: say safely what goes well and "
                        "what feels unsafe, and leave with norms everyone agreed to."
                    )
                ),
                id="what-for",
            )
            yield Static(Content(_("What do you want to do?")), id="question")
            if self._broken_off is not None:
                title = one_line(self._broken_off[1].title)
                yield MenuItem(
                    "0",
                    _("Lead on: {title}", title=title),
                    _("This session broke off here; your colleagues can come back."),
                    "lead_on",
                )
            for key, title, explains, action in WAYS:
                yield MenuItem(key, _(title), _(explains), action)
        yield KeyBar()

    def on_mount(self) -> None:
        """Begin at the first choice, or at the form that is to be mended."""
        self.query(MenuItem).first().focus()
        match self._again:
            case Join():
                self._open_join(self._again)
            case Lead():
                self._open_lead(self._again)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to lead on only where there is something to lead on with."""
        return action not in {"lead_on", "forget"} or self._broken_off is not None

    # ------------------------------------------------------------------ choosing

    async def on_menu_item_taken(self, event: MenuItem.Taken) -> None:
        """Do what was chosen."""
        await self.run_action(event.action)

    def action_lead_on(self) -> None:
        """Lead on with the session that broke off."""
        self.choose(LeadOn())

    def action_try(self) -> None:
        """Lead a session with colleagues who are played."""
        self.choose(Try())

    def action_lead(self) -> None:
        """Fill in what to lead."""
        self._open_lead(Lead())

    def action_join(self) -> None:
        """Fill in what to join."""
        self._open_join(Join())

    def _open_lead(self, choice: Lead) -> None:
        from retro.tui.screens.lead import LeadScreen  # noqa: PLC0415  only then

        self.app.push_screen(LeadScreen(choice, self._sentence))
        self._sentence = ""

    def _open_join(self, choice: Join) -> None:
        from retro.tui.screens.join import JoinScreen  # noqa: PLC0415  only then

        self.app.push_screen(JoinScreen(choice, self._sentence))
        self._sentence = ""

    def action_look_back(self) -> None:
        """Choose what to do with what sessions left."""
        from retro.tui.screens.back import LookBackScreen  # noqa: PLC0415  only then

        self.app.push_screen(LookBackScreen())

    def action_settings(self) -> None:
        """Show the settings, to change them."""
        from retro.tui.screens.settings import SettingsScreen  # noqa: PLC0415  only then

        def answered(saved: bool | None) -> None:
            if saved:
                self._anew()
                _ = self.speech
                self.tell(_("Saved."))

        self.app.push_screen(SettingsScreen(), answered)

    def action_forget(self) -> None:
        """Forget the session that broke off, after asking."""
        from retro.tui.screens.dialogs import ConfirmDialog  # noqa: PLC0415  only then

        _ = self.speech

        def answered(forget: bool | None) -> None:
            if forget and self._broken_off is not None:
                resume.forget(self._broken_off[0])
                self._anew()

        text = _("Nobody can lead on with it then. Files that were exported stay.")
        self.app.push_screen(ConfirmDialog(_("Forget this session?"), text), answered)

    # ------------------------------------------------------------------ language

    def on_language_wanted(self, event: Language.Wanted) -> None:
        """Speak the language that was clicked."""
        if event.lang != self.speech.lang:
            self.action_language()

    def action_language(self) -> None:
        """Speak the other language, now and from now on."""
        lang: Lang = "en" if self.speech.lang == "nl" else "nl"
        self.speak(lang)
        self._anew()
        try:
            settings_module.save(paths.settings_file(), {"lang": lang})
        except (settings_module.SettingsError, OSError):
            _ = self.speech
            self.tell(_("This could not be remembered for next time."), True)

    def _anew(self) -> None:
        """Show the screen anew, in the language and with the settings of now."""
        self.app.switch_screen(StartScreen(self._sentence))
