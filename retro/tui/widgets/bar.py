"""The header: where the session is, who is here, the connection and the timer."""

from __future__ import annotations

from rich.cells import cell_len
from textual.content import Content
from textual.widgets import Static

from retro.tui.session import Session
from retro.tui.view import View


class Bar(Static):
    """One quiet line. What does not fit is left out whole, never cut."""

    def __init__(self, session: Session) -> None:
        """Prepare to show `session`."""
        super().__init__()
        self._session = session
        self._ = session.speech

    def show(self, view: View) -> None:
        """Show the view as it is at this second."""
        width = self.size.width - 2
        right = "  ".join(self._right(view))
        left = next(
            (
                text
                for text in self._left(view)
                if cell_len(f"{text}  {right}") <= width
            ),
            "",
        )
        gap = " " * max(1, width - cell_len(left) - cell_len(right))
        self.update(Content(f"{left}{gap}{right}"))
        self.set_class(view.link == "down", "-down")

    def on_resize(self) -> None:
        """Fit the line anew."""
        self.show(self._session.view)

    def _left(self, view: View) -> list[str]:
        """Say which step this is, from all of it to the least."""
        _ = self._
        if view.step is None:
            return [""]
        step, steps, title = view.step.id, view.step.steps, view.step.title
        if view.ended:
            return [_("The session is over")]
        long = _(
            "Step {step} of {steps} · {title}", step=step, steps=steps, title=title
        )
        name = view.welcome.title if view.welcome else ""
        return [f"{name} · {long}", long, f"{step}/{steps} {title}", f"{step}/{steps}"]

    def _right(self, view: View) -> list[str]:
        """Say the timer, who is here and whether the server is reached."""
        _ = self._
        parts = []
        if view.timer is not None:
            left = max(0, round(view.timer - self._session.clock()))
            parts.append(f"⏱ {left // 60}:{left % 60:02d}")
        if view.people.members:
            parts.append(_.plural("{n} person", "{n} people", len(view.people.members)))
        if view.people.screens:
            parts.append(
                _.plural("{n} screen", "{n} screens", len(view.people.screens))
            )
        if not view.ended:
            parts.append(_("● online") if view.link == "up" else _("○ offline"))
        return parts
