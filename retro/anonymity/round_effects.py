"""What a round asks of its owner: effects, in the order to carry them out."""

from __future__ import annotations

from attrs import field, frozen

from retro.anonymity import onion


@frozen
class Effect:
    """Anything a round gives back."""


@frozen
class Send(Effect):
    """Post a signed message of this round; `to` is one member key, None everybody."""

    to: bytes | None
    type: str
    body: bytes = field(repr=False)
    sig: bytes = field(repr=False)


@frozen
class Arrived(Effect):
    """This member's KEYS came and count: the facilitator may put the member in SET."""

    member: bytes


@frozen
class LeftOut(Effect):
    """My KEYS were sent but SET lacks me: the person must be told loudly."""


@frozen
class Hold(Effect):
    """SET lacks `missing`: name them for 10 s, then `hold_over`, or `wait`."""

    missing: tuple[bytes, ...]


@frozen
class NeedTexts(Effect):
    """Everybody's keys are bound and no hold runs: call `submit` with the texts."""


@frozen
class Progress(Effect):
    """Hop `hop` of `hops` has promised its list; the next hop's time starts now."""

    hop: int
    hops: int


@frozen
class LeadMayGo(Effect):
    """The facilitator holds all other GOs: `ping` everybody, then `go`."""


@frozen
class AllHere(Effect):
    """Every other member of SET answered since the last `ping`."""


@frozen
class Frozen(Effect):
    """My GO is being sent: from here the texts may not change and I never time out."""


@frozen
class Revealed(Effect):
    """My inner secret is being sent: from here my texts are spent."""


@frozen
class Opened(Effect):
    """The round was read: what came out, in T's order, and its hash.

    My DONE is among the effects that follow.
    """

    lanes: onion.Opened = field(repr=False)
    out: bytes


@frozen
class AllDone(Effect):
    """Everybody in SET signed the same result as mine."""


@frozen
class Stop(Effect):
    """The round ended here without a result; all secrets are gone.

    `reason` is a code: one of FAIL's (`wait`, `spent`, `list`, `set`, `double`),
    `nogo`, or what the owner gave to `give_up` or `abort`. `hop` is where, or 0.
    `burned` says that my texts had been revealed and may have been read. A facilitator
    answers a Stop of its own round with an ABORT entry.
    """

    reason: str
    hop: int
    burned: bool = False


__all__ = [
    "AllDone",
    "AllHere",
    "Arrived",
    "Effect",
    "Frozen",
    "Hold",
    "LeadMayGo",
    "LeftOut",
    "NeedTexts",
    "Opened",
    "Progress",
    "Revealed",
    "Send",
    "Stop",
]
