"""A room: roles, order, limits, idempotence; one behaviour a test."""

from __future__ import annotations

from typing import Any

import pytest

from formats.wire import (
    Admitted,
    Append,
    Control,
    LeadProof,
    Login,
    Peers,
    Post,
    Refused,
    Rejected,
    Said,
    ServerFrame,
    Taken,
)
from server.journal import Entry
from server.limits import Budget, Limits
from server.room import (
    ID_BYTES,
    KEPT_BYTES,
    Admission,
    Drop,
    Effect,
    Keep,
    Room,
    Send,
)

ROOM, FK, BOOT = b"R" * 32, b"F" * 32, b"B" * 16
LEAD, ANNA, BOB = b"l" * 32, b"a" * 32, b"b" * 32


ENTRY = POST = KEPT_BYTES + ID_BYTES
"""What a frame takes in memory besides its payload."""


def login(key: bytes, **changes: Any) -> Login:  # noqa: ANN401 - fields of a login
    """Make a login; `lead` may be given as a facilitator key."""
    lead = changes.pop("lead", None)
    fields: dict[str, Any] = {"boot": b"", "seq": 0, "have": 0, "create": False}
    return Login(
        version=1,
        room=ROOM,
        key=key,
        nonce=bytes(32),
        sig=bytes(64),
        lead=lead and LeadProof(key=lead, sig=bytes(64)),
        **(fields | changes),
    )


def make(*held: Entry, **limits: Any) -> tuple[Room[int], Budget]:  # noqa: ANN401 - limits of any kind
    """Make a room whose connections are numbers, and its budget."""
    budget = Budget(limits.pop("memory_bytes", 10**6))
    made = Room[int](
        ROOM, FK, boot=BOOT, limits=Limits(**limits), budget=budget, entries=held
    )
    return made, budget


def enter(room: Room[int], connection: int, frame: Login) -> Admission[int]:
    """Log in, and it must stand."""
    result = room.login(connection, frame, 0.0)
    assert isinstance(result, Admission)
    return result


def full_room(**limits: Any) -> Room[int]:  # noqa: ANN401 - limits of any kind
    """Make a room with the facilitator at 1, Anna at 2 and Bob at 3."""
    room, _ = make(**limits)
    enter(room, 1, login(LEAD, lead=FK))
    enter(room, 2, login(ANNA))
    enter(room, 3, login(BOB))
    return room


def append(
    index: int, *, payload: bytes = b"e", clears: bool = False, ends: bool = False
) -> Append:
    """Make a control entry whose id follows from its index."""
    name = bytes([index]) * 16
    return Append(id=name, index=index, payload=payload, clears=clears, ends=ends)


def post(number: int, *, to: bytes = b"", payload: bytes = b"p") -> Post:
    """Make round traffic whose id is a number."""
    return Post(id=bytes([100 + number]) * 16, to=to, payload=payload)


def sent(effects: list[Effect[int]], to: int) -> list[ServerFrame]:
    """Give the frames that go to a connection."""
    return [
        effect.frame
        for effect in effects
        if isinstance(effect, Send) and to in effect.to
    ]


def code(effects: list[Effect[int]], to: int) -> str:
    """Give the code of the one rejection that goes to a connection."""
    (frame,) = sent(effects, to)
    assert isinstance(frame, Rejected)
    return frame.code


def said(effects: list[Effect[int]], to: int) -> list[bytes]:
    """Give the payloads of round traffic that go to a connection."""
    return [frame.payload for frame in sent(effects, to) if isinstance(frame, Said)]


# ------------------------------------------------------------------ who is here


def test_newcomer_is_told_who_is_here() -> None:
    """A login is admitted under this boot, and everybody learns of it."""
    room, _ = make()
    assert enter(room, 1, login(LEAD, lead=FK)).admitted == Admitted(
        boot=BOOT, resumed=False, count=0, lead=True
    )
    admission = enter(room, 2, login(ANNA))
    assert not admission.admitted.lead
    assert admission.backlog == ()
    peers = Peers(keys=(LEAD, ANNA), lead=LEAD)
    assert admission.effects == [Send((1, 2), peers)]
    assert room.everybody == (1, 2)


def test_which_room_it_is() -> None:
    """A room can say which it is, and whose."""
    room, _ = make()
    assert (room.room, room.fk) == (ROOM, FK)


def test_other_facilitator_key() -> None:
    """Only the room's facilitator key makes a facilitator."""
    room, _ = make()
    assert room.login(1, login(LEAD, lead=b"x" * 32), 0.0) == Refused(
        code="not-facilitator"
    )


def test_same_member_replaces() -> None:
    """A member key has one connection, the latest; others need not hear of it."""
    room = full_room()
    admission = enter(room, 9, login(ANNA))
    peers = Peers(keys=(LEAD, ANNA, BOB), lead=LEAD)
    assert admission.effects == [Drop(2, "replaced"), Send((9,), peers)]
    assert room.receive(2, post(0), 0.0) == []
    assert room.leave(2) == []
    assert room.everybody == (1, 9, 3)


def test_facilitator_replaces() -> None:
    """The facilitator under a new member key replaces the old connection."""
    room = full_room()
    new = b"n" * 32
    admission = enter(room, 9, login(new, lead=FK))
    peers = Peers(keys=(ANNA, BOB, new), lead=new)
    assert admission.effects == [Drop(1, "replaced"), Send((2, 3, 9), peers)]
    assert room.receive(1, append(0), 0.0) == []


def test_member_becomes_facilitator() -> None:
    """A member's key that logs in as facilitator replaces both its connections."""
    room = full_room()
    admission = enter(room, 9, login(ANNA, lead=FK))
    drops = [effect for effect in admission.effects if isinstance(effect, Drop)]
    assert drops == [Drop(2, "replaced"), Drop(1, "replaced")]
    assert sent(admission.effects, 9) == [Peers(keys=(ANNA, BOB), lead=ANNA)]


def test_facilitator_steps_back() -> None:
    """The facilitator's key that logs in without proof is a member like all."""
    room = full_room()
    admission = enter(room, 9, login(LEAD))
    assert sent(admission.effects, 2) == [Peers(keys=(LEAD, ANNA, BOB), lead=b"")]
    assert code(room.receive(9, append(0), 0.0), 9) == "not-facilitator"


def test_leaving_is_told() -> None:
    """Everybody who stays learns who left, and that the facilitator did."""
    room = full_room()
    assert room.leave(2) == [Send((1, 3), Peers(keys=(LEAD, BOB), lead=LEAD))]
    assert room.leave(1) == [Send((3,), Peers(keys=(BOB,), lead=b""))]
    assert room.leave(1) == []


def test_room_full_keeps_a_seat_for_the_facilitator() -> None:
    """Members cannot keep the facilitator out, and who is in can come back."""
    room, _ = make(connections=3)
    enter(room, 1, login(ANNA))
    enter(room, 2, login(BOB))
    assert room.login(3, login(b"c" * 32), 0.0) == Refused(code="room-full")
    enter(room, 4, login(ANNA))
    enter(room, 5, login(LEAD, lead=FK))
    assert room.login(6, login(b"c" * 32), 0.0) == Refused(code="room-full")
    assert room.login(7, login(LEAD), 0.0) == Refused(code="room-full")
    assert room.everybody == (4, 2, 5)


# ------------------------------------------------------------------ entries


def test_entry_is_kept_before_it_is_sent() -> None:
    """Nobody hears of an entry until it is on disk; then the sender first."""
    room = full_room()
    entry = Entry(index=0, id=bytes(16), payload=b"e", ends=False)
    assert room.receive(1, append(0), 0.0) == [Keep(entry)]
    assert enter(room, 4, login(b"c" * 32)).admitted.count == 0
    control = Control(seq=1, index=0, payload=b"e")
    assert room.stored() == [
        Send((1,), Taken(id=bytes(16), seq=1)),
        Send((1, 2, 3, 4), control),
    ]
    late = enter(room, 5, login(b"d" * 32))
    assert late.admitted.count == 1
    assert late.backlog == (control,)


def test_entries_wait_in_line() -> None:
    """Several entries may be on their way to disk; each is released by its own turn."""
    room = full_room()
    assert len(room.receive(1, append(0), 0.0)) == 1
    assert len(room.receive(1, append(1), 0.0)) == 1
    assert isinstance(sent(room.stored(), 2)[0], Control)
    assert sent(room.stored(), 2) == [Control(seq=2, index=1, payload=b"e")]


def test_post_waits_for_the_entry_before_it() -> None:
    """What is said after an entry is heard after it, by all."""
    room = full_room()
    room.receive(1, append(0), 0.0)
    assert room.receive(2, post(0), 0.0) == []
    room.receive(1, append(1), 0.0)
    assert room.receive(2, post(1), 0.0) == []
    assert sent(room.stored(), 3) == [
        Control(seq=1, index=0, payload=b"e"),
        Said(seq=2, sender=ANNA, payload=b"p"),
    ]
    assert [type(frame) for frame in sent(room.stored(), 3)] == [Control, Said]


def test_posts_wait_for_the_entry_before_them() -> None:
    """All that was said while an entry went to disk is heard after it, in order."""
    room = full_room()
    room.receive(1, append(0), 0.0)
    room.receive(2, post(0, payload=b"first"), 0.0)
    room.receive(3, post(1, payload=b"second"), 0.0)
    effects = room.stored()
    assert said(effects, 1) == [b"first", b"second"]
    assert sent(effects, 2)[1] == Taken(id=post(0).id, seq=2)


def test_entries_only_from_the_facilitator() -> None:
    """A member cannot append, even an entry that is known."""
    room = full_room()
    assert code(room.receive(2, append(0), 0.0), 2) == "not-facilitator"


def test_entries_only_in_order() -> None:
    """An entry is taken at the next position alone."""
    room = full_room()
    assert code(room.receive(1, append(1), 0.0), 1) == "out-of-order"
    room.receive(1, append(0), 0.0)
    again = Append(id=b"z" * 16, index=0, payload=b"e", clears=False, ends=False)
    assert code(room.receive(1, again, 0.0), 1) == "out-of-order"


def test_nothing_after_the_end() -> None:
    """After the last entry there is no other; round traffic still goes, for a while."""
    room = full_room()
    assert room.lifetime == Limits().room_seconds
    room.receive(1, append(0, ends=True), 0.0)
    assert code(room.receive(1, append(1), 0.0), 1) == "ended"
    room.stored()
    assert room.lifetime == Limits().ended_seconds
    assert said(room.receive(2, post(0), 0.0), 3) == [b"p"]


def test_who_may_come_back_after_the_end() -> None:
    """An ended room is open to its facilitator and to who has something of it."""
    ended = Entry(index=0, id=bytes(16), payload=b"e", ends=True)
    room, _ = make(ended)
    assert room.login(1, login(ANNA), 0.0) == Refused(code="ended")
    enter(room, 2, login(ANNA, have=1))
    enter(room, 3, login(BOB, boot=b"x" * 16))
    enter(room, 4, login(LEAD, lead=FK))


def test_same_entry_twice() -> None:
    """An entry that is sent again is taken once and acknowledged each time."""
    room = full_room()
    room.receive(1, append(0), 0.0)
    assert room.receive(1, append(0), 0.0) == []
    taken = Send((1,), Taken(id=bytes(16), seq=1))
    assert room.stored()[0] == taken
    assert room.receive(1, append(0), 0.0) == [taken]


def test_entry_known_from_disk() -> None:
    """An entry that an earlier boot took is acknowledged, not taken again."""
    room, budget = make(Entry(index=0, id=bytes(16), payload=b"e", ends=False))
    assert budget.used == 1 + ENTRY
    assert enter(room, 1, login(LEAD, lead=FK)).admitted.count == 1
    taken = Taken(id=bytes(16), seq=1)
    assert sent(room.receive(1, append(0), 0.0), 1) == [taken]
    assert isinstance(room.receive(1, append(1), 0.0)[0], Keep)


def test_facilitator_who_changed_key_hears_of_it() -> None:
    """An entry in the queue is acknowledged to whoever is the facilitator by then."""
    room = full_room()
    room.receive(1, append(0), 0.0)
    enter(room, 9, login(b"n" * 32, lead=FK))
    assert sent(room.stored(), 9)[0] == Taken(id=bytes(16), seq=1)


def test_nobody_to_acknowledge_to() -> None:
    """What its sender no longer waits for goes to the others all the same."""
    room = full_room()
    room.receive(1, append(0), 0.0)
    room.receive(2, post(0), 0.0)
    room.leave(1)
    room.leave(2)
    assert [type(frame) for frame in sent(room.stored(), 3)] == [Control, Said]


# ------------------------------------------------------------------ round traffic


def test_post_to_all() -> None:
    """What is for everybody reaches everybody; the sender first hears it is taken."""
    room = full_room()
    frame = Said(seq=1, sender=ANNA, payload=b"p")
    assert room.receive(2, post(0), 0.0) == [
        Send((2,), Taken(id=post(0).id, seq=1)),
        Send((1, 2, 3), frame),
    ]


def test_post_to_one() -> None:
    """What is for one reaches that one alone, now or later."""
    room = full_room()
    effects = room.receive(2, post(0, to=BOB), 0.0)
    assert [type(frame) for frame in sent(effects, 2)] == [Taken]
    assert said(effects, 3) == [b"p"]
    assert sent(effects, 1) == []
    late = room.receive(2, post(1, to=b"c" * 32, payload=b"late"), 0.0)
    assert len(late) == 1
    assert [frame.payload for frame in enter(room, 4, login(b"c" * 32)).backlog] == [
        b"late"
    ]


def test_same_post_twice() -> None:
    """Round traffic that is sent again is delivered once; ids are each sender's own."""
    room = full_room()
    first = room.receive(2, post(0), 0.0)
    assert room.receive(2, post(0), 0.0) == first[:1]
    assert said(room.receive(3, post(0), 0.0), 1) == [b"p"]


def test_same_post_twice_in_the_queue() -> None:
    """Sent again while it waits for an entry, it is acknowledged once."""
    room = full_room()
    room.receive(1, append(0), 0.0)
    assert room.receive(2, post(0), 0.0) == []
    assert room.receive(2, post(0), 0.0) == []
    assert sent(room.stored(), 2)[1] == Taken(id=post(0).id, seq=2)


def test_ids_are_remembered_past_a_clearing() -> None:
    """Cleared round traffic that is sent again is not delivered again."""
    room = full_room()
    room.receive(2, post(0), 0.0)
    room.receive(1, append(0, clears=True), 0.0)
    room.stored()
    assert sent(room.receive(2, post(0), 0.0), 2) == [Taken(id=post(0).id, seq=1)]


def test_old_ids_are_forgotten() -> None:
    """The memory for ids is bounded: the oldest go first."""
    room = full_room(posts=2)
    room.receive(2, post(0), 0.0)
    room.receive(2, post(1), 0.0)
    room.receive(1, append(0, clears=True), 0.0)
    room.stored()
    room.receive(2, post(2), 0.0)
    assert len(room.receive(2, post(1), 0.0)) == 1
    assert said(room.receive(2, post(0), 0.0), 3) == [b"p"]


def test_clearing() -> None:
    """Clearing forgets what came before it, not what came after, and frees memory."""
    room, budget = make()
    enter(room, 1, login(LEAD, lead=FK))
    room.receive(1, post(0, payload=b"before"), 0.0)
    room.receive(1, append(0, clears=True), 0.0)
    room.receive(1, post(1, payload=b"after"), 0.0)
    assert budget.used == len(b"before" + b"e" + b"after") + ENTRY + 2 * POST
    room.stored()
    assert budget.used == len(b"e" + b"after") + ENTRY + POST + ID_BYTES
    backlog = enter(room, 2, login(ANNA)).backlog
    assert [frame.payload for frame in backlog] == [b"e", b"after"]
    room.put_away()
    assert budget.used == 0


def test_an_entry_that_does_not_clear() -> None:
    """Only an entry that says so lets the relay forget round traffic."""
    room = full_room()
    room.receive(2, post(0), 0.0)
    room.receive(1, append(0), 0.0)
    room.stored()
    backlog = enter(room, 4, login(b"c" * 32)).backlog
    assert [frame.payload for frame in backlog] == [b"p", b"e"]


# ------------------------------------------------------------------ coming back


def test_resume() -> None:
    """In the same boot one gets exactly what came after one's last frame."""
    room = full_room()
    room.receive(1, append(0), 0.0)
    room.stored()
    room.leave(2)
    room.receive(3, post(0, to=ANNA, payload=b"hers"), 0.0)
    room.receive(3, post(1, to=LEAD, payload=b"not hers"), 0.0)
    room.receive(3, post(2, payload=b"all"), 0.0)
    back = enter(room, 9, login(ANNA, boot=BOOT, seq=1))
    assert back.admitted.resumed
    assert [frame.payload for frame in back.backlog] == [b"hers", b"all"]


def test_resume_at_the_end() -> None:
    """Who missed nothing resumes, and gets nothing twice."""
    room = full_room()
    room.receive(3, post(0), 0.0)
    back = enter(room, 9, login(ANNA, boot=BOOT, seq=1))
    assert back.admitted.resumed
    assert back.backlog == ()


@pytest.mark.parametrize(("boot", "seq"), [(b"x" * 16, 1), (b"", 0), (BOOT, 4)])
def test_no_resume(boot: bytes, seq: int) -> None:
    """After another boot, or from a place that never was, all of it comes again."""
    room = full_room()
    for index in range(2):
        room.receive(1, append(index), 0.0)
        room.stored()
    room.receive(3, post(0), 0.0)
    back = enter(room, 9, login(ANNA, boot=boot, seq=seq, have=1))
    assert not back.admitted.resumed
    assert [frame.seq for frame in back.backlog] == [2, 3]


# ------------------------------------------------------------------ limits


def test_too_fast() -> None:
    """Who sends too fast is told to slow down, and is heard again later."""
    room = full_room(burst=1, rate=1)
    room.receive(2, post(0), 0.0)
    assert code(room.receive(2, post(1), 0.0), 2) == "slow-down"
    assert said(room.receive(3, post(1), 0.0), 2) == [b"p"]
    assert said(room.receive(2, post(1), 1.0), 3) == [b"p"]


def test_empty_payloads() -> None:
    """Nothing that is sealed is empty."""
    room = full_room()
    assert code(room.receive(1, append(0, payload=b""), 0.0), 1) == "malformed"
    assert code(room.receive(2, post(0, payload=b""), 0.0), 2) == "malformed"


def test_large_payloads() -> None:
    """Too large a payload is rejected, the largest is not."""
    room = full_room(append_bytes=2, post_bytes=3)
    assert code(room.receive(1, append(0, payload=b"123"), 0.0), 1) == "too-large"
    assert code(room.receive(2, post(0, payload=b"1234"), 0.0), 2) == "too-large"
    assert said(room.receive(2, post(0, payload=b"123"), 0.0), 3) == [b"123"]
    assert isinstance(room.receive(1, append(0, payload=b"12"), 0.0)[0], Keep)


@pytest.mark.parametrize(
    "limits", [{"entries": 1}, {"entries_bytes": 3}, {"memory_bytes": 3 + ENTRY}]
)
def test_too_many_entries(limits: dict[str, int]) -> None:
    """A room keeps a bounded number of entries, of a bounded size."""
    room, _ = make(**limits)
    enter(room, 1, login(LEAD, lead=FK))
    room.receive(1, append(0, payload=b"12"), 0.0)
    room.stored()
    full = room.receive(1, append(1, payload=b"12"), 0.0)
    assert code(full, 1) == "room-full"


def test_entries_to_the_last_byte() -> None:
    """The entries of a room may take all its bytes, together and not one more."""
    room = full_room(entries_bytes=4)
    for index in range(2):
        frame = append(index, payload=b"12")
        assert isinstance(room.receive(1, frame, 0.0)[0], Keep)
        room.stored()
    assert room.entries_bytes == 4
    assert code(room.receive(1, append(2), 0.0), 1) == "room-full"


def test_posts_to_the_last_byte() -> None:
    """The round traffic of a room may take all its bytes, and not one more."""
    room = full_room(posts_bytes=4)
    for number in range(2):
        assert said(room.receive(2, post(number, payload=b"12"), 0.0), 3) == [b"12"]
    assert code(room.receive(2, post(2), 0.0), 2) == "room-full"


@pytest.mark.parametrize(
    "limits", [{"posts": 1}, {"posts_bytes": 601}, {"memory_bytes": 1700}]
)
def test_too_many_posts(limits: dict[str, int]) -> None:
    """A room keeps a bounded amount of round traffic, until it is cleared."""
    room, _ = make(**limits)
    enter(room, 1, login(LEAD, lead=FK))
    room.receive(1, post(0, payload=b"x" * 600), 0.0)
    assert code(room.receive(1, post(1, payload=b"x" * 600), 0.0), 1) == "room-full"
    room.receive(1, append(0, clears=True), 0.0)
    room.stored()
    assert said(room.receive(1, post(1, payload=b"x" * 600), 0.0), 1) == [b"x" * 600]
