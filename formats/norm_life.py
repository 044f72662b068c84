"""The life of a norm over sessions: which norm of one file is which of the next.

A norm is the same as long as its words are; and when it got other words in a session,
the file of that session says which it had before. So nobody needs numbers that last.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from attrs import Factory, define, frozen

from formats.entries import BroughtNorm, Earlier
from formats.norms_document import NormItem, NormsDocument
from formats.text import one_line


@frozen(kw_only=True)
class Life:
    """One norm, from the first that is known of it to the last.

    `source` is the place, in what was given, of the document that has it last, `item`
    the norm as it is there; `versions` end with that one.
    """

    team: str
    source: int
    item: NormItem
    versions: tuple[Earlier, ...]


def as_earlier(item: NormItem, date: str) -> Earlier:
    """Give a norm of a document of this date as what it was then."""
    return Earlier(
        date=date,
        text=item.text,
        status=item.status,
        asked=item.asked,
        reviewed=item.reviewed,
        agree=item.agree,
        concern=item.concern,
        object=item.object,
        reasons=item.reasons,
    )


def lives(documents: Sequence[NormsDocument]) -> tuple[Life, ...]:
    """Follow every norm through these documents, in whatever order they are given.

    A document without a date counts as the newest, and those of the newest come first,
    as they stand there. Norms of one document are never one life, nor are those of two
    teams.
    """
    found: list[_Following] = []
    ordered = sorted(
        enumerate(documents), key=lambda pair: (not pair[1].date, pair[1].date)
    )
    for rank, (source, document) in enumerate(ordered):
        team = _folded(document.team)
        free = [life for life in found if life.team == team]
        left = list(enumerate(document.norms))
        for same in (_same_words, _had_its_words, _share_words):
            for place, item in list(left):
                if life := next((one for one in free if same(one, item)), None):
                    free = [one for one in free if one is not life]
                    left.remove((place, item))
                    life.meets(source, document, item, (-rank, place))
        for place, item in left:
            found.append(_Following(team, item))
            found[-1].meets(source, document, item, (-rank, place))
    return tuple(life.told() for life in sorted(found, key=lambda one: one.order))


def brought(life: Life) -> BroughtNorm:
    """Give a norm as a team brings it to review, with all that was said of it."""
    return BroughtNorm(
        text=one_line(life.item.text),
        review=life.item.review,
        theme=one_line(life.item.theme),
        earlier=life.versions,
    )


@define(eq=False)
class _Following:
    """A life while it is followed; `places` sort its versions."""

    team: str
    item: NormItem
    shown: str = ""
    source: int = 0
    order: tuple[int, int] = (0, 0)
    places: dict[Earlier, tuple[str, int]] = Factory(dict)

    def meets(
        self,
        source: int,
        document: NormsDocument,
        item: NormItem,
        order: tuple[int, int],
    ) -> None:
        """Find it again in a document that is newer, or as new."""
        self.shown, self.source, self.item = document.team, source, item
        self.order = order
        versions = (*item.earlier, as_earlier(item, document.date))
        self.places = {**_placed(versions), **self.places}

    def told(self) -> Life:
        """Give the life as it was followed."""
        return Life(
            team=self.shown,
            source=self.source,
            item=self.item,
            versions=tuple(sorted(self.places, key=lambda one: self.places[one])),
        )

    def words(self) -> Iterator[str]:
        """Give all the words it had, folded."""
        return (_folded(version.text) for version in self.places)


_NOW = "9999-99-99"
"""After every date."""


def _placed(versions: Iterable[Earlier]) -> dict[Earlier, tuple[str, int]]:
    """Give where each comes: by its date; without one just before the next that has."""
    placed: dict[Earlier, tuple[str, int]] = {}
    date = _NOW
    for number, version in reversed(list(enumerate(versions))):
        date = version.date or date
        placed[version] = (date, number)
    return placed


def _folded(text: str) -> str:
    return one_line(text).casefold()


def _same_words(life: _Following, item: NormItem) -> bool:
    return _folded(life.item.text) == _folded(item.text)


def _had_its_words(life: _Following, item: NormItem) -> bool:
    return _folded(life.item.text) in {_folded(one.text) for one in item.earlier}


def _share_words(life: _Following, item: NormItem) -> bool:
    words = {_folded(item.text), *(_folded(one.text) for one in item.earlier)}
    return not words.isdisjoint(life.words())
