"""Where the link or the four words are typed: completed and checked on the way."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from retro.anonymity.joinwords import WordsError, parse
from retro.given import words_sentence
from retro.i18n import Speech
from retro.tui import invitation
from retro.tui.widgets.fields import Entry, Field


class Word(Static):
    """A word that may be meant; a click takes it."""

    class Taken(Message):
        """Somebody means this word."""

        def __init__(self, word: str) -> None:
            """Tell which."""
            super().__init__()
            self.word = word

    def __init__(self, word: str) -> None:
        """Offer `word`."""
        super().__init__(Content(word))
        self.word = word

    def on_click(self) -> None:
        """Take it."""
        self.post_message(self.Taken(self.word))


class InvitationEntry(Entry):
    """A line in which Tab goes on to the next word."""

    def behind(self, completed: str) -> str:
        """Give a space, until there are four words."""
        return invitation.behind(completed)


class InvitationField(Field):
    """A line for the link or the words, which says what it makes of them."""

    ENTRY: ClassVar[type[Entry]] = InvitationEntry

    def __init__(self, speech: Speech, value: str = "", *, id: str) -> None:
        """Begin with `value`."""
        self._ = _ = speech
        self._hint = _("Paste the link, or type the four words; Tab completes a word.")
        super().__init__(
            _("Link or words"),
            value,
            explains=self._hint,
            completes=invitation.completed,
            id=id,
        )

    def filled(self) -> ComposeResult:
        """Give the line, and a place for the words that may be meant."""
        yield from super().filled()
        yield Horizontal(classes="meant")

    @property
    def invitation(self) -> str:
        """The link or the words, without what was pasted around them."""
        return invitation.tidy(self.typed)

    def why_not(self) -> str:
        """Say why nobody can join with this; nothing when somebody can."""
        try:
            parse(self.invitation)
        except WordsError as error:
            return words_sentence(self._, error)
        return ""

    async def follow(self) -> None:
        """Say what is typed so far."""
        seen = invitation.look(self.typed)
        if seen.link and seen.whole and self.typed != self.invitation:
            self.type(self.invitation)
            return
        self.wrong(words_sentence(self._, seen.wrong) if seen.wrong else "")
        if seen.whole:
            sentence = "✓ " + (
                self._("This link is whole.")
                if seen.link
                else self._("These are four join words.")
            )
            self.explain(sentence)
        else:
            self.explain("" if seen.meant or seen.wrong else self._hint)
        meant = self.query_one(".meant", Horizontal)
        words = [one.word for one in meant.query(Word)]
        if words != [*seen.meant]:
            with self.app.batch_update():
                await meant.remove_children()
                await meant.mount_all(Word(word) for word in seen.meant)

    def on_word_taken(self, event: Word.Taken) -> None:
        """Put the word that was clicked in the place of the one being typed."""
        event.stop()
        self.type(invitation.put(self.typed, event.word))
