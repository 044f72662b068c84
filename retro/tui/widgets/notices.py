"""What a person must see and answer, whatever step the session is at.

Never a dialog: nobody is pulled away while typing. At most a few lines high; all of a
longer text is a key away.
"""

from __future__ import annotations

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Static

from retro.tui.notice import Notice, waiting
from retro.tui.session import Session
from retro.tui.view import View
from retro.tui.widgets.words import Words

KEYS = ("f7", "f8")
"""The keys that answer, each with a button."""


class Notices(Vertical, can_focus=False):
    """The notices that wait, one at a time, the most urgent first.

    One that came only just is not answered: that key was meant for what was there.
    """

    def __init__(self, session: Session) -> None:
        """Prepare to show `session`."""
        super().__init__()
        self._session = session
        self._ = session.speech
        self._notice: Notice | None = None
        self._more = 0
        self._since = float("-inf")
        self._answered = float("-inf")

    def compose(self) -> ComposeResult:
        """Lay out the text, a button for each key, and how many more there are."""
        with VerticalScroll(can_focus=False):
            yield Static(classes="text")
        with Horizontal(classes="answers"):
            for key in KEYS:
                yield Button("", id=key, compact=True)
            yield Words(classes="more")

    def on_mount(self) -> None:
        """Take no room while there is nothing to say, and never the keyboard."""
        self.display = False
        for button in self.query(Button):
            button.can_focus = False

    @property
    def notice(self) -> Notice | None:
        """The one that is shown, if any."""
        return self._notice

    def show(self, view: View) -> None:
        """Show what waits now."""
        notices = waiting(self._, view)
        notice = notices[0] if notices else None
        self._more = max(0, len(notices) - 1)
        if notice != self._notice:
            self._notice, self._since = notice, self._session.clock()
            self.display = notice is not None
            if notice is not None:
                self._fill(notice)
        self.call_after_refresh(self._say_more)

    def _fill(self, notice: Notice) -> None:
        self.query_one(".text", Static).update(Content(notice.text))
        self.query_one(VerticalScroll).scroll_home(animate=False)
        labels = {answer.key: answer.label for answer in notice.answers}
        for key in KEYS:
            button = self.query_one(f"#{key}", Button)
            button.display = key in labels
            button.label = Content(self._(labels[key]) if key in labels else "")
            button.refresh(layout=True)  # a new label alone keeps the old width

    def _say_more(self) -> None:
        """Say that there is more of this text, and that there are more notices."""
        _, scroll = self._, self.query_one(VerticalScroll)
        labels = [str(b.label) for b in self.query(Button) if b.display]
        room = self.content_size.width - sum(cell_len(text) + 4 for text in labels)
        more = _.plural("{n} more", "{n} more", self._more) if self._more else ""
        texts = [more, ""]
        if scroll.max_scroll_y > 0:
            whole = _("Ctrl+R: read all of it")
            texts = [*filter(None, [more and f"{whole} · {more}"]), whole, "Ctrl+R", ""]
        fits = next(text for text in texts if cell_len(text) <= room or not text)
        self.query_one(".more", Words).say(fits)

    def on_resize(self) -> None:
        """See anew whether all of the text is in view."""
        self.call_after_refresh(self._say_more)

    # ------------------------------------------------------------------ answering

    def answers(self, key: str) -> bool:
        """Say whether the notice shown can be answered with this key."""
        notice = self._notice
        return notice is not None and key in {answer.key for answer in notice.answers}

    @property
    def just_answered(self) -> bool:
        """Whether a key that is pressed now may still have been meant for a notice."""
        return self._session.clock() < self._answered + self._session.look

    def press(self, key: str) -> None:
        """Answer the notice shown with this key, unless it came only just."""
        notice = self._notice
        if notice is None or self._session.clock() < self._since + self._session.look:
            return
        for answer in notice.answers:
            if answer.key == key:
                self._answered = self._session.clock()
                for command in answer.commands:
                    self._session.do(command)
                if notice.told is not None:
                    self._session.dismiss(notice.told)

    def on_button_pressed(self, event: Button.Pressed) -> None:
        """Answer the notice."""
        event.stop()
        self.press(str(event.button.id))
