"""The lists of one round on their way along the hops, as one member sees them.

Made once everybody's keys are known. It keeps the transcript (t_0 = kh, then one hash a
hop), waits for each list that this member needs until its bytes match what the hop
promised, does this member's own hop, and looks for its texts in the last list. It sends
nothing: `Round` does.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from formats.entries import Keys
from formats.hashing import H
from retro.anonymity import onion
from retro.anonymity.onion import Contents, Lane, ListError, Lists, Opened

CANDIDATES_MAX = 2
"""Lists of one hop that may wait for the hash they must have."""


class Mixing:
    """One member's part in the mixing of a round."""

    def __init__(
        self,
        *,
        ctx: bytes,
        members: Sequence[bytes],
        keys: Sequence[Keys],
        lanes: Sequence[Lane],
        me: bytes,
        outer: bytes,
    ) -> None:
        """Bind everybody's keys, in SET's order; `outer` is my secret for my hop."""
        both = [part for each in keys for part in (each.inner, each.outer)]
        kh = H("keys", ctx, members, both)
        self.order = tuple(sorted(members, key=lambda vk: H("order", kh, vk)))
        self.hops = len(self.order)
        self.number = self.order.index(me) + 1
        self.ts = [kh]
        self._ctx = ctx
        self._lanes = tuple(lanes)
        self._inner_keys = [each.inner for each in keys]
        outer_keys = dict(zip(members, [each.outer for each in keys], strict=True))
        self._hop_keys = [outer_keys[member] for member in self.order]
        self._outer = outer
        self._mine: Lists = []
        self._promised: list[bytes] = []
        self._waiting: dict[int, list[bytes]] = {}
        self._last: Lists = []

    # ------------------------------------------------------------------ the transcript

    @property
    def mixed(self) -> bytes | None:
        """Give T, once every hop promised its list."""
        return self.ts[-1] if len(self._promised) == self.hops else None

    @property
    def first(self) -> bytes:
        """Give the first hop, to whom ONIONS go."""
        return self.order[0]

    def maker(self, hop: int) -> bytes | None:
        """Give who makes the list of this hop; None past the last."""
        return self.order[hop - 1] if hop <= self.hops else None

    def promise(self, listed: bytes) -> int:
        """Take the next hop's promise into the transcript, and give its number."""
        self._promised.append(listed)
        hop = len(self._promised)
        self.ts.append(H("hop", self.ts[-1], hop, listed))
        return hop

    # ------------------------------------------------------------------------ the lists

    def wrap(self, contents: Contents, random: Callable[[int], bytes]) -> bytes:
        """Seal my slots: the data of ONIONS. `ValueError` when they do not fit."""
        self._mine, data = onion.build(
            self._lanes,
            contents,
            ctx=self._ctx,
            kh=self.ts[0],
            inner_keys=self._inner_keys,
            hop_keys=self._hop_keys,
            random=random,
        )
        return data

    def wants(self, hop: int) -> bool:
        """Tell whether I need the list of this hop: my input, or the last."""
        mine = self.may_mix and hop == self.number - 1
        return mine or (not self._last and hop == self.hops)

    def take(self, hop: int, data: bytes) -> None:
        """Let a list wait for its promise; a few at most, of what I still need."""
        waiting = self._waiting.setdefault(hop, [])
        if len(waiting) < CANDIDATES_MAX:
            waiting.append(data)

    def wrong(self, hop: int) -> bool:
        """Tell, once, that what came as this hop's list is not what it promised."""
        if hop > len(self._promised) or not self._waiting.get(hop):
            return False
        promised = self._promised[hop - 1]
        waiting = self._waiting[hop]
        waiting[:] = [data for data in waiting if onion.listed(data) == promised]
        return not waiting

    def list_of(self, hop: int) -> bytes | None:
        """Give the list of this hop; only after `wrong` found nothing wrong."""
        waiting = self._waiting.get(hop)
        return waiting[0] if waiting and hop <= len(self._promised) else None

    @property
    def may_mix(self) -> bool:
        """Tell whether my own hop is still to be done."""
        return bool(self._outer)

    def mix(self, sources: Sequence[bytes]) -> bytes:
        """Do my hop: check, peel and sort; `ListError` when anything is wrong.

        `sources` is the list before mine, or everybody's ONIONS when I am the first.
        My outer secret has then done its one work and is dropped.
        """
        outer, self._outer = self._outer, b""
        layers = self.hops - self.number + 1
        share = 1 if self.number == 1 else self.hops
        parts = [onion.split(data, self._lanes, share, layers) for data in sources]
        lists = [
            [slot for part in lane for slot in part]
            for lane in zip(*parts, strict=True)
        ]
        if self.number > 1:
            onion.demand_sorted(lists)
        data = onion.join(onion.peel(lists, self._hop_keys[self.number - 1], outer))
        self._waiting.pop(self.number - 1, None)
        if self.number == self.hops:
            self._waiting[self.hops] = [data]
        return data

    def judge(self) -> bool | None:
        """Look for my slots in the last list; None while it is not here.

        True: sorted, every slot distinct, and each of mine stands in its own lane.
        """
        data = self.list_of(self.hops)
        if data is None or self._last:
            return None
        try:
            self._last = onion.split(data, self._lanes, self.hops, 0)
            onion.demand_sorted(self._last)
            onion.demand_distinct(self._last)
        except ListError:
            return False
        return bool(self._mine) and all(
            set(lane).issuperset(own)
            for lane, own in zip(self._last, self._mine, strict=True)
        )

    def open(self, secrets: Sequence[bytes]) -> Opened:
        """Read the last list with everybody's inner secret, in SET's order."""
        return onion.open_all(self._last, ctx=self._ctx, kh=self.ts[0], secrets=secrets)

    def forget(self) -> None:
        """Drop the secret and every list; the transcript stays."""
        self._outer = b""
        self._mine, self._last = [], []
        self._waiting.clear()


__all__ = ["CANDIDATES_MAX", "Mixing"]
