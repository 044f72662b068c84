"""What a client tells its front: the events, by the names a driver relies on.

Every front shows the same events; `as_json` is their one spelling outside Python. List
events are the whole current list; ids are small integers in the order shown.
"""

from __future__ import annotations

from typing import Any, ClassVar, Literal

from attrs import asdict, frozen

RoundPhase = Literal[
    "countdown", "holding", "mixing", "done", "aborted", "burned", "fork"
]


@frozen(kw_only=True)
class Event:
    """One event; `NAME` is its name outside Python."""

    NAME: ClassVar[str] = ""


@frozen(kw_only=True)
class Welcome(Event):
    """In the room. `words` and `link` are the facilitator's to share, else None."""

    NAME: ClassVar[str] = "welcome"
    room: str
    server: str
    lang: str
    title: str
    team: str
    words: str | None = None
    link: str | None = None


@frozen(kw_only=True)
class People(Event):
    """Who is here by name (facilitator included), and the projector screens."""

    NAME: ClassVar[str] = "people"
    members: tuple[str, ...]
    screens: tuple[str, ...]


@frozen(kw_only=True)
class Roster(Event):
    """Names and words to compare; `added`, `removed`: since what was confirmed last.

    `answer` is what the person here said: "", "same" or "differ"; `known` is true when
    only the change is in question.
    """

    NAME: ClassVar[str] = "roster"
    epoch: int
    count: int
    words: tuple[str, ...]
    members: tuple[str, ...]
    known: bool
    added: tuple[str, ...]
    removed: tuple[str, ...]
    answer: str


@frozen(kw_only=True)
class Warned(Event):
    """Something a person must be told once; `code` is translated by the front.

    Codes: `words-differ` (on some screen), `left-out` (my KEYS came but SET lacks me),
    `missed` (only those who missed an earlier round of this question would be sending
    now), `maybe-read` (drafts of a burned round may have been read), `outcome-differs`,
    `outcome-unsigned` (I did not read this result, and not all who did signed it),
    `farewell-differs` (another log ended otherwise than mine), `fork`, `compared` (with
    last time: `added`, `removed`), `lapsed` (something chosen no longer counts, as the
    themes or a norm's words changed), `lead-left`, `server-forgot` (it may get the
    session back), `server-amiss` (one connection after another comes to nothing).
    """

    NAME: ClassVar[str] = "warning"
    code: str
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@frozen(kw_only=True)
class OptionItem:
    """A choice with its id."""

    id: int
    title: str


@frozen(kw_only=True)
class ColumnItem:
    """A column with its key."""

    key: str
    title: str


@frozen(kw_only=True)
class StepEvent(Event):
    """The step the session is at; fields that do not apply are None and left out.

    `steps` is how many the agenda has, one that this session skips included.
    """

    NAME: ClassVar[str] = "step"
    id: int
    steps: int
    kind: str
    title: str
    question: str | None = None
    answer: str | None = None
    min: int | None = None
    max: int | None = None
    min_label: str | None = None
    max_label: str | None = None
    options: tuple[OptionItem, ...] | None = None
    columns: tuple[ColumnItem, ...] | None = None
    mode: str | None = None
    budget: int | None = None
    max_each: int | None = None
    prompts: tuple[tuple[str, str], ...] | None = None
    tips: tuple[str, ...] | None = None


@frozen(kw_only=True)
class TimerEvent(Event):
    """Seconds left on the timer; 0 is off or over."""

    NAME: ClassVar[str] = "timer"
    seconds: int


@frozen(kw_only=True)
class RoundEvent(Event):
    """Where a round is. `missing` are names; `reason` a code; `seconds` a countdown."""

    NAME: ClassVar[str] = "round"
    purpose: str
    phase: RoundPhase
    hop: int | None = None
    hops: int | None = None
    missing: tuple[str, ...] | None = None
    reason: str | None = None
    seconds: int | None = None


@frozen(kw_only=True)
class NoteItem:
    """A note on the board."""

    id: int
    column: str
    text: str


@frozen(kw_only=True)
class Notes(Event):
    """All notes, and how many slots could not be read."""

    NAME: ClassVar[str] = "notes"
    notes: tuple[NoteItem, ...]
    unreadable: int


@frozen(kw_only=True)
class Drafts(Event):
    """Own drafts, for their writer alone. `spent`: not sent, but may have been read."""

    NAME: ClassVar[str] = "drafts"
    drafts: tuple[NoteItem, ...]
    spent: tuple[NoteItem, ...] = ()


@frozen(kw_only=True)
class ThemeItem:
    """A theme and its notes' ids."""

    id: int
    title: str
    notes: tuple[int, ...]


@frozen(kw_only=True)
class Themes(Event):
    """All themes."""

    NAME: ClassVar[str] = "themes"
    themes: tuple[ThemeItem, ...]


@frozen(kw_only=True)
class CountItem:
    """How many gave one answer."""

    id: int
    title: str
    count: int


@frozen(kw_only=True)
class Answers(Event):
    """The result of a question; respondents gave a valid ballot that is not blank.

    `step` is the id of the step that asked it.
    """

    NAME: ClassVar[str] = "answers"
    step: int
    question: str
    counts: tuple[CountItem, ...]
    respondents: int
    people: int
    spoiled: int


@frozen(kw_only=True)
class DotsItem:
    """The dots of one theme, and how many people gave them."""

    id: int
    title: str
    dots: int
    people: int


@frozen(kw_only=True)
class Dots(Event):
    """The result of the vote at the step with the id `step`.

    `changed`: the themes are others now, or have another title or other notes.
    """

    NAME: ClassVar[str] = "dots"
    step: int
    themes: tuple[DotsItem, ...]
    respondents: int
    spoiled: int
    changed: bool = False


@frozen(kw_only=True)
class NormItem:
    """A norm with its consent; `review` is an ISO date or empty.

    `asked` is the kind of step that the counts are of, or empty when these words were
    not asked about: at `review` they say keep, reword and let go. `brought`: it comes
    from an earlier session. `reworded`: it had other words before.
    """

    id: int
    text: str
    theme: int | None
    agree: int
    concern: int
    object: int
    status: str
    review: str
    asked: str = ""
    brought: bool = False
    reworded: bool = False


@frozen(kw_only=True)
class ReasonItem:
    """An anonymous reason given with a consent."""

    norm: int
    text: str


@frozen(kw_only=True)
class EarlierItem:
    """What a norm was before: in an earlier session, or in other words in this one.

    `date` is an ISO date or empty; `asked` and the counts as in `NormItem`, of these
    words on that day, as are `reasons`.
    """

    norm: int
    date: str
    text: str
    status: str
    asked: str
    agree: int
    concern: int
    object: int
    reasons: tuple[str, ...]


@frozen(kw_only=True)
class Norms(Event):
    """All norms, the reasons given, and what each was before, the oldest first."""

    NAME: ClassVar[str] = "norms"
    norms: tuple[NormItem, ...]
    reasons: tuple[ReasonItem, ...]
    earlier: tuple[EarlierItem, ...] = ()


@frozen(kw_only=True)
class ThemeDots:
    """The dots a person gives one theme."""

    theme: int
    dots: int


@frozen(kw_only=True)
class NormChoice:
    """What a person thinks of one norm, by the name of the choice."""

    norm: int
    choice: str


@frozen(kw_only=True)
class Mine(Event):
    """What the person here chose for the question at hand, for them alone.

    Only what counts as things stand; `ticks` are ids of options or themes. `blank`:
    nothing is sent this time, whatever else is chosen.
    """

    NAME: ClassVar[str] = "mine"
    step: int
    answer: int | None = None
    ticks: tuple[int, ...] | None = None
    words: tuple[str, ...] = ()
    dots: tuple[ThemeDots, ...] | None = None
    consents: tuple[NormChoice, ...] = ()
    reason: ReasonItem | None = None
    blank: bool = False


@frozen(kw_only=True)
class Places(Event):
    """Where to go for help: (kind, text), in the agenda's order."""

    NAME: ClassVar[str] = "where"
    places: tuple[tuple[str, str], ...]


@frozen(kw_only=True)
class Accepted(Event):
    """The command, by its English verb, was recorded."""

    NAME: ClassVar[str] = "accepted"
    command: str


@frozen(kw_only=True)
class Refused(Event):
    """The command was refused; `message` is the front's sentence for `code`.

    `detail` fills the sentence: a count, a limit, an id; never another person's text.
    """

    NAME: ClassVar[str] = "error"
    code: str
    message: str = ""
    detail: tuple[str, ...] = ()


@frozen(kw_only=True)
class Link(Event):
    """Whether the server is reached."""

    NAME: ClassVar[str] = "link"
    state: Literal["up", "down"]


@frozen(kw_only=True)
class Exported(Event):
    """A file was written."""

    NAME: ClassVar[str] = "exported"
    path: str


@frozen(kw_only=True)
class Ended(Event):
    """The session is over; every client exits 0 after this."""

    NAME: ClassVar[str] = "ended"


def as_json(event: Event) -> dict[str, Any]:
    """Give the event as plain data: its name under `event`, None fields left out."""
    fields = asdict(event)
    return {"event": event.NAME} | {
        key: value for key, value in fields.items() if value is not None
    }
