"""Norms over time: read from many files, and what became of each in sentences.

The command `retro norms` and the screens tell it alike.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from attrs import frozen

from formats.entries import Earlier
from formats.markdown import written_date
from formats.norm_life import Life, lives
from formats.norms import counted
from formats.norms_document import NormItem, NormsDocument
from formats.text import one_line
from retro.given import Opens, Unusable, read_norms
from retro.i18n import Speech

KINDS = ("norms*.md", "*.retro")
"""What norms are read from in a folder: what exports and sessions leave."""


@frozen(kw_only=True)
class Followed:
    """Norms of some files: `paths` are those that could be read, as lives count them.

    `wrong` has a sentence for each file, or line of one, that could not be read.
    """

    paths: tuple[Path, ...]
    documents: tuple[NormsDocument, ...]
    wrong: tuple[str, ...]

    @property
    def lives(self) -> tuple[Life, ...]:
        """Every norm from the first that is known of it to the last."""
        return lives(self.documents)


@frozen(kw_only=True)
class Moment:
    """What became of a norm at one time.

    `was` is what it was reworded from, or empty; `counts` are left out when nobody was
    asked.
    """

    date: str
    text: str
    was: str
    became: str
    counts: str
    reasons: tuple[str, ...]


def follow(_: Speech, paths: Iterable[Path], opens: Opens | None = None) -> Followed:
    """Read what can be read of files and folders, and say of the rest why not.

    `opens` reads saved sessions, the sealed ones too.
    """
    read: list[Path] = []
    documents: list[NormsDocument] = []
    wrong: list[str] = []
    for path in paths:
        files = files_of(path)
        if not files:
            wrong.append(_("There are no norms in {path}.", path=path))
        for file in files:
            try:
                document, problems = read_norms(_, file, opens)
            except Unusable as error:
                wrong.append(error.sentence)
                continue
            read.append(file)
            documents.append(document)
            wrong += problems
    return Followed(
        paths=tuple(read),
        documents=tuple(documents),
        wrong=tuple(map(one_line, wrong)),
    )


def files_of(path: Path) -> list[Path]:
    """Give a file itself, or what holds norms in a folder and below it."""
    if not path.is_dir():
        return [path]
    return once(sorted({file for kind in KINDS for file in path.rglob(kind)}))


def once(paths: Sequence[Path]) -> list[Path]:
    """Leave out sessions whose norms lie beside them: people may have changed those."""
    exported = {
        path.with_name(path.name.replace("norms", "session", 1)).with_suffix(".retro")
        for path in paths
        if path.suffix == ".md"
    }
    return [path for path in paths if path not in exported]


# ------------------------------------------------------------------ a life


def moments(_: Speech, life: Life) -> Iterator[Moment]:
    """Tell what became of a norm, the oldest first."""
    words = ""
    agreed = False
    for version in life.versions:
        now = one_line(version.text)
        yield Moment(
            date=written_date(version.date, _.lang) or _("date unknown"),
            text=now,
            was=words if words != now else "",
            became=_became(_, version, agreed=agreed),
            counts=counted(version, _.lang)[1],
            reasons=tuple(map(one_line, version.reasons)),
        )
        words = now
        agreed = agreed or version.status == "agreed"


def _became(_: Speech, version: Earlier, *, agreed: bool) -> str:
    """Say what became of a norm at one time; `agreed` when it was so before."""
    match version.status:
        case "agreed" if not agreed:
            return _("agreed for the first time")
        case "agreed":
            kept = _("kept") if version.reviewed else _("agreed again")
            return kept if version.asked else _("not asked about")
        case "let-go":
            return _("let go")
        case "open":
            return _("not agreed yet")
    return _("draft, to be reworded") if version.asked else _("draft")


# ------------------------------------------------------------------ review


def today() -> datetime.date:
    """Give the date of today, here."""
    return datetime.datetime.now(tz=datetime.UTC).astimezone().date()


def is_due(life: Life, on: datetime.date) -> bool:
    """Tell whether a norm is to be looked at again on or before a day."""
    return life.item.status != "let-go" and "" < life.item.review <= on.isoformat()


def look_again(_: Speech, norm: NormItem) -> str:
    """Say when a norm is to be looked at again; nothing when it is not."""
    date = written_date(norm.review, _.lang)
    if not date or norm.status == "let-go":
        return ""
    return _("To be looked at again on {date}.", date=date)
