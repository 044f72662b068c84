"""What is said in a session: the facilitator's entries and the members' messages.

Two families, both sealed before they leave a client, so the server reads neither.

*Control entries* are the facilitator's: durable, signed by the facilitator key, each
carrying the hash of the one before. They are all a late joiner needs. *Messages* are
everybody's: the traffic of epochs and rounds, signed by the member's key, kept by the
relay only until a control entry clears them. `retro.anonymity` says what each may hold
and when; here is only their shape.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from attrs import field, frozen

from formats.agenda import TITLE_BYTES, Agenda, Lang
from formats.strict import LATER, Family, at_most, length, within
from formats.text import AllCleaned, Cleaned
from formats.versions import field_of, version_of

VERSION = 1
MEMBERS_MAX = 40
NAME_BYTES = 64
TEXT_BYTES = 320
WORD_BYTES = 64
THEMES_MAX = 60
LIST_BYTES = 1_500_000
"""The largest list a hop sends: 600 lanes times members of the smallest slots, or 240
slots of notes, each wrapped for 40 hops."""

RoundKind = Literal["notes", "answer", "ticks", "words", "dots", "consent"]
NormStatus = Literal["draft", "agreed", "open", "let-go"]

COUNT_MAX = 1_000_000
_COUNT = within(0, COUNT_MAX)
_TEXT = Cleaned(TEXT_BYTES, lines=True)

# ------------------------------------------------------------------ control entries


@frozen(kw_only=True)
class Earlier:
    """A norm as it was before: in an earlier session, or in other words.

    `date` is ISO 8601, or empty when nobody wrote it down. Counts and reasons are of
    these words on that day; `asked` and `reviewed` as in `session_file.SavedNorm`.
    """

    date: str = field(validator=Cleaned(10))
    text: str = field(validator=_TEXT)
    status: NormStatus
    asked: bool = False
    reviewed: bool = False
    agree: int = field(default=0, validator=_COUNT)
    concern: int = field(default=0, validator=_COUNT)
    object: int = field(default=0, validator=_COUNT)
    reasons: tuple[str, ...] = field(default=(), validator=AllCleaned(1000, _TEXT))


@frozen(kw_only=True)
class BroughtNorm:
    """A norm the team brings from an earlier session, to review.

    `theme` is the title of the theme it came from; `earlier` is what it was before,
    the oldest first, with what was said of it then.
    """

    text: str = field(validator=at_most(TEXT_BYTES))
    review: str = field(validator=at_most(10))
    theme: str = field(default="", validator=_TEXT, metadata=LATER)
    earlier: tuple[Earlier, ...] = field(default=(), metadata=LATER)


@frozen(kw_only=True)
class Begin:
    """The first entry: the agenda, and the facilitator key that signs all entries.

    `date` is ISO 8601; `review_months` is when an agreed norm is looked at again.
    """

    TAG: ClassVar[str] = "begin"
    version: int
    fk: bytes = field(validator=length(32))
    lang: Lang
    title: str = field(validator=at_most(TITLE_BYTES))
    team: str = field(validator=at_most(TITLE_BYTES))
    date: str = field(validator=at_most(10))
    agenda: Agenda
    norms: tuple[BroughtNorm, ...] = field(validator=at_most(THEMES_MAX))
    review_months: int = field(validator=within(1, 24))


@frozen(kw_only=True)
class Gather:
    """Call everybody to commit for the epoch with this number."""

    TAG: ClassVar[str] = "gather"
    epoch: int


@frozen(kw_only=True)
class Seat:
    """One member in a CLOSE: the name, the member key and the commitment."""

    name: str = field(validator=at_most(NAME_BYTES))
    vk: bytes = field(validator=length(32))
    commitment: bytes = field(validator=length(32))


@frozen(kw_only=True)
class Close:
    """Close the list of an epoch; `lead` is the facilitator's member key."""

    TAG: ClassVar[str] = "close"
    epoch: int
    lead: bytes = field(validator=length(32))
    seats: tuple[Seat, ...] = field(validator=at_most(MEMBERS_MAX))


@frozen(kw_only=True)
class Opening:
    """One member's OPEN as it stands in `Seated`: the nonce and its signature."""

    nonce: bytes = field(validator=length(32))
    sig: bytes = field(validator=length(64))


@frozen(kw_only=True)
class Seated:
    """Complete an epoch: every OPEN, in the order of the seats.

    With these a late joiner can recompute the roster hash of every epoch from the log.
    """

    TAG: ClassVar[str] = "seated"
    epoch: int
    openings: tuple[Opening, ...] = field(validator=at_most(MEMBERS_MAX))


@frozen(kw_only=True)
class OpenRound:
    """R0: open round `rid` on question `qid`; `log` is the hash of the entry before.

    `again` is the rid of the round that this one repeats, or 0.
    """

    TAG: ClassVar[str] = "open-round"
    rid: int
    qid: int
    kind: RoundKind
    again: int
    seconds: int = field(validator=within(0, 3600))
    log: bytes = field(validator=length(32))


@frozen(kw_only=True)
class SetMembers:
    """R1: the member keys whose KEYS came, in the roster's order."""

    TAG: ClassVar[str] = "set"
    rid: int
    members: tuple[bytes, ...] = field(validator=at_most(MEMBERS_MAX))


@frozen(kw_only=True)
class Abort:
    """End round `rid` without a result. `reason` is a code, `hop` where, or 0."""

    TAG: ClassVar[str] = "abort"
    rid: int
    reason: str = field(validator=at_most(32))
    hop: int = field(validator=within(0, MEMBERS_MAX))


@frozen(kw_only=True)
class DoneSeal:
    """One member's DONE as it stands in an outcome."""

    vk: bytes = field(validator=length(32))
    head: bytes = field(validator=length(32))
    sig: bytes = field(validator=length(64))


@frozen(kw_only=True)
class Outcome:
    """R6: the slots of round `rid`, lane by lane in T's order; None is unreadable.

    `mixed` is T, which the DONEs sign, so that late joiners can verify them.
    """

    TAG: ClassVar[str] = "outcome"
    rid: int
    mixed: bytes = field(default=bytes(32), validator=length(32))
    lanes: tuple[tuple[bytes | None, ...], ...] = field(validator=at_most(600))
    dones: tuple[DoneSeal, ...] = field(validator=at_most(MEMBERS_MAX))


@frozen(kw_only=True)
class Move:
    """Go to the step with this number (1 is the first)."""

    TAG: ClassVar[str] = "move"
    step: int


@frozen(kw_only=True)
class ConfirmSmall:
    """The facilitator confirms that 3 or 4 others are enough."""

    TAG: ClassVar[str] = "confirm-small"


@frozen(kw_only=True)
class Group:
    """Make a theme of these notes, or move them into a new one."""

    TAG: ClassVar[str] = "group"
    notes: tuple[int, ...] = field(validator=at_most(400))
    title: str = field(validator=at_most(TEXT_BYTES))


@frozen(kw_only=True)
class Ungroup:
    """Dissolve a theme; its notes stay."""

    TAG: ClassVar[str] = "ungroup"
    theme: int


@frozen(kw_only=True)
class Title:
    """Give a theme another title."""

    TAG: ClassVar[str] = "title"
    theme: int
    text: str = field(validator=at_most(TEXT_BYTES))


@frozen(kw_only=True)
class Aside:
    """Set a note aside: gone from every screen and export."""

    TAG: ClassVar[str] = "aside"
    note: int


@frozen(kw_only=True)
class Timer:
    """A timer that only notifies; 0 seconds is off. `started`: Unix time in seconds."""

    TAG: ClassVar[str] = "timer"
    seconds: int = field(validator=within(0, 86_400))
    started: int


@frozen(kw_only=True)
class Norm:
    """A norm in draft; `theme` is the theme it comes from, or 0."""

    TAG: ClassVar[str] = "norm"
    text: str = field(validator=at_most(TEXT_BYTES))
    theme: int


@frozen(kw_only=True)
class Reword:
    """Other words for a norm; it is a draft again."""

    TAG: ClassVar[str] = "reword"
    norm: int
    text: str = field(validator=at_most(TEXT_BYTES))


@frozen(kw_only=True)
class LetGo:
    """Let a norm go."""

    TAG: ClassVar[str] = "let-go"
    norm: int


@frozen(kw_only=True)
class Undo:
    """Take back the last change of notes, themes or norms not taken back yet."""

    TAG: ClassVar[str] = "undo"


@frozen(kw_only=True)
class End:
    """The session is over."""

    TAG: ClassVar[str] = "end"


Entry = (
    Begin | Gather | Close | Seated | OpenRound | SetMembers | Abort | Outcome | Move
    | ConfirmSmall | Group | Ungroup | Title | Aside | Timer | Norm | Reword | LetGo
    | Undo | End
)  # fmt: skip

ENTRIES = Family(
    [
        Begin, Gather, Close, Seated, OpenRound, SetMembers, Abort, Outcome, Move,
        ConfirmSmall, Group, Ungroup, Title, Aside, Timer, Norm, Reword, LetGo,
        Undo, End,
    ],
    limit=512 * 1024,
)  # fmt: skip
"""What the facilitator may say in the open."""

# ------------------------------------------------------------------ members' messages


@frozen(kw_only=True)
class Hello:
    """Who just came: a name to show, or a projector screen that is no member."""

    TAG: ClassVar[str] = "hello"
    name: str = field(validator=at_most(NAME_BYTES))
    screen: bool


@frozen(kw_only=True)
class Commit:
    """Epoch, step 1: name and commitment (the key is the sender's)."""

    TAG: ClassVar[str] = "commit"
    epoch: int
    name: str = field(validator=at_most(NAME_BYTES))
    commitment: bytes = field(validator=length(32))


@frozen(kw_only=True)
class Open:
    """Epoch, step 3: the nonce, over the hash of the closed list."""

    TAG: ClassVar[str] = "open"
    epoch: int
    nonce: bytes = field(validator=length(32))
    listed: bytes = field(validator=length(32))


@frozen(kw_only=True)
class Confirm:
    """A person's answer to the question whether names and words are right."""

    TAG: ClassVar[str] = "confirm"
    epoch: int
    same: bool


@frozen(kw_only=True)
class Keys:
    """R1: the fresh inner and outer X25519 public keys of a member."""

    TAG: ClassVar[str] = "keys"
    inner: bytes = field(validator=length(32))
    outer: bytes = field(validator=length(32))


@frozen(kw_only=True)
class Onions:
    """R2: a member's wrapped slots, lane after lane, for the first hop only."""

    TAG: ClassVar[str] = "onions"
    data: bytes = field(validator=at_most(LIST_BYTES))


@frozen(kw_only=True)
class Hop:
    """R3: hop `hop` (1 is the first) promises a list with this hash."""

    TAG: ClassVar[str] = "hop"
    hop: int = field(validator=within(1, MEMBERS_MAX))
    listed: bytes = field(validator=length(32))


@frozen(kw_only=True)
class Mixed:
    """R3: the list of hop `hop`; to the next hop, or to all from the last.

    It carries no signature of its own use: the signed hash in `Hop` covers it.
    """

    TAG: ClassVar[str] = "mixed"
    hop: int = field(validator=within(1, MEMBERS_MAX))
    data: bytes = field(validator=at_most(LIST_BYTES))


@frozen(kw_only=True)
class Ask:
    """Ask the hop before for its list again: what came did not match its hash."""

    TAG: ClassVar[str] = "ask"
    hop: int = field(validator=within(1, MEMBERS_MAX))


@frozen(kw_only=True)
class Go:
    """R4: my texts are all there (`go`), or they are not."""

    TAG: ClassVar[str] = "go"
    go: bool


@frozen(kw_only=True)
class Reveal:
    """R5: the inner secret, with the n signatures that allow it in SET's order."""

    TAG: ClassVar[str] = "reveal"
    secret: bytes = field(validator=length(32))
    gos: tuple[bytes, ...] = field(validator=at_most(MEMBERS_MAX))


@frozen(kw_only=True)
class Done:
    """R6: the hash of what came out, and the chain head seen."""

    TAG: ClassVar[str] = "done"
    out: bytes = field(validator=length(32))
    head: bytes = field(validator=length(32))


@frozen(kw_only=True)
class Fail:
    """This round cannot go on. `hop` is where, or 0; `spent` the rid it repeats."""

    TAG: ClassVar[str] = "fail"
    reason: Literal["wait", "spent", "list", "set", "double"]
    hop: int = field(validator=within(0, MEMBERS_MAX))
    spent: int


@frozen(kw_only=True)
class Ping:
    """The facilitator's client asks who is still there, before it sends its own GO."""

    TAG: ClassVar[str] = "ping"


@frozen(kw_only=True)
class Pong:
    """Still here."""

    TAG: ClassVar[str] = "pong"


@frozen(kw_only=True)
class Farewell:
    """After END: the chain head seen, so that a fork shows."""

    TAG: ClassVar[str] = "farewell"
    head: bytes = field(validator=length(32))


Message = (
    Hello | Commit | Open | Confirm | Keys | Onions | Hop | Mixed | Ask | Go | Reveal
    | Done | Fail | Ping | Pong | Farewell
)  # fmt: skip

MESSAGES = Family(
    [
        Hello, Commit, Open, Confirm, Keys, Onions, Hop, Mixed, Ask, Go, Reveal, Done,
        Fail, Ping, Pong, Farewell,
    ],
    limit=LIST_BYTES + 1024,
)  # fmt: skip
"""What any member may say: the traffic of epochs and rounds."""

# ------------------------------------------------------------------ signed envelopes


@frozen(kw_only=True)
class SignedEntry:
    """A control entry as it is sealed: its bytes, its predecessor, the signature.

    `body` is one of `ENTRIES`, encoded; `sig` is over `body` as it stands.
    """

    TAG: ClassVar[str] = "e"
    prev: bytes = field(validator=length(32))
    body: bytes
    sig: bytes = field(validator=length(64))


@frozen(kw_only=True)
class SignedMessage:
    """A member's message as it is sealed; `rid` is its round, or else its epoch."""

    TAG: ClassVar[str] = "m"
    rid: int
    body: bytes
    sig: bytes = field(validator=length(64))


PAYLOADS = Family([SignedEntry, SignedMessage], limit=LIST_BYTES + 2048)
"""What is inside a seal."""


def session_version(payload: bytes) -> int | None:
    """Give the version of the session that an unsealed entry begins, also another's."""
    body = field_of(payload, SignedEntry.TAG, "body")
    return version_of(body, Begin.TAG) if isinstance(body, bytes) else None
