"""The header: where the session is, who is here, the connection and the timer."""

from __future__ import annotations

from collections.abc import Iterator

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from retro.tui.session import Session
from retro.tui.view import View
from retro.tui.widgets.wrapping import literal


class Bar(Static):
    """One quiet line. What does not fit is left out whole, never cut."""

    def __init__(self, session: Session) -> None:
        """Prepare to show `session`."""
        super().__init__()
        self._session = session
        self._ = session.speech
        self._line = ""

    def show(self, view: View) -> None:
        """Show the view as it is at this second."""
        line = fitted(self._left(view), self._right(view), self.size.width - 2)
        if line != self._line:
            self._line = line
            self.update(Content(line))
        self.set_class(view.link == "down" and not view.ended, "-down")

    def on_resize(self) -> None:
        """Fit the line anew."""
        self.show(self._session.view)

    def _left(self, view: View) -> list[str]:
        """Say which step this is, from all of it to the least."""
        _ = self._
        if view.step is None:
            return [""]
        if view.ended:
            return [_("The session is over")]
        step, steps = view.step.id, view.step.steps
        title = literal(view.step.title)
        long = _(
            "Step {step} of {steps} · {title}", step=step, steps=steps, title=title
        )
        name = literal(view.welcome.title) if view.welcome else ""
        return [f"{name} · {long}", long, f"{step}/{steps} {title}", f"{step}/{steps}"]

    def _right(self, view: View) -> list[str]:
        """Say the timer, the people and the connection, from all of it to the least."""
        _ = self._
        timer = list(self._timer(view))
        if view.ended:
            return [""]
        if view.link == "down":
            long = _("○ offline, trying again; your notes stay here")
            return ["  ".join((*timer, text)) for text in (long, _("○ offline"))]
        online = _("● online")
        people, screens = len(view.people.members), len(view.people.screens)
        here = [_.plural("{n} person", "{n} people", people)] if people else []
        seen = [_.plural("{n} screen", "{n} screens", screens)] if screens else []
        return [
            "  ".join(parts)
            for parts in (
                (*timer, *here, *seen, online),
                (*timer, *here, *seen),
                (*timer, *seen),
                timer,
            )
        ]

    def _timer(self, view: View) -> Iterator[str]:
        if view.timer is not None:
            left = max(0, round(view.timer - self._session.clock()))
            yield f"⏱ {left // 60}:{left % 60:02d}"


def fitted(left: list[str], right: list[str], width: int) -> str:
    """Put a text at each end of a line, the fullest of both that fit beside each other.

    What stands at the right gives way only after all of the left did.
    """
    for end in right:
        for start in left:
            gap = width - cell_len(start) - cell_len(end)
            if gap >= 2 or (gap >= 0 and not start):
                return f"{start}{' ' * gap}{end}"
    return ""
