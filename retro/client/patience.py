"""How long a client waits before it goes on without somebody; all in seconds."""

from __future__ import annotations

from attrs import field, frozen
from attrs.validators import ge


@frozen(kw_only=True)
class Patience:
    """The give-up times. They are local: no other client needs to know them.

    `arrival`: quiet after the last arrival before an epoch closes during welcome;
    `open`: for COMMITs and OPENs of an epoch; `words`: for answers to the words
    question when collecting had to make a new epoch; `keys`: grace after the
    countdown; `hold`: the names of the absent stand on every screen; `hop`: for one
    laptop to mix; `go`: for everyone's GO; `ping`: for everyone's sign of life before
    the facilitator's GO; `done`: for the signatures under a result; `farewell`: for the
    last ones at the end; `forgotten`: for a server that lost the session to get it
    back from the facilitator's laptop.
    """

    arrival: float = field(default=2.0, validator=ge(0))
    open: float = field(default=10.0, validator=ge(0))
    words: float = field(default=60.0, validator=ge(0))
    keys: float = field(default=10.0, validator=ge(0))
    hold: float = field(default=10.0, validator=ge(0))
    hop: float = field(default=8.0, validator=ge(0))
    go: float = field(default=15.0, validator=ge(0))
    ping: float = field(default=2.0, validator=ge(0))
    done: float = field(default=10.0, validator=ge(0))
    farewell: float = field(default=2.0, validator=ge(0))
    forgotten: float = field(default=60.0, validator=ge(0))
