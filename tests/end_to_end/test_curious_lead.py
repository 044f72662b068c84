"""A lead with every power over the relay's machine can link no note to anyone.

The database, the log with everything switched on, the memory of the relay's process,
all traffic with its times, the files and the memory of the lead's own client are taken
from a session whose authors the test knows; then it tries to find them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import permutations

import pytest

from formats.wire import Append, Post
from retro.anonymity.joinwords import derive
from tests.end_to_end.curious import (
    DRAFT_STEM,
    HEAVY,
    LEAD,
    NAME_STEM,
    NAMES,
    SINGLE,
    STEM,
    Curious,
    Round,
    curious,
    posts,
)
from tests.end_to_end.inside import DEPTH, Search
from tests.support.processes import Installed
from tests.support.searching import found

CHANCE = Fraction(1, 1_000_000)
"""How seldom a guess is so good, or so bad, when it knows nothing."""


@pytest.fixture(scope="module")
def one(
    installed: Installed, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Curious]:
    """Give what was gathered."""
    with curious(installed, tmp_path_factory.mktemp("curious")) as gathered:
        yield gathered


def secrets(one: Curious) -> list[str]:
    """Give what only members may know: of every text, draft and name, and the words."""
    words = [mark.join(one.words[1:3]) for mark in " -"]
    return [STEM, DRAFT_STEM, NAME_STEM, *words]


# -------------------------------------------------------------------------- by content


def test_the_search_finds_what_is_there(one: Curious) -> None:
    """In the memory of the lead's own client, which shows the notes, they are found."""
    assert {STEM, NAME_STEM} <= set(found(one.lead_memory, secrets(one)))
    keys = one.keys
    assert all(keys[name] in one.relay_memory for name in (LEAD, *NAMES))


def test_the_memory_of_the_relay_holds_no_text_name_word_or_key(one: Curious) -> None:
    """No text, draft, name or word is in it while it runs, nor what opens them."""
    opened = derive(one.words)
    assert opened.room in one.relay_memory
    assert opened.key not in one.relay_memory
    assert opened.key.hex().encode() not in one.relay_memory
    assert found(one.relay_memory, secrets(one)) == []


def test_the_loudest_log_of_the_relay_holds_nothing_readable(one: Curious) -> None:
    """With every logger at its most verbose no text is in it, the carrier's too."""
    assert one.log.count("BINARY") > 100
    assert found(one.log.encode(), secrets(one)) == []


def test_the_files_of_relay_and_lead_hold_no_text_and_no_name(one: Curious) -> None:
    """The database with its journal and the lead's own files: no note, no member."""
    assert {path.name for path in one.files} >= {"resume.json", "serve.sqlite3"}
    for path, data in one.files.items():
        texts = [STEM, DRAFT_STEM] if path.name != "resume.json" else [DRAFT_STEM]
        inside = [*texts, *(name for name in NAMES), LEAD]
        if path.name not in {"resume.json", "curious.toml"}:
            inside = secrets(one)
        assert found(data, inside) == [], path
        assert found(str(path.relative_to(one.stage.folder)).encode(), NAMES) == []


def test_no_frame_holds_a_text_name_or_word(one: Curious) -> None:
    """Everything that passed, both ways, at every member: nothing of it can be read."""
    for name, recorder in one.recorders.items():
        assert found(recorder.everything(), secrets(one)) == [], name


# ------------------------------------------------------------------- by size and number


def shape(trace: Round, name: str) -> list[tuple[str, int, int]]:
    """Give what the relay sees of a member's part: kinds, to how many, and sizes.

    The list that a hop passes on is the largest of its frames. Its size, and whether it
    is for one or for all, tell the place in the order of hops, which is drawn anew in
    every round, so they are left out.
    """
    told = [
        (type(frame).__name__, len(getattr(frame, "to", b"")), len(frame.payload))
        for _, frame in posts(trace.traces[name])
    ]
    passed = max(told, key=lambda part: part[2])
    return [("list", 0, 0) if part == passed else part for part in told]


def test_frames_do_not_depend_on_who_wrote_the_many_notes(one: Curious) -> None:
    """Eight notes, one or none, written by another member in each round: the same
    frames, in the same order and of the same sizes, from every member in every round.
    """
    rounds = [each for each in one.rounds if each.kind == "notes"]
    assert len(rounds) == HEAVY + SINGLE
    written = [{name: len(texts) for name, texts in each.given} for each in rounds]
    assert [max(each, key=lambda n: each[n]) for each in written[:HEAVY]] == [
        *NAMES[:HEAVY]
    ]
    assert all(sorted(each.values()) == [0, 1, 1, 1, 1, 8] for each in written[:HEAVY])
    shapes = {tuple(shape(each, name)) for each in rounds for name in NAMES}
    assert len(shapes) == 1
    own = {
        tuple(part for part in shape(each, LEAD) if part[0] == "Post")
        for each in rounds
    }
    assert len(own) == 1


@pytest.mark.parametrize("kind", ["ask", "norms"])
def test_frames_do_not_depend_on_what_was_answered(one: Curious, kind: str) -> None:
    """Other answers, or an objection with a reason, make the same frames."""
    rounds = [each for each in one.rounds if each.kind == kind]
    shapes = {tuple(shape(each, name)) for each in rounds for name in NAMES}
    assert len(shapes) == 1


def test_the_lists_that_are_passed_on_tell_the_place_of_a_hop_alone(
    one: Curious,
) -> None:
    """In every round of one kind the same sizes of lists are passed on, one by each."""
    rounds = [each for each in one.rounds if each.kind == "notes"]
    passed = {
        tuple(sorted(largest(each, name) for name in (LEAD, *NAMES))) for each in rounds
    }
    assert len(passed) == 1
    assert len(set(*passed)) == 1 + len(NAMES)


def largest(trace: Round, name: str) -> int:
    """Give the size of the list that a member passed on."""
    return max(
        len(frame.payload)
        for _, frame in posts(trace.traces[name])
        if isinstance(frame, Post)
    )


# ---------------------------------------------------------------------------- by order


def footrule(one: list[str], other: list[str]) -> int:
    """Give how far two orders of the same people are apart."""
    return sum(abs(other.index(name) - place) for place, name in enumerate(one))


def luck(people: int, rounds: int) -> Counter[int]:
    """Count, over all orders there are, how far they are from one in so many rounds."""
    once = Counter(
        sum(abs(a - b) for a, b in enumerate(order))
        for order in permutations(range(people))
    )
    total = Counter({0: 1})
    for _ in range(rounds):
        total = Counter[int]() + sum(
            (
                Counter({far + more: ways * often for more, often in once.items()})
                for far, ways in total.items()
            ),
            Counter[int](),
        )
    return total


def chance(far: int, distances: Counter[int]) -> Fraction:
    """Give how often a guess that knows nothing is at least as near."""
    return Fraction(
        sum(ways for d, ways in distances.items() if d <= far), distances.total()
    )


def guesses(one: Curious, each: Round) -> dict[str, list[str]]:
    """Give every order of people that the relay or who sat with them could know."""
    read = {name: posts(each.traces[name]) for name in (LEAD, *NAMES)}
    mine = {name: [p for p in read[name] if isinstance(p[1], Post)] for name in read}
    keys = one.keys
    by_frame = {
        f"when their message {nth} came": sorted(
            mine,
            key=lambda name, nth=nth: mine[name][nth][0],  # type: ignore[misc]
        )
        for nth in range(min(map(len, mine.values())))
    }
    return by_frame | {
        "who typed first": [name for name, _ in each.given],
        "who came first": [LEAD, *NAMES],
        "the list of names": list(one.team.lead.last("people")["members"]),
        "their keys": sorted(keys, key=lambda name: keys[name]),
        "the order of hops": sorted(mine, key=lambda name: largest(each, name)),
    }


def test_the_order_of_the_notes_follows_no_order_of_people(one: Curious) -> None:
    """Nobody's place in what is revealed follows from when they typed, sent or came in,
    or from any list: over all rounds, counted exactly, no guess is as good (or as bad)
    as luck is once in a million times.
    """
    rounds = [each for each in one.rounds if each.kind == "notes"][HEAVY:]
    distances = luck(1 + len(NAMES), len(rounds))
    assert chance(0, distances) < CHANCE
    far: Counter[str] = Counter()
    back: Counter[str] = Counter()
    for each in rounds:
        author = {text: name for name, texts in each.given for text in texts}
        revealed = [author[text] for text in each.shown]
        assert sorted(revealed) == sorted((LEAD, *NAMES))
        for guess, order in guesses(one, each).items():
            assert sorted(order) == sorted(revealed), guess
            far[guess] += footrule(order, revealed)
            back[guess] += footrule(order[::-1], revealed)
    assert len(far) > 10
    for guess in far:
        assert chance(far[guess], distances) > CHANCE, guess
        assert chance(back[guess], distances) > CHANCE, f"{guess}, backwards"


def test_such_a_guess_would_be_found() -> None:
    """The test above is able to fail: an order that leaks lies far under its bound."""
    people = [LEAD, *NAMES]
    distances = luck(len(people), SINGLE)
    swapped = [people[1], people[0], *people[2:]]
    leak = SINGLE * footrule(people, swapped)
    assert chance(leak, distances) < CHANCE
    assert chance(SINGLE * footrule(people, people[::-1]), distances) > CHANCE


# ----------------------------------------------------------------------------- by time


def test_nothing_leaves_while_people_type(one: Curious) -> None:
    """From the question until it is collected nobody's client sends a single frame,
    whoever types, changes and takes back, however often and in whatever order.
    """
    for each in one.rounds:
        assert {name: len(sent) for name, sent in each.quiet.items()} == dict.fromkeys(
            (LEAD, *NAMES), 0
        )
        assert any(isinstance(f, Append) for _, f in posts(each.traces[LEAD]))


def test_no_file_is_touched_while_people_type(one: Curious) -> None:
    """No file of relay or lead changes its size or times when somebody types."""
    assert one.touched == []


# --------------------------------------------------------------- on the lead's own lapt


def test_the_leads_own_client_knows_notes_and_people_but_no_link(one: Curious) -> None:
    """Of all objects in the lead's running client none leads to a text and to some of
    the members in a few steps: what knows a text knows all of them, or nobody.
    """
    assert one.looked["people"] == sorted(NAMES)
    assert isinstance(one.looked["texts"], int)
    assert one.looked["texts"] >= 10 * HEAVY + 5 * SINGLE
    assert one.looked["links"] == []


def test_such_a_link_would_be_found() -> None:
    """The search among objects finds a text kept beside its author's name or key."""
    key = bytes(range(32))
    search = Search({"Anna": key.hex(), "Bob": bytes(32).hex()}, STEM)
    for kept in ({"by": "Anna", "text": f"{STEM} 1"}, [(key, [f"{STEM} 1".encode()])]):
        people, texts = search.reached(kept, DEPTH)
        assert people == {"Anna"}
        assert len(texts) == 1
