"""What the slots of a round hold: one canonical layout a kind of question.

A lane is a list of its own: whoever reads one lane cannot tell which entry of another
lane belongs with it. What must not be joined lies in different lanes, so five norms are
five lanes and the reasons a sixth. A slot that holds anything but the canonical bytes
is spoiled and counted so; an abstention is a blank (no bytes) and looks like any other.

`Ballot` is everything the layout depends on, `encode_*` make a person's `Contents`,
`read` counts what came out. All are pure; the numbers come from the slots alone, so
every member who recounts them finds the same.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

from attrs import frozen

from formats.entries import TEXT_BYTES, WORD_BYTES, RoundKind
from formats.text import is_clean, size
from retro.anonymity.onion import Lane

CELLS_MAX = 600
"""Lanes times members stay within this; a hop's list would grow too large."""

VALUE_BYTES = 32
DOTS_BYTES = 64
WORDS_MAX = 3
NO_MORE_WORDS = b"\0"
"""Fills the slots of a person who gives fewer words than there are slots. Blanks are
then the abstentions alone, so the number of respondents can be counted; no text that a
reader accepts holds this byte."""

Contents = tuple[tuple[bytes, ...], ...]
"""One member's slots, a tuple a lane; slots left out are blank."""

Lanes = Sequence[Sequence[bytes | None]]
"""What came out of a round, lane by lane; None could not be opened."""


class BallotError(ValueError):
    """A person's choice does not fit the ballot; `code` is what the person is told.

    Codes: `too-many-notes`, `unknown-column`, `too-long`, `bad-value`, `no-such-id`,
    `over-budget`, `over-max`.
    """

    def __init__(self, code: str) -> None:
        """Carry `code`."""
        super().__init__(code)
        self.code = code


def note_slots(people: int) -> int:
    """Give how many notes a person can send in a round of this many people."""
    return 8 if people <= 16 else 6


@frozen(kw_only=True)
class Ballot:
    """A question as its slots see it; only the fields of its `kind` matter.

    `columns`: of notes. `low`, `high`: the values of an answer. `options`: a lane each,
    of ticks. `themes`, `budget` (dots a person) and `cap` (dots a theme): of dots.
    `norms` (a lane each) and `choices`: of consent.
    """

    kind: RoundKind
    columns: int = 0
    low: int = 0
    high: int = 0
    options: int = 0
    themes: int = 0
    budget: int = 0
    cap: int = 0
    norms: int = 0
    choices: int = 3

    def lanes(self, people: int) -> tuple[Lane, ...]:
        """Give the lanes of a round of `people` members."""
        value = Lane(slots=1, size=VALUE_BYTES)
        text = 1 + TEXT_BYTES
        match self.kind:
            case "notes":
                return (Lane(slots=note_slots(people), size=text),)
            case "answer":
                return (value,)
            case "ticks":
                return (value,) * self.options
            case "words":
                return (Lane(slots=WORDS_MAX, size=WORD_BYTES),)
            case "dots":
                return (Lane(slots=1, size=DOTS_BYTES),)
        return (*(value,) * self.norms, Lane(slots=1, size=text))

    def fits(self, people: int) -> bool:
        """Tell whether a round of this many people stays within `CELLS_MAX`."""
        return len(self.lanes(people)) * people <= CELLS_MAX

    def shaped(self, people: int, lanes: Lanes) -> bool:
        """Tell whether `lanes` has exactly the slots that such a round yields."""
        expected = [lane.slots * people for lane in self.lanes(people)]
        return [len(lane) for lane in lanes] == expected


# ---------------------------------------------------------------------- encoding


def _checked(text: str, limit: int, *, lines: bool) -> bytes:
    if size(text) > limit:
        raise BallotError("too-long")
    if not text or not is_clean(text) or ("\n" in text and not lines):
        raise BallotError("bad-value")
    return text.encode()


def blank(ballot: Ballot) -> Contents:
    """Give the contents of a person who sends nothing."""
    return ((),) * len(ballot.lanes(1))


def encode_notes(
    ballot: Ballot, people: int, notes: Sequence[tuple[int, str]]
) -> Contents:
    """Write notes, each the index of its column and its clean text."""
    if len(notes) > note_slots(people):
        raise BallotError("too-many-notes")
    if any(not 0 <= column < ballot.columns for column, _ in notes):
        raise BallotError("unknown-column")
    return (
        tuple(
            bytes([column]) + _checked(text, TEXT_BYTES, lines=True)
            for column, text in notes
        ),
    )


def encode_answer(ballot: Ballot, value: int | None) -> Contents:
    """Write the one value of an answer; None abstains."""
    if value is None:
        return blank(ballot)
    if not ballot.low <= value <= ballot.high:
        raise BallotError("bad-value")
    return ((bytes([value]),),)


def encode_ticks(ballot: Ballot, ticked: Collection[int] | None) -> Contents:
    """Write ticks by the options' indexes from 0; None abstains, no tick does not."""
    if ticked is None:
        return blank(ballot)
    if not set(ticked) <= set(range(ballot.options)):
        raise BallotError("no-such-id")
    return tuple((bytes([index in ticked]),) for index in range(ballot.options))


def encode_words(ballot: Ballot, words: Iterable[str]) -> Contents:
    """Write up to three words of one line; none at all abstains.

    A word given twice, in whatever case, is sent once: one person is one voice.
    """
    given = {word.casefold(): word for word in words}
    if len(given) > WORDS_MAX:
        raise BallotError("too-many-notes")
    if not given:
        return blank(ballot)
    slots = [_checked(word, WORD_BYTES, lines=False) for word in given.values()]
    return ((*slots, *[NO_MORE_WORDS] * (WORDS_MAX - len(slots))),)


def encode_dots(ballot: Ballot, dots: Sequence[int] | None) -> Contents:
    """Write the dots of every theme in order; None abstains."""
    if dots is None:
        return blank(ballot)
    if len(dots) != ballot.themes or any(number < 0 for number in dots):
        raise BallotError("bad-value")
    if any(number > ballot.cap for number in dots):
        raise BallotError("over-max")
    if sum(dots) > ballot.budget:
        raise BallotError("over-budget")
    return ((bytes(dots),),)


def encode_consent(
    ballot: Ballot, choices: Mapping[int, int], reason: tuple[int, str] | None = None
) -> Contents:
    """Write a choice (1 is the first) a norm by its index, and at most one reason.

    Norms left out are abstained on. The reason names its norm and never the choice.
    """
    for index, choice in choices.items():
        if not 0 <= index < ballot.norms:
            raise BallotError("no-such-id")
        if not 1 <= choice <= ballot.choices:
            raise BallotError("bad-value")
    said: tuple[bytes, ...] = ()
    if reason is not None:
        index, text = reason
        if not 0 <= index < ballot.norms:
            raise BallotError("no-such-id")
        said = (bytes([index]) + _checked(text, TEXT_BYTES, lines=True),)
    votes = (
        (bytes([choices[index]]),) if index in choices else ()
        for index in range(ballot.norms)
    )
    return (*votes, said)


# ----------------------------------------------------------------------- reading


@frozen(kw_only=True)
class NotesResult:
    """Notes as (column index, text) in the order of the slots; `unreadable` slots."""

    notes: tuple[tuple[int, str], ...]
    unreadable: int


@frozen(kw_only=True)
class AnswerResult:
    """How many gave each value, the lowest first; with `blank` they add up to all."""

    counts: tuple[int, ...]
    respondents: int
    spoiled: int
    blank: int


@frozen(kw_only=True)
class TicksResult:
    """How many ticked each option.

    Lanes cannot be joined, so a ballot that is whole in one lane and broken in another
    is not found, only bounded: `respondents` is the most in any lane (so that no option
    passes 100 %), `blank` the fewest, `spoiled` the least ballots that must be broken.
    """

    counts: tuple[int, ...]
    respondents: int
    spoiled: int
    blank: int


@frozen(kw_only=True)
class WordsResult:
    """The words in the order of the slots.

    A person who answers fills all three slots, so `respondents` and `spoiled` are
    thirds, rounded up.
    """

    words: tuple[str, ...]
    respondents: int
    spoiled: int


@frozen(kw_only=True)
class DotsResult:
    """Dots a theme, and how many people gave it any."""

    dots: tuple[int, ...]
    people: tuple[int, ...]
    respondents: int
    spoiled: int
    blank: int


@frozen(kw_only=True)
class ConsentResult:
    """A count of the choices a norm, and the reasons as (norm index, text)."""

    norms: tuple[AnswerResult, ...]
    reasons: tuple[tuple[int, str], ...]
    unreadable: int


Result = (
    NotesResult | AnswerResult | TicksResult | WordsResult | DotsResult | ConsentResult
)


def _text(data: bytes, limit: int, *, lines: bool) -> str | None:
    """Read a text, or None when it is not in the only form a reader accepts."""
    try:
        text = data.decode()
        _checked(text, limit, lines=lines)
    except ValueError:
        return None
    return text


def _texts(
    slots: Sequence[bytes | None], kinds: int
) -> tuple[tuple[tuple[int, str], ...], int]:
    """Read slots of one index below `kinds` and a text; count what is neither."""
    found: list[tuple[int, str]] = []
    unreadable = 0
    for slot in slots:
        if slot == b"":
            continue
        text = _text(slot[1:], TEXT_BYTES, lines=True) if slot else None
        if not slot or slot[0] >= kinds or text is None:
            unreadable += 1
        else:
            found.append((slot[0], text))
    return tuple(found), unreadable


def _values(slots: Sequence[bytes | None], low: int, high: int) -> AnswerResult:
    """Count slots of exactly one byte from `low` to `high`."""
    counts = tuple(slots.count(bytes([value])) for value in range(low, high + 1))
    empty = slots.count(b"")
    return AnswerResult(
        counts=counts,
        respondents=sum(counts),
        spoiled=len(slots) - sum(counts) - empty,
        blank=empty,
    )


def _read_notes(ballot: Ballot, lanes: Lanes) -> NotesResult:
    notes, unreadable = _texts(lanes[0], ballot.columns)
    return NotesResult(notes=notes, unreadable=unreadable)


def _read_answer(ballot: Ballot, lanes: Lanes) -> AnswerResult:
    return _values(lanes[0], ballot.low, ballot.high)


def _read_ticks(_: Ballot, lanes: Lanes) -> TicksResult:
    read = [_values(lane, 0, 1) for lane in lanes]
    empty = min(one.blank for one in read)
    return TicksResult(
        counts=tuple(one.counts[1] for one in read),
        respondents=max(one.respondents for one in read),
        spoiled=len(lanes[0]) - min(one.respondents for one in read) - empty,
        blank=empty,
    )


def _read_words(_: Ballot, lanes: Lanes) -> WordsResult:
    words: list[str] = []
    done = broken = 0
    for slot in lanes[0]:
        if slot == b"":
            continue
        text = _text(slot or b"", WORD_BYTES, lines=False)
        if slot == NO_MORE_WORDS:
            done += 1
        elif text is None:
            broken += 1
        else:
            words.append(text)
    whole = len(words) + done
    missing = -(whole + broken) % WORDS_MAX
    return WordsResult(
        words=tuple(words),
        respondents=-(-whole // WORDS_MAX),
        spoiled=-(-(broken + missing) // WORDS_MAX),
    )


def _read_dots(ballot: Ballot, lanes: Lanes) -> DotsResult:
    slots = lanes[0]
    valid = [
        slot
        for slot in slots
        if slot
        and len(slot) == ballot.themes
        and max(slot) <= ballot.cap
        and sum(slot) <= ballot.budget
    ]
    empty = slots.count(b"")
    themes = range(ballot.themes)
    return DotsResult(
        dots=tuple(sum(slot[theme] for slot in valid) for theme in themes),
        people=tuple(sum(slot[theme] > 0 for slot in valid) for theme in themes),
        respondents=len(valid),
        spoiled=len(slots) - len(valid) - empty,
        blank=empty,
    )


def _read_consent(ballot: Ballot, lanes: Lanes) -> ConsentResult:
    reasons, unreadable = _texts(lanes[-1], ballot.norms)
    return ConsentResult(
        norms=tuple(_values(lane, 1, ballot.choices) for lane in lanes[:-1]),
        reasons=reasons,
        unreadable=unreadable,
    )


_READERS: dict[RoundKind, Callable[[Ballot, Lanes], Result]] = {
    "notes": _read_notes,
    "answer": _read_answer,
    "ticks": _read_ticks,
    "words": _read_words,
    "dots": _read_dots,
    "consent": _read_consent,
}


def read(ballot: Ballot, lanes: Lanes) -> Result:
    """Count what came out; `lanes` must be `ballot.shaped`.

    Never fails on what a slot holds: that is spoiled, or unreadable for a text.
    """
    return _READERS[ballot.kind](ballot, lanes)
