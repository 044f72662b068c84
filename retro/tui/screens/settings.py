"""The settings as a form: what is kept on this laptop for every session."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content
from textual.widgets import Static

from formats.agenda import PROSE_BYTES
from formats.entries import NAME_BYTES
from formats.text import one_line
from retro import paths
from retro import settings as settings_module
from retro.given import os_sentence, settings_or_none, settings_sentence
from retro.i18n import N_, Lang
from retro.settings import PLACE_KINDS, PlaceKind, Settings, SettingsError
from retro.tui.screens.form import Form
from retro.tui.screens.start import LANGUAGES
from retro.tui.widgets.agendas import AgendaField
from retro.tui.widgets.choosing import Pick
from retro.tui.widgets.fields import Field

FIELDS = {
    "name": ("person", N_("Your name")),
    "lang": ("lang", N_("Language")),
    "server": ("server", N_("Own server")),
    "review_months": ("months", N_("Months until a norm is looked at again")),
    "names": ("names", N_("Names to watch for")),
}
"""The field of each setting, and what it is called."""

KINDS: dict[PlaceKind, str] = {
    "confidant": N_("Confidant"),
    "procedure": N_("Reporting procedure"),
    "emergency": N_("Emergency"),
}


class SettingsScreen(Form[bool]):
    """Everything a person sets once; True when it was saved."""

    TITLE_OF: ClassVar[str] = N_("Settings")
    SAYS: ClassVar[str] = N_("All of this is optional; Enter saves it.")
    GO: ClassVar[str] = N_("Save")

    def parts(self) -> ComposeResult:
        """Give every setting, where to go for help among them."""
        _ = self.speech
        self._before, broken = settings_or_none(_)
        if broken:
            yield Static(Content(f"⚠ {broken}"), classes="says")
        before = self._before
        named = {key: (_(label), id_) for key, (id_, label) in FIELDS.items()}
        label, id_ = named["name"]
        yield Field(label, before.name, explains=_("As the others see it."), id=id_)
        label, id_ = named["lang"]
        yield Pick(label, [*LANGUAGES.items()], before.lang or _.lang, id=id_)
        yield Static(Content(_("Where to go for help")), classes="heading")
        yield Static(
            Content(
                _(
                    "Who feels unsafe must find help at once. This is behind F1 on "
                    "everyone's screen, and in every export of sessions you lead."
                )
            ),
            classes="quiet says",
        )
        filled = dict(reversed(before.places))
        for kind, said in KINDS.items():
            text = one_line(filled.get(kind, ""))
            yield Field(_(said), text, placeholder=self._example(kind), id=kind)
        yield Static(Content(_("Sessions you lead")), classes="heading")
        yield AgendaField(_, before.agenda)
        label, id_ = named["review_months"]
        yield Field(label, str(before.review_months), id=id_)
        label, id_ = named["server"]
        yield Field(
            label,
            before.server,
            placeholder="wss://retro.example.org",
            explains=_("Your organisation's, if it has one; else your laptop is it."),
            id=id_,
        )
        label, id_ = named["names"]
        yield Field(
            label,
            ", ".join(before.names),
            placeholder=_("Anna, Bob"),
            explains=_(
                "While you write you are told when one of these names is in it. Only "
                "this laptop looks."
            ),
            id=id_,
        )
        kept = _("Kept in {path}", path=one_line(str(paths.settings_file())))
        yield Static(Content(kept), classes="quiet")

    def _example(self, kind: PlaceKind) -> str:
        _ = self.speech
        return {
            "confidant": _("name and phone number"),
            "procedure": _("where it is described"),
            "emergency": _("a number that always answers"),
        }[kind]

    # ------------------------------------------------------------------ saving

    def go_on(self) -> None:
        """Save what was changed, or say at the field what is wrong with it."""
        _ = self.speech
        if not self._fit():
            return
        path = paths.settings_file()
        before = self._before
        changes = {
            key: value for key, value in self._filled() if value != getattr(before, key)
        }
        try:
            settings_module.save(path, changes)
        except SettingsError as error:
            self._wrong(path, error)
        except OSError as error:
            self.say(os_sentence(_, error))
        else:
            lang: Lang = "nl" if self.query_one("#lang", Pick).value == "nl" else "en"
            self.speak(lang)
            self.dismiss(True)

    def _fit(self) -> bool:
        """Refuse what can be seen to be wrong without the file."""
        agenda = self.query_one(AgendaField)
        if wrong := agenda.why_not():
            self.refuse(agenda.id_wrong, wrong)
            return False
        return self.fits("person", NAME_BYTES) and all(
            self.fits(kind, PROSE_BYTES) for kind in KINDS
        )

    def _wrong(self, path: Path, error: SettingsError) -> None:
        """Say at its field what is wrong with a change, or else with the file."""
        _ = self.speech
        if error.line or error.key not in FIELDS:
            self.say(settings_sentence(_, path, error))
            return
        id_, label = FIELDS[error.key]
        self.refuse(id_, _(error.expected, key=_(label)) + ".")

    def _filled(self) -> Iterator[tuple[str, object]]:
        """Give what every setting is now."""
        before = self._before
        yield "name", self.value("person")
        lang = self.query_one("#lang", Pick).value
        yield "lang", lang if before.lang or lang != self.speech.lang else ""
        yield "server", self.value("server")
        agenda = self.query_one(AgendaField)
        yield "agenda", before.agenda if agenda.unchanged else agenda.lasting
        months = self.value("months")
        yield "review_months", int(months) if months.isdecimal() else months or None
        names = map(one_line, self.value("names").split(","))
        yield "names", tuple(filter(None, names))
        yield "places", tuple(self._places(before))

    def _places(self, before: Settings) -> Iterator[tuple[PlaceKind, str]]:
        """Give where to go: the first of a kind as filled in, others as they were."""
        left = {kind: self.value(kind) for kind in PLACE_KINDS}
        for kind, text in before.places:
            if kind not in left:
                yield kind, text
            elif filled := left.pop(kind):
                yield kind, text if filled == one_line(text) else filled
        for kind, filled in left.items():
            if filled:
                yield kind, filled
