"""Both sides of an epoch: what a member signs, and what the facilitator collects."""

from __future__ import annotations

import pytest
from attrs import evolve

from formats.entries import (
    MEMBERS_MAX,
    Commit,
    Confirm,
    Gather,
    Open,
    Ping,
    SignedMessage,
)
from retro.anonymity.epoch import Floor
from retro.anonymity.joining import Gathering, Member, Seating
from retro.anonymity.keys import ZEROS, say
from tests.support.team import Team, key


def test_an_epoch_seats_everybody_in_the_relays_order() -> None:
    """Whoever committed and opened is on the roster, in the order of the COMMITs."""
    team = Team(5)
    questions = team.epoch()
    assert team.roster.names == ("Lead", "Anna", "Bob", "Carol", "Dewi")
    assert team.roster.lead == team.lead.vk
    assert team.roster.rh == team.roster.scope.sid
    assert all(q and not q.known for q in questions.values())


def test_equal_names_become_different_ones() -> None:
    """The later of two equal names commits anew under a number."""
    team = Team(4)
    for member in team.members:
        member.name = member.wanted = "Anna"
    team.epoch()
    assert team.roster.names == ("Anna", "Anna 2", "Anna 3", "Anna 4")


def test_a_name_stays_with_its_owner_in_the_next_epoch() -> None:
    """A number once given is not given to another when COMMITs come in other order."""
    team = Team(3)
    for member in team.members:
        member.name = member.wanted = "Anna"
    team.epoch()
    before = {seat.vk: seat.name for seat in team.roster.seats}
    team.epoch(team.members[::-1])
    assert {seat.vk: seat.name for seat in team.roster.seats} == before


def test_the_last_commit_of_a_key_counts() -> None:
    """Committing anew replaces the earlier entry, and moves it to the end."""
    team = Team(3)
    gathering = team.gather()
    again = team.members[1].rename(["Anna"])
    assert again
    assert gathering.receive(team.members[1].vk, again)
    assert [seat.name for seat in gathering.seats] == ["Lead", "Bob", "Anna 2"]
    assert gathering.taken(team.lead.vk) == ("Bob", "Anna 2")


def test_a_close_leaves_out_the_silent_and_the_doubles() -> None:
    """What the facilitator closes is always a list that the chain takes."""
    team = Team(4)
    entry = Gather(epoch=1)
    team.append(entry)
    head, scope = team.chain.head, team.chain.scope
    gathering = Gathering(1, head, scope, team.lead.vk)
    team.members[3].name = "ANNA"
    for member in team.members:
        nonce = team.nonce(member)
        gathering.receive(member.vk, member.on_gather(entry, head, scope, nonce))
    assert gathering.duplicates == (team.members[3].vk,)
    names = [seat.name for seat in gathering.close().seats]
    assert names == ["Lead", "Anna", "Bob"]
    without = gathering.close({team.members[1].vk})
    assert [seat.name for seat in without.seats] == ["Lead", "Bob", "ANNA"]


def test_a_commit_of_another_epoch_gather_or_form_is_not_taken() -> None:
    """Only a COMMIT to this very call, by its sender, with a good name, counts."""
    team = Team(3)
    gathering = team.gather([])
    anna = team.members[1]
    head, scope = team.chain.head, team.chain.scope

    def commit(epoch: int = 1, name: str = "Anna", prev: bytes = head) -> SignedMessage:
        said = Commit(epoch=epoch, name=name, commitment=ZEROS)
        return say(anna.key, said, scope, 1, prev)

    assert not gathering.receive(anna.vk, commit(epoch=2))
    assert not gathering.receive(anna.vk, commit(name="\u200b"))
    assert not gathering.receive(anna.vk, commit(prev=ZEROS))
    assert not gathering.receive(anna.vk, say(anna.key, Ping(), scope, 1, head))
    assert not gathering.receive(team.lead.vk, commit())
    assert gathering.seats == ()
    assert gathering.receive(anna.vk, commit())


def test_there_are_forty_places_and_one_is_the_facilitators() -> None:
    """The 41st is refused, but never the facilitator, however late."""
    team = Team(MEMBERS_MAX + 1)
    for number, member in enumerate(team.members):
        member.name = member.wanted = f"Member {number}"
    others = team.members[1:MEMBERS_MAX]
    gathering = team.gather(others)
    head, scope = team.chain.head, team.chain.scope
    late, lead = team.members[MEMBERS_MAX], team.lead
    entry = Gather(epoch=1)
    said = late.on_gather(entry, head, scope, team.nonce(late))
    assert not gathering.receive(late.vk, said)
    said = lead.on_gather(entry, head, scope, team.nonce(lead))
    assert gathering.receive(lead.vk, said)
    assert not gathering.receive(
        late.vk, late.on_gather(entry, head, scope, team.nonce(late))
    )
    anew = others[0].rename(["Member 1"])
    assert anew
    assert gathering.receive(others[0].vk, anew)
    team.append(gathering.close())
    assert len(gathering.close().seats) == MEMBERS_MAX


def test_who_is_not_listed_opens_nothing() -> None:
    """A member left out learns it, and keeps the nonce."""
    team = Team(4)
    close = team.close(team.members[:3])
    assert team.members[3].on_close(close, team.chain.head) == "left-out"


def test_a_changed_entry_is_not_opened() -> None:
    """Another name, another commitment or an entry never made is refused."""
    team = Team(4)
    close = team.close()
    head = team.chain.head
    anna = team.members[1]
    own = close.seats[1]
    for changed in (evolve(own, name="Hanna"), evolve(own, commitment=ZEROS)):
        seats = (close.seats[0], changed, *close.seats[2:])
        assert anna.on_close(evolve(close, seats=seats), head) == "changed"
    assert anna.on_close(evolve(close, epoch=2), head) == "changed"
    fresh = Member(anna.key, "Anna")
    assert fresh.on_close(close, head) == "changed"


def test_nobody_is_made_facilitator_by_a_list() -> None:
    """A list that calls another one the facilitator is refused by both of them.

    Otherwise a round could be repeated without an honest member, as "the facilitator
    who came back".
    """
    team = Team(4)
    close = evolve(team.close(), lead=team.members[1].vk)
    assert team.members[1].on_close(close, team.chain.head) == "lead"
    assert team.lead.on_close(close, team.chain.head) == "lead"
    assert isinstance(team.members[2].on_close(close, team.chain.head), SignedMessage)


def test_a_second_list_of_one_epoch_is_not_opened() -> None:
    """One OPEN an epoch; asked again for the same list it is the same one."""
    team = Team(4)
    close = team.close()
    anna = team.members[1]
    first = anna.on_close(close, team.chain.head)
    assert anna.on_close(close, team.chain.head) == first
    assert anna.on_close(evolve(close, seats=close.seats[:2]), ZEROS) == "double"


def test_an_earlier_own_commit_may_be_the_one_listed() -> None:
    """A list closed before the new name arrived is still as I committed."""
    team = Team(3)
    gathering = team.gather()
    close = gathering.close()
    team.append(close)
    anna = team.members[1]
    assert anna.rename(["Anna"])
    assert isinstance(anna.on_close(close, team.chain.head), SignedMessage)


def test_there_is_a_time_to_commit_anew() -> None:
    """Nothing is committed to before a call, nor after the nonce was shown."""
    team = Team(3)
    anna = team.members[1]
    assert anna.rename(["Anna"]) is None
    close = team.close()
    anna.on_close(close, team.chain.head)
    assert anna.rename(["Anna"]) is None


def test_an_open_counts_once_it_opens_its_senders_seat() -> None:
    """Foreign, wrong and misplaced OPENs leave their sender silent."""
    team = Team(3)
    close = team.close()
    head, scope = team.chain.head, team.chain.scope
    seating = Seating(close, head, scope)
    lead, anna, _ = team.members
    good = anna.on_close(close, head)
    assert isinstance(good, SignedMessage)
    wrong = say(anna.key, Open(epoch=1, nonce=ZEROS, listed=ZEROS), scope, 1, head)
    outsider = key("outsider")
    outside = say(outsider, Open(epoch=1, nonce=ZEROS, listed=ZEROS), scope, 1, head)
    assert not seating.receive(lead.vk, good)
    assert not seating.receive(anna.vk, wrong)
    assert not seating.receive(anna.vk, say(anna.key, Ping(), scope, 1, head))
    assert not seating.receive(bytes(outsider.verify_key), outside)
    assert seating.silent == tuple(seat.vk for seat in close.seats)
    assert seating.receive(anna.vk, good)
    assert anna.vk not in seating.silent
    assert seating.seated() is None


def test_the_next_attempt_goes_without_the_silent() -> None:
    """A missing OPEN costs an epoch number, and nobody is asked who is not there."""
    team = Team(4)
    close = team.close()
    seating = Seating(close, team.chain.head, team.chain.scope)
    for member in team.members[:3]:
        said = member.on_close(close, team.chain.head)
        assert isinstance(said, SignedMessage)
        seating.receive(member.vk, said)
    assert seating.silent == (team.members[3].vk,)
    without = team.gather().close(seating.silent)
    team.append(without)
    team.append(team.open(without))
    assert team.roster.epoch == 2
    assert team.roster.names == ("Lead", "Anna", "Bob")
    assert team.members[3].on_seated(team.roster) is None
    assert team.members[3].answer(True) is None


def test_nobody_leads_unasked() -> None:
    """Who is not said to lead does not."""
    assert not Member(key("joining", 1), "Anna").lead


def test_confirming_is_counted_the_same_on_every_screen() -> None:
    """Everybody's "same" sets what the floor rests on."""
    team = Team(5)
    lead = team.lead
    assert (lead.least, lead.may_open, lead.mine) == (0, False, False)
    assert lead.answer(True) is None
    team.epoch()
    assert lead.least == 4
    team.confirm(team.members[:3])
    assert not lead.may_open
    assert lead.mine
    team.confirm(team.members[3:4])
    assert lead.may_open
    assert lead.floor == Floor(0)
    team.confirm(team.members[4:])
    assert [member.floor for member in team.members] == [Floor(5)] * 5
    assert lead.confirmed == frozenset(team.roster.keys)


def test_a_smaller_roster_resets_the_floor_once_everybody_confirmed_it() -> None:
    """ "We were 12, now 7": the floor falls once all of the 7 said so."""
    team = Team(12)
    team.epoch()
    team.confirm()
    team.epoch(team.members[:7])
    assert team.lead.least == 8
    team.confirm(team.members[:6])
    assert team.lead.least == 8
    team.confirm(team.members[6:7])
    assert team.lead.least == 5


@pytest.mark.parametrize("order", [(True, False), (False, True)])
def test_differ_stays_whatever_comes_first(order: tuple[bool, bool]) -> None:
    """A relay cannot unsay "differ" by the order in which it delivers."""
    team = Team(4)
    team.epoch()
    _, anna, bob, _ = team.members
    scope, epoch, rh = team.roster.scope, team.roster.epoch, team.roster.rh
    for same in order:
        said = Confirm(epoch=epoch, same=same)
        heard = bob.on_confirm(anna.vk, say(anna.key, said, scope, epoch, rh))
        assert heard == said
    assert bob.differ == {anna.vk}
    assert anna.vk not in bob.confirmed


def test_one_differ_does_not_take_back_another() -> None:
    """Nobody can make the words of somebody else who warned be forgotten."""
    team = Team(4)
    team.epoch()
    _, anna, bob, carol = team.members
    scope, epoch, rh = team.roster.scope, team.roster.epoch, team.roster.rh
    for who, same in [(anna, True), (anna, False), (carol, False)]:
        said = Confirm(epoch=epoch, same=same)
        assert bob.on_confirm(who.vk, say(who.key, said, scope, epoch, rh))
    assert bob.differ == {anna.vk, carol.vk}
    assert bob.confirmed == frozenset()


def test_a_person_who_said_differ_says_same_in_another_epoch_only() -> None:
    """ "Differ" takes back an earlier "same", and the next epoch asks for the words."""
    team = Team(4)
    team.epoch()
    anna = team.members[1]
    assert anna.answer(True)
    assert anna.answer(False)
    assert not anna.mine
    assert anna.answer(True) is None
    assert anna.answer(False)
    question = team.epoch()[anna.vk]
    assert question
    assert not question.known
    assert anna.answer(True)


def test_differ_leaves_an_earlier_confirmed_roster_confirmed() -> None:
    """Who says "differ" of a new roster still knows the one confirmed before."""
    team = Team(4)
    team.epoch()
    team.confirm()
    team.epoch()
    anna = team.members[1]
    assert anna.answer(False)
    question = team.epoch()[anna.vk]
    assert question
    assert question.known


def test_the_next_epoch_asks_about_the_change() -> None:
    """Who confirmed sees "+Dewi, -Bob"; Dewi compares the words."""
    team = Team(5)
    lead, anna, bob, carol, dewi = team.members
    team.epoch([lead, anna, bob, carol])
    team.confirm([lead, anna, bob])
    questions = team.epoch([lead, anna, carol, dewi])
    asked = questions[anna.vk]
    assert asked
    assert asked.known
    assert (asked.added, asked.removed) == (("Dewi",), ("Bob",))
    for who in (carol, dewi):
        words = questions[who.vk]
        assert words
        assert not words.known
    assert questions[bob.vk] is None


def test_a_confirm_of_another_roster_or_form_is_not_heard() -> None:
    """Only a member's CONFIRM of the present roster counts."""
    team = Team(5)
    lead, anna = team.members[:2]
    early = say(anna.key, Confirm(epoch=1, same=True), team.chain.scope, 1, ZEROS)
    assert lead.on_confirm(anna.vk, early) is None
    team.epoch()
    old = anna.answer(True)
    assert old
    team.epoch(team.members[:4])
    scope, epoch, rh = team.roster.scope, team.roster.epoch, team.roster.rh
    outsider = team.members[4]
    yes = Confirm(epoch=epoch, same=True)
    assert lead.on_confirm(anna.vk, old) is None
    assert (
        lead.on_confirm(outsider.vk, say(outsider.key, yes, scope, epoch, rh)) is None
    )
    assert lead.on_confirm(anna.vk, say(anna.key, Ping(), scope, epoch, rh)) is None
    stale = evolve(yes, epoch=1)
    assert lead.on_confirm(anna.vk, say(anna.key, stale, scope, epoch, rh)) is None
    assert lead.confirmed == frozenset()
