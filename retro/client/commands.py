"""What a person can ask of a client, as values; every front makes these.

`Client.do` answers each with `events.Accepted`
or `events.Refused` before it reads the next.
"""

from __future__ import annotations

from typing import ClassVar, Literal

from attrs import frozen


@frozen
class Command:
    """One command; `lead` commands are the facilitator's alone."""

    VERB: ClassVar[str] = ""
    LEAD: ClassVar[bool] = False


@frozen
class Note(Command):
    """Draft a note in a column (its key, its title or its number)."""

    VERB: ClassVar[str] = "note"
    column: str
    text: str


@frozen
class Notes(Command):
    """Show my drafts and the notes."""

    VERB: ClassVar[str] = "notes"


@frozen
class Edit(Command):
    """Give my draft `draft` another text."""

    VERB: ClassVar[str] = "edit"
    draft: int
    text: str


@frozen
class Drop(Command):
    """Delete my draft `draft`; at a question for words, take back that word of mine."""

    VERB: ClassVar[str] = "drop"
    draft: int


@frozen
class Answer(Command):
    """Answer this step's question as typed: a number, yes, no, an option's title."""

    VERB: ClassVar[str] = "answer"
    value: str


@frozen
class Dots(Command):
    """Give dots: one number a theme in the order shown, or `THEME=N` pairs."""

    VERB: ClassVar[str] = "dots"
    values: tuple[str, ...]


@frozen
class Tick(Command):
    """Tick options (or themes, when recognising) by id; none is an answer too."""

    VERB: ClassVar[str] = "tick"
    options: tuple[int, ...]


@frozen
class Word(Command):
    """Give a word; up to three in a question."""

    VERB: ClassVar[str] = "word"
    text: str


@frozen
class Consent(Command):
    """Consent to a norm: agree, concern, object (in review: keep, reword, let-go).

    Without a `reason` one given before stays; None takes back the one for this norm.
    """

    VERB: ClassVar[str] = "consent"
    norm: int
    choice: str
    reason: str | None = ""


@frozen
class Words(Command):
    """Say whether names and words are the same here.

    `epoch` is the roster that the person saw; 0 means whichever is current.
    """

    VERB: ClassVar[str] = "words"
    answer: Literal["same", "differ"]
    epoch: int = 0


@frozen
class Blank(Command):
    """Send nothing this time; drafts stay."""

    VERB: ClassVar[str] = "blank"


@frozen
class Send(Command):
    """Send after all, knowing that only those who missed it would be sending now."""

    VERB: ClassVar[str] = "send"


@frozen
class Wait(Command):
    """During the hold: not without the absent."""

    VERB: ClassVar[str] = "wait"


@frozen
class Where(Command):
    """Show where to go for help."""

    VERB: ClassVar[str] = "where"


@frozen
class Export(Command):
    """Write norms (.md), notes (.csv), the session (.retro), or all in a folder."""

    VERB: ClassVar[str] = "export"
    path: str


@frozen
class Help(Command):
    """Show the commands; answered by the front."""

    VERB: ClassVar[str] = "help"


@frozen
class Quit(Command):
    """Leave the session."""

    VERB: ClassVar[str] = "quit"


@frozen
class LeadCommand(Command):
    """A command only the facilitator has."""

    LEAD: ClassVar[bool] = True


@frozen
class Next(LeadCommand):
    """To the next step."""

    VERB: ClassVar[str] = "next"


@frozen
class Back(LeadCommand):
    """To the step before."""

    VERB: ClassVar[str] = "back"


@frozen
class GoStep(LeadCommand):
    """To a step, by its id or its kind."""

    VERB: ClassVar[str] = "go"
    step: str


@frozen
class Collect(LeadCommand):
    """Run the anonymous round of this step, after a countdown in seconds."""

    VERB: ClassVar[str] = "collect"
    seconds: int | None = None


@frozen
class ConfirmSmall(LeadCommand):
    """Go on with 3 or 4 others."""

    VERB: ClassVar[str] = "confirm"


@frozen
class Group(LeadCommand):
    """Make a theme of notes."""

    VERB: ClassVar[str] = "group"
    notes: tuple[int, ...]
    title: str = ""


@frozen
class Ungroup(LeadCommand):
    """Dissolve a theme."""

    VERB: ClassVar[str] = "ungroup"
    theme: int


@frozen
class Title(LeadCommand):
    """Retitle a theme."""

    VERB: ClassVar[str] = "title"
    theme: int
    text: str


@frozen
class Aside(LeadCommand):
    """Set a note aside."""

    VERB: ClassVar[str] = "aside"
    note: int


@frozen
class Timer(LeadCommand):
    """Start, extend or stop the timer; `more` adds to what is left; 0 is off."""

    VERB: ClassVar[str] = "timer"
    seconds: int
    more: bool = False


@frozen
class Norm(LeadCommand):
    """Draft a norm, from a theme or on its own (0)."""

    VERB: ClassVar[str] = "norm"
    text: str
    theme: int = 0


@frozen
class Reword(LeadCommand):
    """Other words for a norm."""

    VERB: ClassVar[str] = "reword"
    norm: int
    text: str


@frozen
class LetGo(LeadCommand):
    """Let a norm go."""

    VERB: ClassVar[str] = "letgo"
    norm: int


@frozen
class Undo(LeadCommand):
    """Take back the last change."""

    VERB: ClassVar[str] = "undo"


@frozen
class Abort(LeadCommand):
    """Stop the round."""

    VERB: ClassVar[str] = "abort"


@frozen
class End(LeadCommand):
    """End the session for everyone."""

    VERB: ClassVar[str] = "end"
