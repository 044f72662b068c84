"""Named timers on an injected clock: set, cancel, and run what is due."""

from __future__ import annotations

from collections.abc import Callable


class Timers:
    """A handful of one-shot timers; setting a name again replaces it."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Measure on `clock`, which counts seconds and never goes back."""
        self._clock = clock
        self._due: dict[str, tuple[float, Callable[[], None]]] = {}

    def set(self, name: str, seconds: float, then: Callable[[], None]) -> None:
        """Call `then` once `seconds` have passed, unless cancelled or replaced."""
        self._due[name] = (self._clock() + seconds, then)

    def cancel(self, *names: str) -> None:
        """Forget these timers; unknown names are fine."""
        for name in names:
            self._due.pop(name, None)

    def clear(self) -> None:
        """Forget all timers."""
        self._due.clear()

    def __contains__(self, name: str) -> bool:
        """Whether the timer is running."""
        return name in self._due

    def left(self, name: str) -> float:
        """Give the seconds left on a timer, 0 when it is not running."""
        due = self._due.get(name)
        return max(0.0, due[0] - self._clock()) if due else 0.0

    def deadline(self) -> float | None:
        """Give the clock value at which `run` has work, or None."""
        return min((due for due, _ in self._due.values()), default=None)

    def run(self) -> None:
        """Call everything that is due, the earliest first."""
        while self._due:
            name, (due, then) = min(self._due.items(), key=lambda item: item[1][0])
            if due > self._clock():
                return
            del self._due[name]
            then()
