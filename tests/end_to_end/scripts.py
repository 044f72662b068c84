"""What a team says in the whole-product session, in Dutch and in English.

Every text is one that no other part of the session or the program could hold by chance,
so that finding it somewhere is finding what somebody typed.
"""

from __future__ import annotations

from typing import Literal

from attrs import frozen

NAMES = (
    "Wilhelmina", "Gijsbertus", "Anneloes", "Thérèse", "Mohammed-Amin", "Siebrigje",
    "Koos van der Zwaan", "Xiao-Ling",
)  # fmt: skip
LEAD = "Roosmarijn"


@frozen(kw_only=True)
class Script:
    """One language's session. `notes` are each member's drafts, (column, text)."""

    lang: Literal["nl", "en"]
    title: str
    team: str
    same_text: str
    late_draft: str
    dropped_draft: str
    themes: tuple[str, str, str]
    norms: tuple[str, str]
    better: str
    reason: str
    concern: str
    brought: tuple[str, str]
    brought_file: str
    wrote: str
    consent_line: str
    verbs: dict[str, str]

    @property
    def notes(self) -> tuple[tuple[tuple[str, str], ...], ...]:
        """Give what everybody writes: the lead first, one with eight, one with none."""
        counts = (2, 8, 0, 1, 2, 3, 1, 2, 1)
        columns = ("well", "unsafe", "need")
        own = [
            tuple(
                (columns[nth % 3], f"{self.wrote} {member}.{nth}")
                for nth in range(count)
            )
            for member, count in enumerate(counts)
        ]
        own[3] = (("need", self.same_text),)
        own[6] = (("need", self.same_text),)
        return tuple(own)

    @property
    def texts(self) -> tuple[str, ...]:
        """Give every text that only members may ever read."""
        return (
            self.title,
            self.team,
            self.late_draft,
            self.dropped_draft,
            *self.themes,
            *self.norms,
            self.better,
            self.reason,
            self.concern,
            *self.brought,
            *(text for notes in self.notes for _, text in notes),
        )


NL = Script(
    lang="nl",
    title="Wat ons dwarszit in november",
    team="Thuiszorg Oude Pekela",
    same_text="Te weinig collega's op de nachtdienst",
    late_draft="Dit houd ik toch liever voor mezelf",
    dropped_draft="Dit haal ik zo weer weg",
    themes=("Zwijgen bij de overdracht", "Grapjes over afkomst", "Elkaar dragen"),
    norms=("We zeggen het eerst tegen elkaar", "Wie twijfelt, belt een collega"),
    better="Wie twijfelt, belt een collega, ook 's nachts",
    reason="Bellen kan niet altijd, zeker niet midden in de nacht",
    concern="Dat vraagt wel dat we elkaar laten uitpraten",
    brought=("We beginnen op tijd en ronden op tijd af", "Telefoons liggen in de kast"),
    brought_file=(
        "# Vorige keer\n\n## Dit spreken we af\n\n"
        "1. We beginnen op tijd en ronden op tijd af\n"
        "2. Telefoons liggen in de kast\n"
    ),
    wrote="Bij ons gebeurt het stilletjes, keer",
    consent_line="8 akkoord, 1 met een zorg, 0 bezwaar",
    verbs={
        "note": "notitie", "answer": "antwoord", "dots": "stippen", "next": "verder",
        "consent": "instemmen", "agree": "akkoord", "concern": "zorg",
        "object": "bezwaar", "group": "groepeer", "as": "als", "norm": "afspraak",
        "keep": "houden", "let-go": "loslaten", "drop": "schrap", "edit": "wijzig",
    },
)  # fmt: skip

EN = Script(
    lang="en",
    title="What bothers us this November",
    team="Home care Lower Slaughter",
    same_text="Too few colleagues on the night shift, and it shows",
    late_draft="On second thoughts I keep this to myself",
    dropped_draft="I shall take this away again",
    themes=("Silence at the handover", "Jokes about origin", "Carrying each other"),
    norms=("We tell each other first", "Whoever doubts calls a colleague"),
    better="Whoever doubts calls a colleague, at night as well",
    reason="Calling is not always possible, surely not at midnight",
    concern="It takes that we let each other finish speaking",
    brought=("We start on time and we finish on time", "Phones stay in the cupboard"),
    brought_file=(
        "# Last time\n\n## What we agree\n\n"
        "1. We start on time and we finish on time\n"
        "2. Phones stay in the cupboard\n"
    ),
    wrote="With us it happens quietly, time",
    consent_line="8 agree, 1 with a concern, 0 object",
    verbs={},
)
