"""Epochs in pure functions: the list, its hash, words, names, floors and questions."""

from __future__ import annotations

import unicodedata

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from formats.entries import NAME_BYTES, Close, Opening, Seat, Seated
from formats.hashing import H
from formats.text import one_line
from retro.anonymity import epoch
from retro.anonymity.epoch import Floor, Roster
from retro.anonymity.joinwords import roster_words
from retro.anonymity.keys import ZEROS, Scope
from tests.support.team import Team

NAMES = st.text(min_size=1, max_size=30).map(one_line).filter(epoch.good_name)


def seat(name: str, number: int = 0) -> Seat:
    """Give a seat for a name; equal numbers are equal keys."""
    vk = bytes([number]) * 32
    return Seat(name=name, vk=vk, commitment=epoch.commitment(name, vk, ZEROS))


def roster(*seats: Seat, number: int = 1) -> Roster:
    """Give a completed roster of these seats."""
    scope = Scope(ZEROS, H("test rh", number))
    return Roster(epoch=number, scope=scope, seats=seats, lead=seats[0].vk)


def test_the_hashes_are_those_of_the_protocol() -> None:
    """Commitment, list and roster hash hold exactly the fields that they must."""
    one, two = seat("Anna", 1), seat("Bob", 2)
    fields: list[list[str | bytes]] = [[s.name, s.vk, s.commitment] for s in (one, two)]
    assert one.commitment == H("commit", "Anna", one.vk, ZEROS)
    assert epoch.listed((one, two)) == H("list", fields)
    assert epoch.roster_hash(
        epoch=3, prev_rh=ZEROS, fk=b"f" * 32, seats=(one, two), nonces=(ZEROS, ZEROS)
    ) == H("roster", 1, 3, ZEROS, b"f" * 32, fields, [ZEROS, ZEROS])


@pytest.mark.parametrize("lang", ["nl", "en"])
def test_the_roster_words_are_32_bits_of_the_roster_hash(lang: str) -> None:
    """Four words of 256, each one byte of the hash, in either language."""
    rh = H("some roster")
    numbers = epoch.word_numbers(rh)
    assert bytes(numbers) == H("words", rh)[:4]
    words = epoch.words_of(rh, "nl" if lang == "nl" else "en")
    assert words == tuple(roster_words(lang)[number] for number in numbers)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Anna", "anna"),
        ("Anna", " Anna "),
        ("Anna", "\uff21nna"),
        ("Rene\u0301", "ren\u00e9"),
        ("Strauß", "STRAUSS"),
        ("\ufb01nn", "Finn"),
    ],
)
def test_names_that_look_alike_are_one(one: str, other: str) -> None:
    """Compatibility forms, case and white space around a name make no other name."""
    assert epoch.same_name(one) == epoch.same_name(other)


def test_names_that_differ_stay_apart() -> None:
    """Folding does not make one name of two."""
    assert epoch.same_name("Anna") != epoch.same_name("Hanna")
    assert epoch.same_name("Anna") != epoch.same_name("Anna 2")


def test_a_free_name_is_given_as_it_is() -> None:
    """Who asks for a name nobody has gets it."""
    assert epoch.unique_name("Anna", ["Bob"]) == "Anna"


def test_a_taken_name_gets_the_first_free_number() -> None:
    """Equal names become "Anna", "Anna 2", "Anna 3"."""
    assert epoch.unique_name("Anna", ["anna"]) == "Anna 2"
    assert epoch.unique_name("Anna", ["Anna", "ANNA 2", "Anna 4"]) == "Anna 3"


def test_a_long_name_is_cut_between_characters() -> None:
    """The number fits within the limit, and no character or accent is cut in two."""
    wanted = "\u00e9" * 32
    assert epoch.unique_name(wanted, []) == wanted
    assert epoch.unique_name(wanted, [wanted]) == "\u00e9" * 31 + " 2"
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    named = epoch.unique_name(family * 3 + "aaaaaaaaaa", [family * 3 + "aaaaaaaaaa"])
    assert named == family * 3 + "aaaaaaaa 2"
    spaced = "x" * 61 + " bc"
    assert epoch.unique_name(spaced, [spaced]) == "x" * 61 + " 2"
    marked = "x" * 61 + "q\u0301\u0301"
    assert epoch.unique_name(marked, []) == "x" * 61


def test_a_name_of_one_long_character_still_gets_a_number() -> None:
    """When nothing of the name fits beside the number, the number is the name."""
    rockets = "\U0001f680" + "\u200d\U0001f680" * 8
    assert len(rockets.encode()) == 60
    longer = rockets + "\ufe0f"
    assert epoch.unique_name(longer, [longer]) == "2"


@given(wanted=NAMES, taken=st.lists(NAMES, max_size=4), doubled=st.booleans())
def test_a_unique_name_is_good_and_free(
    wanted: str, taken: list[str], doubled: bool
) -> None:
    """Whatever is taken, the name given may stand in a list beside the others."""
    others = [*taken, wanted] if doubled else taken
    given_name = epoch.unique_name(wanted, others)
    assert epoch.good_name(given_name)
    assert len(given_name.encode()) <= NAME_BYTES
    assert epoch.same_name(given_name) not in {epoch.same_name(n) for n in others}


@pytest.mark.parametrize(
    "name", ["", " ", "\u200b", "Anna\u202e", "An\u200dna", " Anna", "An\nna", "\u3164"]
)
def test_a_name_that_hides_something_is_not_good(name: str) -> None:
    """Invisible, turned or padded names cannot stand in a list."""
    assert not epoch.good_name(name)


def test_names_in_decomposed_form_are_not_good() -> None:
    """A name has one spelling in bytes, so that it tells nothing of the laptop."""
    assert not epoch.good_name(unicodedata.normalize("NFD", "Ren\u00e9"))


def close(*seats: Seat, lead: int = 1) -> Close:
    """Give a closed list."""
    return Close(epoch=1, lead=bytes([lead]) * 32, seats=seats)


def test_a_good_list_has_no_flaw() -> None:
    """Different names, different keys, the facilitator among them."""
    assert epoch.flaw(close(seat("Anna", 1), seat("Bob", 2))) == ""


def test_flaws_of_a_list_are_named() -> None:
    """Equal or hidden names, equal keys and a facilitator who is not there are seen."""
    anna, bob = seat("Anna", 1), seat("Bob", 2)
    assert epoch.flaw(close(anna, seat("ANNA", 2))) == "names"
    assert epoch.flaw(close(anna, seat("\u200b", 2))) == "names"
    assert epoch.flaw(close(anna, seat("Bob", 1))) == "keys"
    assert epoch.flaw(close(anna, bob, lead=3)) == "lead"
    assert epoch.flaw(close()) == "lead"


def test_every_opening_must_open_its_own_seat() -> None:
    """A missing, swapped, changed or foreign OPEN leaves the list closed."""
    team = Team(5)
    listed = team.close()
    seated = team.open(listed)
    head, scope = team.chain.head, team.chain.scope
    first, *rest = seated.openings

    def good(openings: list[Opening], number: bytes = head) -> bool:
        entry = Seated(epoch=1, openings=tuple(openings))
        return epoch.opened(listed, number, scope, entry)

    assert good([first, *rest])
    assert not good(rest)
    assert not good([*rest, first])
    assert not good([evolve(first, nonce=ZEROS), *rest])
    assert not good([evolve(first, sig=rest[0].sig), *rest])
    assert not good([first, *rest], number=b"another close entry, thirty-two.")


@pytest.mark.parametrize(
    ("confirmed", "present", "least"),
    [
        (0, 3, 2),
        (0, 5, 4),
        (0, 17, 12),
        (17, 5, 12),
        (5, 17, 12),
        (12, 7, 8),
        (0, 0, 0),
    ],
)
def test_the_floor_is_two_thirds_rounded_up_of_the_larger(
    confirmed: int, present: int, least: int
) -> None:
    """Neither a shrunken roster nor an unconfirmed one lowers the floor."""
    assert epoch.floor(confirmed, present) == least
    assert Floor(confirmed).least(present) == least


def test_the_floor_rests_on_nobody_at_first() -> None:
    """Until a roster is confirmed the present one alone sets the floor."""
    assert Floor() == Floor(0)


@given(confirmed=st.integers(0, 40), present=st.integers(1, 40))
def test_the_floor_is_exact(confirmed: int, present: int) -> None:
    """The floor is the least whole number of at least two thirds."""
    least = epoch.floor(confirmed, present)
    larger = max(confirmed, present)
    assert 3 * least >= 2 * larger > 3 * (least - 1)


ANNA, BOB, CAROL = seat("Anna", 1), seat("Bob", 2), seat("Carol", 3)


def test_a_newcomer_compares_the_words() -> None:
    """Without an earlier "same" there is no change to ask about."""
    asked = epoch.question(roster(ANNA, BOB), None)
    assert asked.rh == roster(ANNA, BOB).rh
    assert not asked.known
    assert asked.members == ("Anna", "Bob")
    assert (asked.added, asked.removed) == ((), ())


def test_who_confirmed_is_asked_about_the_change_only() -> None:
    """ "+Carol, -Bob: right?" is all that a person who confirmed is asked."""
    asked = epoch.question(roster(ANNA, CAROL, number=2), roster(ANNA, BOB))
    assert asked.known
    assert (asked.added, asked.removed) == (("Carol",), ("Bob",))
    assert asked.epoch == 2


def test_a_member_who_changed_name_is_part_of_the_change() -> None:
    """One key under another name shows as one gone and one come."""
    asked = epoch.question(roster(ANNA, seat("Bobbie", 2)), roster(ANNA, BOB))
    assert asked.known
    assert (asked.added, asked.removed) == (("Bobbie",), ("Bob",))


def test_a_name_under_another_key_makes_people_compare_words() -> None:
    """Who stays in name but not in key did not sign under the old key."""
    asked = epoch.question(roster(ANNA, seat("bob", 9)), roster(ANNA, BOB))
    assert not asked.known
