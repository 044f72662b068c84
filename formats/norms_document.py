"""A norms file as a value, and what its parts are called in each language."""

from __future__ import annotations

from typing import Literal, TypedDict

from attrs import frozen

from formats.agenda import Lang, Place
from formats.entries import Earlier, NormStatus

FILE_BYTES = 4 * 1024 * 1024


class Labels(TypedDict):
    """What the fields and sections are called in one language."""

    team: str
    date: str
    people: str
    agenda: str
    agreed: str
    open: str
    letgo: str
    places: str
    none: str
    theme: str
    consent: str
    agree: str
    concern: str
    object: str
    review: str
    state: str
    draft: str
    reviewed: str
    keep: str
    reword: str
    drop: str
    earlier: str
    words: str
    confidant: str
    procedure: str
    emergency: str


LABELS: dict[Lang, Labels] = {
    "nl": {
        "team": "Team",
        "date": "Datum",
        "people": "Deelnemers",
        "agenda": "Agenda",
        "agreed": "Dit spreken we af",
        "open": "Nog niet afgesproken",
        "letgo": "Losgelaten",
        "places": "Waar je terechtkunt",
        "none": "Nog geen normen.",
        "theme": "Thema",
        "consent": "Instemming",
        "agree": "akkoord",
        "concern": "met een zorg",
        "object": "bezwaar",
        "review": "Opnieuw bekijken",
        "state": "Stand",
        "draft": "concept",
        "reviewed": "Herzien",
        "keep": "houden",
        "reword": "anders zeggen",
        "drop": "loslaten",
        "earlier": "Eerder",
        "words": "In de woorden",
        "confidant": "Vertrouwenspersoon",
        "procedure": "Meldprocedure",
        "emergency": "Noodgeval",
    },
    "en": {
        "team": "Team",
        "date": "Date",
        "people": "Participants",
        "agenda": "Agenda",
        "agreed": "What we agree",
        "open": "Not agreed yet",
        "letgo": "Let go",
        "places": "Where to go",
        "none": "No norms yet.",
        "theme": "Theme",
        "consent": "Consent",
        "agree": "agree",
        "concern": "with a concern",
        "object": "object",
        "review": "Look again",
        "state": "State",
        "draft": "draft",
        "reviewed": "Reviewed",
        "keep": "keep it",
        "reword": "say it differently",
        "drop": "let it go",
        "earlier": "Earlier",
        "words": "In the words",
        "confidant": "Confidant",
        "procedure": "Reporting procedure",
        "emergency": "Emergency",
    },
}
"""A reader knows files by these texts, so files of today hold them for years."""

STATUSES: dict[Lang, dict[NormStatus, str]] = {
    "nl": {
        "agreed": "afgesproken",
        "open": "nog niet afgesproken",
        "draft": "concept",
        "let-go": "losgelaten",
    },
    "en": {
        "agreed": "agreed",
        "open": "not agreed yet",
        "draft": "draft",
        "let-go": "let go",
    },
}
"""How it stood with a norm earlier; told apart by these texts too."""

UNDATED: dict[Lang, str] = {"nl": "datum onbekend", "en": "date unknown"}
"""What stands where an earlier day was never written down."""

COUNTED: dict[bool, tuple[str, str, str]] = {
    False: ("agree", "concern", "object"),
    True: ("keep", "reword", "drop"),
}
"""The labels of the three counts of a norm: when asked in draft, and in review."""


@frozen(kw_only=True)
class NormItem:
    """A norm as the file has it; fields as in `session_file.SavedNorm`."""

    text: str
    theme: str = ""
    asked: bool = False
    agree: int = 0
    concern: int = 0
    object: int = 0
    status: NormStatus = "agreed"
    review: str = ""
    reasons: tuple[str, ...] = ()
    reviewed: bool = False
    earlier: tuple[Earlier, ...] = ()


@frozen(kw_only=True)
class NormsDocument:
    """A norms file; `date` and each `review` are ISO 8601 or empty, `people` 0 is none.

    Norms stand in the order agreed, not agreed yet, let go.
    """

    lang: Lang
    title: str = ""
    team: str = ""
    date: str = ""
    people: int = 0
    agenda: str = ""
    norms: tuple[NormItem, ...] = ()
    places: tuple[Place, ...] = ()


Section = Literal["agreed", "open", "letgo"]
SECTION: dict[NormStatus, Section] = {
    "agreed": "agreed",
    "draft": "open",
    "open": "open",
    "let-go": "letgo",
}
