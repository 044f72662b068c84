"""A session without a network: entries said one by one, rounds filled in by hand."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import define, field

from formats import entries as e
from formats.agenda import Agenda, Column, Place, Step
from retro.anonymity.ballots import Ballot, Contents
from retro.session.fold import apply
from retro.session.question import question
from retro.session.state import State

AGENDA = Agenda(
    name="everything",
    lang="en",
    title="Everything there is",
    steps=(
        Step(kind="welcome", title="Welcome"),
        Step(
            kind="ask",
            title="Free?",
            question="How free?",
            answer="scale",
            low=1,
            high=5,
        ),
        Step(kind="ask", title="Seen?", question="Seen it?", answer="yesno"),
        Step(
            kind="ask",
            title="Where?",
            question="Where?",
            answer="choice",
            options=("no", "here", "elsewhere"),
        ),
        Step(
            kind="ask",
            title="What?",
            question="What?",
            answer="ticks",
            options=("gossip", "silence", "stress"),
        ),
        Step(kind="ask", title="Words", question="Which words?", answer="words"),
        Step(kind="review", title="Our norms"),
        Step(
            kind="write",
            title="Write",
            columns=(
                Column(key="well", title="What goes well"),
                Column(key="need", title="What we need"),
            ),
        ),
        Step(kind="group", title="Group"),
        Step(kind="vote", title="Vote", mode="dots", budget=5, max_each=3),
        Step(kind="vote", title="Recognise", mode="recognise"),
        Step(kind="talk", title="Talk"),
        Step(kind="norms", title="Norms"),
        Step(
            kind="close",
            title="Close",
            question="Worth our time?",
            answer="scale",
            low=0,
            high=10,
        ),
    ),
    places=(Place(kind="confidant", text="Ask for Robin"),),
)
"""An agenda with every kind of step and question."""

WRITE, GROUP, VOTE, RECOGNISE, TALK, NORMS, CLOSE = 8, 9, 10, 11, 12, 13, 14
REVIEW = 7


def begin(
    agenda: Agenda = AGENDA,
    norms: Sequence[tuple[str, str]] = (),
    date: str = "2025-01-31",
    months: int = 1,
) -> e.Begin:
    """Give a first entry; norms are (text, review date)."""
    return e.Begin(
        version=e.VERSION,
        fk=bytes(32),
        lang=agenda.lang,
        title="Retro",
        team="Team Noord",
        date=date,
        agenda=agenda,
        norms=tuple(e.BroughtNorm(text=text, review=due) for text, due in norms),
        review_months=months,
    )


def member(number: int) -> bytes:
    """Give the key of a member."""
    return number.to_bytes(32, "big")


def epoch(number: int, people: int) -> tuple[e.Entry, ...]:
    """Give the entries that seat `people` members."""
    seats = tuple(
        e.Seat(name=f"P{one}", vk=member(one), commitment=bytes(32))
        for one in range(people)
    )
    return (
        e.Gather(epoch=number),
        e.Close(epoch=number, lead=member(0), seats=seats),
        e.Seated(epoch=number, openings=()),
    )


def mixed(
    ballot: Ballot, everyone: Sequence[Contents]
) -> tuple[tuple[bytes | None, ...], ...]:
    """Give what a round yields: a lane's slots of all, padded and sorted."""
    return tuple(
        tuple(
            sorted(
                slot
                for contents in everyone
                for slot in (*contents[number], *[b""] * lane.slots)[: lane.slots]
            )
        )
        for number, lane in enumerate(ballot.lanes(len(everyone)))
    )


def open_round(state: State, rid: int) -> e.OpenRound:
    """Give the entry that opens what is to be asked."""
    return e.OpenRound(
        rid=rid,
        qid=rid,
        kind=question(state).kind,
        again=0,
        seconds=0,
        log=bytes(32),
    )


@define
class Meeting:
    """A session being driven; `log` is all that was said and taken."""

    state: State = field(factory=State)
    log: list[e.Entry] = field(factory=list)
    rid: int = 0

    @classmethod
    def begun(cls, people: int = 4, first: e.Begin | None = None) -> Meeting:
        """Begin, with `people` seated."""
        meeting = cls()
        meeting.say(first or begin(), *epoch(1, people))
        return meeting

    def say(self, *entries: e.Entry) -> Meeting:
        """Apply entries in turn."""
        for entry in entries:
            self.state = apply(self.state, entry)
            self.log.append(entry)
        return self

    def open(self, members: Sequence[bytes] | None = None) -> Ballot:
        """Open the round of this step, with everybody in SET."""
        self.rid += 1
        seated = [member(one) for one in range(self.state.people)]
        self.say(
            open_round(self.state, self.rid),
            e.SetMembers(
                rid=self.rid, members=tuple(seated if members is None else members)
            ),
        )
        assert self.state.round is not None
        return self.state.round.question.ballot

    def reveal(self, lanes: tuple[tuple[bytes | None, ...], ...]) -> Meeting:
        """End the round with these slots."""
        return self.say(e.Outcome(rid=self.rid, lanes=lanes, dones=()))

    def collect(self, *everyone: Contents) -> Meeting:
        """Run the round of this step with what everybody sends."""
        members = [member(one) for one in range(len(everyone))]
        return self.reveal(mixed(self.open(members), everyone))

    def notes(self, *texts: str, column: int = 0) -> Meeting:
        """Go and write these notes, one each from as many people as needed."""
        back = self.state.step
        self.say(e.Move(step=WRITE))
        slots = tuple(bytes([column]) + text.encode() for text in texts)
        silent: Contents = ((),)
        per = [((slot,),) for slot in slots]
        rest = [silent] * (self.state.people - len(per))
        return self.collect(*per, *rest).say(e.Move(step=back))

    def at(self, step: int) -> Meeting:
        """Go to a step."""
        return self.say(e.Move(step=step))
