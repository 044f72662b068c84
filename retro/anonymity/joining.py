"""Both sides of an epoch: every member's, and the facilitator's who collects.

`Member` is everybody's: COMMIT, OPEN, CONFIRM, and what others confirmed. `Gathering`
and `Seating` make the facilitator's entries of what came (any client may run a
Gathering to see that its own name is taken). Values in, values out: nonces come in as
arguments, time-outs are the caller's, and the sequence of calls is the relay's.
"""

from __future__ import annotations

from collections.abc import Container, Iterable
from typing import cast

from nacl.signing import SigningKey

from formats.entries import (
    MEMBERS_MAX,
    Close,
    Commit,
    Confirm,
    Gather,
    Open,
    Opening,
    Seat,
    Seated,
    SignedMessage,
)
from retro.anonymity.epoch import (
    Floor,
    Question,
    Roster,
    commitment,
    good_name,
    listed,
    opens,
    question,
    same_name,
    unique_name,
)
from retro.anonymity.keys import ZEROS, Scope, heard, say


class Member:
    """One member's way through epochs; it signs only what is as it committed.

    The chain judges entries before they come here: pass what `Chain.receive` returned,
    with the chain's head, scope and roster after it.
    """

    def __init__(self, key: SigningKey, name: str, *, lead: bool = False) -> None:
        """Take the member key, the name the person wants, and whether they lead.

        `name` is as `epoch.good_name` wants it and within NAME_BYTES.
        """
        self.key = key
        self.vk = bytes(key.verify_key)
        self.wanted = name
        self.name = name
        self.lead = lead
        self.floor = Floor()
        self.roster: Roster | None = None
        self.same: frozenset[bytes] = frozenset()
        self.differ: frozenset[bytes] = frozenset()
        self._before: Roster | None = None
        self._scope = Scope(ZEROS)
        self._epoch = 0
        self._gather = b""
        self._nonce = b""
        self._seats: tuple[Seat, ...] = ()
        self._opened = b""

    def on_gather(
        self, entry: Gather, gather_hash: bytes, scope: Scope, nonce: bytes
    ) -> SignedMessage:
        """COMMIT to a fresh 32-byte nonce, as answer to a `gather` entry.

        Under the name of the last roster, so that names do not move between people.
        """
        self._epoch = entry.epoch
        self._gather = gather_hash
        self._scope = scope
        self._nonce = nonce
        self._seats = ()
        self._opened = b""
        return self._commit(self.name)

    def rename(self, taken: Iterable[str]) -> SignedMessage | None:
        """COMMIT anew, the wanted name being taken; the nonce stays, still unseen.

        None when there is nothing to commit to: before a `gather` and after the OPEN.
        """
        if not self._seats or self._opened:
            return None
        return self._commit(unique_name(self.wanted, taken))

    def _commit(self, name: str) -> SignedMessage:
        hashed = commitment(name, self.vk, self._nonce)
        self._seats += (Seat(name=name, vk=self.vk, commitment=hashed),)
        said = Commit(epoch=self._epoch, name=name, commitment=hashed)
        return say(self.key, said, self._scope, self._epoch, self._gather)

    def on_close(self, entry: Close, close_hash: bytes) -> SignedMessage | str:
        """OPEN the nonce, or give a refusal: a code, and nothing is signed.

        `left-out`: I am not on the list; `changed`: my entry is not what I committed
        to for this epoch; `lead`: the list makes me the facilitator and I am not, or
        the other way round; `double`: a second list for one epoch.
        """
        mine = [seat for seat in entry.seats if seat.vk == self.vk]
        if not mine:
            return "left-out"
        if entry.epoch != self._epoch or mine[0] not in self._seats:
            return "changed"
        if (entry.lead == self.vk) != self.lead:
            return "lead"
        if self._opened not in {b"", close_hash}:
            return "double"
        self._opened = close_hash
        said = Open(epoch=entry.epoch, nonce=self._nonce, listed=listed(entry.seats))
        return say(self.key, said, self._scope, entry.epoch, close_hash)

    def on_seated(self, roster: Roster) -> Question | None:
        """Begin a completed epoch; give the question for the person here.

        None when this member is not on the roster, and so not asked.
        """
        self.roster = roster
        self.same = self.differ = frozenset()
        names = dict(zip(roster.keys, roster.names, strict=True))
        if self.vk not in names:
            return None
        self.name = names[self.vk]
        return question(roster, self._before)

    def answer(self, same: bool) -> SignedMessage | None:
        """CONFIRM, as the person here said; None when that cannot be said (any more).

        Once this person said "differ", only another epoch lets them say "same".
        """
        if (
            self.roster is None
            or self.vk not in self.roster.keys
            or (same and self.vk in self.differ)
        ):
            return None
        self._note(self.vk, same)
        said = Confirm(epoch=self.roster.epoch, same=same)
        return say(self.key, said, self.roster.scope, self.roster.epoch, self.roster.rh)

    def on_confirm(self, sender: bytes, signed: SignedMessage) -> Confirm | None:
        """Take a member's CONFIRM of the present roster; None when it is not one.

        The order of messages does not matter: who said "differ" did not confirm.
        """
        roster = self.roster
        if roster is None or sender not in roster.keys:
            return None
        said = heard(sender, signed, roster.scope, roster.epoch, roster.rh)
        if not isinstance(said, Confirm) or said.epoch != roster.epoch:
            return None
        self._note(sender, said.same)
        return said

    def _note(self, vk: bytes, same: bool) -> None:
        if same:
            self.same |= {vk}
        else:
            self.differ |= {vk}
        roster = cast("Roster", self.roster)
        if self.vk in self.confirmed:
            self._before = roster
        elif self._before == roster:
            self._before = None
        if len(self.confirmed) == len(roster.seats):
            self.floor = Floor(len(roster.seats))

    @property
    def confirmed(self) -> frozenset[bytes]:
        """Who said "same" of the present roster, and never "differ"."""
        return self.same - self.differ

    @property
    def mine(self) -> bool:
        """Whether the person here confirmed the present roster: texts may leave."""
        return self.vk in self.confirmed

    @property
    def least(self) -> int:
        """The fewest members a SET may have now, facilitator included; else 0."""
        return self.floor.least(len(self.roster.seats)) if self.roster else 0

    @property
    def may_open(self) -> bool:
        """Whether enough screens confirmed the words for a round to be opened."""
        return self.roster is not None and len(self.confirmed) >= self.least


class Gathering:
    """COMMITs of one epoch, collected into a `Close`.

    The last COMMIT of a key counts, and has its place in the list. Feed it in the
    relay's order, once the `gather` entry is in the chain.
    """

    def __init__(
        self, epoch: int, gather_hash: bytes, scope: Scope, lead: bytes
    ) -> None:
        """Take the epoch, its `gather` entry's hash, the scope and the lead's key."""
        self._place = (scope, epoch, gather_hash)
        self._epoch = epoch
        self._lead = lead
        self._seats: dict[bytes, Seat] = {}

    def receive(self, sender: bytes, signed: SignedMessage) -> bool:
        """Take a COMMIT; False when it is none, not good, or one above 40.

        The facilitator's own place stays free.
        """
        said = heard(sender, signed, *self._place)
        if (
            not isinstance(said, Commit)
            or said.epoch != self._epoch
            or not good_name(said.name)
        ):
            return False
        others = {*self._seats} - {sender, self._lead}
        if sender != self._lead and len(others) >= MEMBERS_MAX - 1:
            return False
        self._seats.pop(sender, None)
        self._seats[sender] = Seat(
            name=said.name, vk=sender, commitment=said.commitment
        )
        return True

    @property
    def seats(self) -> tuple[Seat, ...]:
        """Everybody who committed, in order, duplicates of names included."""
        return tuple(self._seats.values())

    @property
    def duplicates(self) -> tuple[bytes, ...]:
        """Whose name an earlier one in the list has: they commit again (`rename`)."""
        return tuple(seat.vk for seat in _doubles(self.seats))

    def taken(self, vk: bytes) -> tuple[str, ...]:
        """Give the names of all others: what `Member.rename` must avoid."""
        return tuple(seat.name for seat in self.seats if seat.vk != vk)

    def close(self, without: Container[bytes] = ()) -> Close:
        """Close the list, leaving out `without` and who still has another's name."""
        seats = [seat for seat in self.seats if seat.vk not in without]
        double = _doubles(seats)
        return Close(
            epoch=self._epoch,
            lead=self._lead,
            seats=tuple(seat for seat in seats if seat not in double),
        )


def _doubles(seats: Iterable[Seat]) -> list[Seat]:
    names: set[str] = set()
    found = []
    for seat in seats:
        name = same_name(seat.name)
        if name in names:
            found.append(seat)
        names.add(name)
    return found


class Seating:
    """OPENs of one closed list, collected into a `Seated`."""

    def __init__(self, close: Close, close_hash: bytes, scope: Scope) -> None:
        """Take the `close` entry, its hash, and the scope it was made in."""
        self._close = close
        self._hash = close_hash
        self._scope = scope
        self._openings: dict[bytes, Opening] = {}

    def receive(self, sender: bytes, signed: SignedMessage) -> bool:
        """Take an OPEN; False when it does not open its sender's seat."""
        said = heard(sender, signed, self._scope, self._close.epoch, self._hash)
        if not isinstance(said, Open):
            return False
        opening = Opening(nonce=said.nonce, sig=signed.sig)
        for seat in self._close.seats:
            if seat.vk == sender and opens(
                seat, opening, self._close, self._hash, self._scope
            ):
                self._openings[sender] = opening
                return True
        return False

    @property
    def silent(self) -> tuple[bytes, ...]:
        """Whose OPEN is not here: the next attempt is without them."""
        keys = (seat.vk for seat in self._close.seats)
        return tuple(vk for vk in keys if vk not in self._openings)

    def seated(self) -> Seated | None:
        """Give the entry that completes the epoch, once every OPEN is here."""
        if self.silent:
            return None
        return Seated(
            epoch=self._close.epoch,
            openings=tuple(self._openings[seat.vk] for seat in self._close.seats),
        )
