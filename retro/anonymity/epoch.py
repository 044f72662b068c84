"""An epoch in pure functions: the list, its hash and words, names, floors, questions.

The facilitator's `gather` entry calls everybody to COMMIT to a nonce; `close` fixes the
list; every member OPENs; `seated` holds all OPENs, so that the log alone gives everyone
the same roster hash, and with it the words on the screen. Because the nonces were fixed
before any was shown, nobody can choose theirs to make two different lists show equal
words. Who does what when is in `joining`.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

from attrs import evolve, frozen

from formats.agenda import Lang
from formats.entries import (
    MESSAGES,
    NAME_BYTES,
    VERSION,
    Close,
    Open,
    Opening,
    Seat,
    Seated,
)
from formats.hashing import H
from formats.text import graphemes, one_line
from retro.anonymity.joinwords import roster_words
from retro.anonymity.keys import Scope, verify


def commitment(name: str, vk: bytes, nonce: bytes) -> bytes:
    """Commit to a 32-byte nonce under this name and key."""
    return H("commit", name, vk, nonce)


def _fields(seats: Sequence[Seat]) -> list[list[str | bytes]]:
    return [[seat.name, seat.vk, seat.commitment] for seat in seats]


def listed(seats: Sequence[Seat]) -> bytes:
    """Hash the closed list, as OPEN names it."""
    return H("list", _fields(seats))


def roster_hash(
    *,
    epoch: int,
    prev_rh: bytes,
    fk: bytes,
    seats: Sequence[Seat],
    nonces: Sequence[bytes],
) -> bytes:
    """Give rh; `prev_rh` is the last completed epoch's, zeros before the first."""
    return H("roster", VERSION, epoch, prev_rh, fk, _fields(seats), nonces)


def word_numbers(rh: bytes) -> tuple[int, ...]:
    """Give the four numbers, 0 to 255, of the roster words."""
    return tuple(H("words", rh)[:4])


def words_of(rh: bytes, lang: Lang) -> tuple[str, ...]:
    """Give the four words that people compare on their screens."""
    words = roster_words(lang)
    return tuple(words[number] for number in word_numbers(rh))


def same_name(name: str) -> str:
    """Fold a name by NFKC, case folding and trimming: names that fold alike are one.

    The fold is only ever compared, never shown.
    """
    folded = unicodedata.normalize("NFKC", name).casefold()
    return unicodedata.normalize("NFKC", folded).strip()


def unique_name(wanted: str, taken: Iterable[str]) -> str:
    """Give `wanted`, or `wanted 2`, `wanted 3`... when that name is taken.

    Within NAME_BYTES, cut between what people see as characters. Give what the person
    asked for, not an earlier answer of this function ("Anna 2 2").
    """
    folded = {same_name(name) for name in taken}
    name = _cut(wanted, NAME_BYTES)
    number = 2
    while same_name(name) in folded:
        ending = f" {number}"
        name = (_cut(wanted, NAME_BYTES - len(ending)) + ending).strip()
        number += 1
    return name


def _cut(text: str, size: int) -> str:
    kept = ""
    for part in graphemes(text):
        if len((kept + part).encode()) > size:
            break
        kept += part
    return kept.rstrip()


def good_name(name: str) -> bool:
    """Tell whether a name may stand in a list: visible, as `one_line` gives it."""
    return bool(same_name(name)) and one_line(name) == name


def flaw(close: Close) -> str:
    """Say what is wrong with a closed list by itself: `names`, `keys`, `lead`, or "".

    Names are visible, in the form of `formats.text.one_line`, and no two fold alike.
    """
    names = {same_name(seat.name) for seat in close.seats if good_name(seat.name)}
    keys = {seat.vk for seat in close.seats}
    if len(names) < len(close.seats):
        return "names"
    if len(keys) < len(close.seats):
        return "keys"
    return "" if close.lead in keys else "lead"


def opens(
    seat: Seat, opening: Opening, close: Close, close_hash: bytes, scope: Scope
) -> bool:
    """Tell whether an OPEN opens this seat of a list, by the seat's own signature."""
    said = Open(epoch=close.epoch, nonce=opening.nonce, listed=listed(close.seats))
    return commitment(seat.name, seat.vk, opening.nonce) == seat.commitment and verify(
        seat.vk,
        opening.sig,
        Open.TAG,
        scope,
        close.epoch,
        close_hash,
        MESSAGES.encode(said),
    )


def opened(close: Close, close_hash: bytes, scope: Scope, seated: Seated) -> bool:
    """Tell whether every seat of a closed list was opened, by its own signature.

    `scope` is the one before the epoch completes.
    """
    return len(seated.openings) == len(close.seats) and all(
        opens(seat, opening, close, close_hash, scope)
        for seat, opening in zip(close.seats, seated.openings, strict=True)
    )


@frozen(kw_only=True)
class Roster:
    """A completed epoch: its number, the scope it began, its seats, the facilitator."""

    epoch: int
    scope: Scope
    seats: tuple[Seat, ...]
    lead: bytes

    @property
    def rh(self) -> bytes:
        """The roster hash."""
        return self.scope.rh

    @property
    def keys(self) -> tuple[bytes, ...]:
        """The member keys in the roster's order."""
        return tuple(seat.vk for seat in self.seats)

    @property
    def names(self) -> tuple[str, ...]:
        """The names in the roster's order."""
        return tuple(seat.name for seat in self.seats)


def floor(confirmed: int, roster: int) -> int:
    """Give the fewest members a SET may have: two thirds, rounded up, of the larger.

    `confirmed` is the size of the last roster that everybody in it confirmed, `roster`
    that of the present one; both count the facilitator, and so does the floor.
    """
    return (2 * max(confirmed, roster) + 2) // 3


@frozen
class Floor:
    """What the floor rests on: `base`, the last roster everybody in it confirmed.

    A fully confirmed smaller epoch resets it ("we were 12, now 7, without ...").
    """

    base: int = 0

    def least(self, roster: int) -> int:
        """Give the fewest members a SET may have with a roster of this size."""
        return floor(self.base, roster)


@frozen(kw_only=True)
class Question:
    """What the person here is asked about a roster.

    `known`: only the change is in question, because this person confirmed a roster of
    which everybody who stayed signed again under the old key; else they compare words.
    """

    epoch: int
    rh: bytes
    members: tuple[str, ...]
    known: bool
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


def question(roster: Roster, before: Roster | None) -> Question:
    """Ask about `roster` a person whose last "same" was for `before`, if there was one.

    A key stands for a person: who comes back under another key is removed and added,
    and a name that stayed on while its key changed makes it a question of words again.
    """
    asked = Question(
        epoch=roster.epoch, rh=roster.rh, members=roster.names, known=False
    )
    if before is None:
        return asked
    old, new = _people(before), _people(roster)
    names = {same_name(name) for _, name in new - old}
    if names & {same_name(name) for _, name in old}:
        return asked
    return evolve(
        asked,
        known=True,
        added=tuple(s.name for s in roster.seats if (s.vk, s.name) not in old),
        removed=tuple(s.name for s in before.seats if (s.vk, s.name) not in new),
    )


def _people(roster: Roster) -> set[tuple[bytes, str]]:
    return {(seat.vk, seat.name) for seat in roster.seats}
