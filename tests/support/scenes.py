"""Moments of a session, by name, each on real engines: what a screen is tested at.

The bundled `social-safety` agenda in either language, played up to the moment; six
people, of whom `lead` facilitates and `m1` is the member that is looked at.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from functools import cache
from hashlib import blake2b

from attrs import evolve
from nacl.bindings import crypto_box, crypto_scalarmult_base

from formats.agenda import Place
from formats.agenda_file import bundled
from formats.entries import BroughtNorm
from formats.hashing import H
from formats.wire import Append, Post
from retro.client import commands as c
from retro.client import events as e
from retro.i18n import Lang
from tests.support.meeting import Meeting, Tap

NOTES = {
    "en": (
        ("well", "We help each other when it gets busy ☕"),
        ("unsafe", "Mistakes are talked about in the corridor, not with who made them"),
        ("need", "A fixed moment a week to say how it goes"),
        ("unsafe", "Jokes about [b]sick leave[/b] \\[oops] are not funny 😕"),
        ("well", "New colleagues get a buddy 👩‍⚕️"),
    ),
    "nl": (
        ("well", "We helpen elkaar als het druk is ☕"),
        ("unsafe", "Over fouten wordt op de gang gepraat, niet met wie het aangaat"),
        ("need", "Elke week een vast moment om te zeggen hoe het gaat"),
        ("unsafe", "Grappen over [b]ziek zijn[/b] \\[oeps] zijn niet leuk 😕"),
        ("well", "Nieuwe collega's krijgen een maatje 👩‍⚕️"),
    ),
}
THEMES = {
    "en": ("Talking with, not about", "Good to each other"),
    "nl": ("Praten met, niet over", "Goed voor elkaar"),
}
NORMS = {
    "en": ("We first tell the person it is about.", "We check in every Monday."),
    "nl": (
        "We zeggen het eerst tegen wie het aangaat.",
        "Elke maandag kijken we even.",
    ),
}
REASONS = {
    "en": "Not everyone works on Mondays.",
    "nl": "Niet iedereen werkt op maandag.",
}
BROUGHT = {
    "en": "Phones stay in the bag during handover.",
    "nl": "Tijdens de overdracht blijven telefoons in de tas.",
}
PLACES = {
    "en": ("Carol de Wit, 030 123 4567", "Intranet, under Working safely"),
    "nl": ("Carol de Wit, 030 123 4567", "Intranet, onder Veilig werken"),
}


PEOPLE = {
    "lead": "Lea", "m1": "Anouk", "m2": "Bram", "m3": "Driss", "m4": "Esther",
    "m5": "Jan", "beamer": "Beamer",
}  # fmt: skip
TITLES = {
    "en": ("How we talk with each other", "Sunny Court"),
    "nl": ("Hoe we met elkaar praten", "Zonnehof"),
}


def meeting(lang: Lang = "en", others: int = 5) -> Meeting:
    """Begin a session of the bundled agenda, with a norm to review and where to go."""
    confidant, procedure = PLACES[lang]
    agenda = evolve(
        bundled("social-safety", lang),
        places=(
            Place(kind="confidant", text=confidant),
            Place(kind="procedure", text=procedure),
        ),
    )
    brought = BroughtNorm(text=BROUGHT[lang], review="2026-11-30")
    title, team = TITLES[lang]
    return Meeting(
        others,
        agenda=agenda,
        norms=(brought,),
        seed=1,
        title=title,
        team=team,
        called=PEOPLE,
    )


def _collect(table: Meeting) -> None:
    """Run the round of this step to its end."""
    table.ok("lead", c.Collect(0))
    table.run(30)
    assert table.last("lead", e.RoundEvent).phase == "done"


def _without_hop_of(name: str) -> Tap:
    """Keep one laptop's shuffled list from everybody, so that mixing waits for it."""

    def tap(sender: str, frame: Append | Post) -> list[Append | Post]:
        lost = sender == name and Meeting.message(frame) == "hop"
        return [] if lost else [frame]

    return tap


def moments(table: Meeting, lang: Lang) -> Iterator[str]:
    """Play the session; give the name of every moment when it is there."""
    people = [name for name, one in table.engines.items() if not one.core.screen]
    members = [name for name in people if name != "lead"]
    yield "welcome"
    table.ok("lead", c.Next())
    yield "ask"
    table.ok("m1", c.Answer("4"))
    yield "ask-answered"
    for number, name in enumerate(people):
        table.ok(name, c.Answer(str(2 + number % 4)))
    _collect(table)
    yield "ask-result"
    table.ok("lead", c.Next())
    yield "review"
    for name in people:
        table.ok(name, c.Consent(1, "keep"))
    _collect(table)
    yield "review-result"
    table.ok("lead", c.Next())
    yield "write"
    for name, (column, text) in zip(members, NOTES[lang], strict=True):
        table.ok(name, c.Note(column, text))
    table.ok("m1", c.Note("need", NOTES[lang][0][1]))
    yield "write-drafts"
    table.ok("lead", c.Collect(20))
    table.settle()
    yield "write-countdown"
    tap, table.tap = table.tap, _without_hop_of("m3")
    table.run(20)
    yield "mix"
    table.run(40)
    table.tap = tap
    yield "mix-aborted"
    _collect(table)
    yield "notes"
    table.ok("lead", c.Next())
    yield "group"
    ids = {note.text: note.id for note in table.last("lead", e.Notes).notes}
    texts = [ids[text] for _, text in NOTES[lang] if text in ids]
    table.ok("lead", c.Group((texts[1], texts[3]), THEMES[lang][0]))
    table.ok("lead", c.Group((texts[0], texts[4]), THEMES[lang][1]))
    yield "group-themes"
    table.ok("lead", c.Next())
    yield "vote"
    table.ok("m1", c.Dots(("1=3", "2=1")))
    yield "vote-given"
    for name in people:
        table.ok(name, c.Dots(("1=3", "2=2")))
    _collect(table)
    yield "vote-result"
    table.ok("lead", c.Next())
    yield "talk"
    table.ok("lead", c.Timer(300))
    table.run(7)
    yield "talk-timer"
    table.ok("lead", c.Next())
    yield "norms-empty"
    for text in NORMS[lang]:
        table.ok("lead", c.Norm(text, 1))
    yield "norms"
    for name in people:
        for norm in table.last(name, e.Norms).norms:
            if norm.status == "draft":
                table.ok(name, c.Consent(norm.id, "agree"))
    last = table.last("m2", e.Norms).norms[-1]
    table.ok("m2", c.Consent(last.id, "object", REASONS[lang]))
    yield "norms-chosen"
    _collect(table)
    yield "norms-result"
    table.ok("lead", c.Next())
    yield "close"
    for name in people:
        table.ok(name, c.Answer("5"))
    _collect(table)
    yield "close-result"
    table.ok("lead", c.End())
    table.run(5)
    yield "ended"


def sealed_alike(message: bytes, public: bytes) -> bytes:
    """Seal as libsodium's `crypto_box_seal`, with a key that follows from the message.

    Shuffled lists are sorted by their bytes, so this alone makes the order of the notes
    the same each time; only for pictures and snapshots, as it hides nothing.
    """
    secret = H("test seal", message, public)
    ephemeral = crypto_scalarmult_base(secret)
    nonce = blake2b(ephemeral + public, digest_size=24).digest()
    return ephemeral + crypto_box(message, nonce, public, secret)


NAMES = (
    "welcome", "ask", "ask-answered", "ask-result", "review", "review-result", "write",
    "write-drafts", "write-countdown", "mix", "mix-aborted", "notes", "group",
    "group-themes", "vote", "vote-given", "vote-result", "talk", "talk-timer",
    "norms-empty", "norms", "norms-chosen", "norms-result", "close", "close-result",
    "ended",
)  # fmt: skip
"""All moments, in order."""


class Album:
    """One session, played once as far as is asked, with a copy of each moment."""

    def __init__(self, lang: Lang, *, screen: bool) -> None:
        """Begin the session; with `screen` a projector is there."""
        self._table = meeting(lang)
        if screen:
            self._table.join("beamer", screen=True)
            self._table.run(5)
        self._coming = moments(self._table, lang)
        self._pages: dict[str, Meeting] = {}

    def at(self, name: str) -> Meeting:
        """Give a copy of the meeting at a moment, the asker's own."""
        while name not in self._pages:
            moment = next(self._coming)
            self._pages[moment] = deepcopy(self._table)
        return deepcopy(self._pages[name])


_album = cache(Album)


def at(name: str, lang: Lang = "en", *, screen: bool = False) -> Meeting:
    """Give a session at the moment of that name; with `screen` a projector is there."""
    return _album(lang, screen=screen).at(name)
