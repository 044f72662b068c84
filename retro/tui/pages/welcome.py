"""The welcome: how to get in, who is here, the four words, the promise."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from retro.client import commands as c
from retro.client import events as e
from retro.i18n import N_
from retro.sentences import PROMISE
from retro.tui.pages.sheet import SheetPage, button, place
from retro.tui.session import Session
from retro.tui.view import View
from retro.tui.widgets.big import big

ENOUGH = 4
"""People without whom nothing can be asked: the facilitator and three others."""

HIGH = 38
"""Rows of a screen from which the join words are drawn in large letters."""

LARGE = (44, 15)
"""Cells and rows that they may take then."""


class WelcomePage(SheetPage):
    """What everybody looks at together before anything is written."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f7", "screen.same", N_("Same")),
        Binding("f8", "screen.differ", N_("Differ")),
        Binding("c", "copy", N_("Copy the link"), show=False),
        Binding("o", "others", N_("Can they not connect?"), show=False),
    ]

    def __init__(self, session: Session) -> None:
        """Prepare to show `session`."""
        super().__init__(session)
        self._copied = False

    # ------------------------------------------------------------------ layout

    def parts(self) -> Iterator[Widget]:
        """Lay out the invitation for who leads, the people, and what to compare."""
        _ = self._
        yield place("title")
        yield place("todo")
        yield place("missing")
        if self.session.part.lead:
            yield place("link")
            yield place("copied")
            with Horizontal(classes="row sharing"):
                yield button(_("Copy the link  c"), "copy", main=True)
                yield button(_("Can they not connect?  o"), "others")
            yield place("how")
        with Horizontal(classes="who"):
            yield place("words")
            yield place("people")
        with Vertical(classes="compare"):
            yield Static(Content(_("Read these out loud together")), classes="aloud")
            yield place("roster")
            yield place("question")
            with Horizontal(classes="row answers"):
                yield button(_("Same  F7"), "compared('same')", main=True)
                yield button(_("Differ  F8"), "compared('differ')")
        yield place("promise", quiet=True)

    # ------------------------------------------------------------------ showing

    def show(self, view: View) -> None:
        """Show who is here and what to compare."""
        _ = self._
        self.put(".title", self._title(view))
        self.put(".todo", self._todo(view))
        self.put(".people", self._people(view))
        if self.session.part.lead:
            self._invite()
        roster = view.roster
        self.query_one(".compare").display = roster is not None
        if roster is not None:
            self.put(".roster", self._aloud(roster.words))
            self.put(".question", self._question(roster))
            self.query_one(".answers").display = not roster.answer
        lead = self.session.part.lead
        short = _("Nobody can see who wrote what, as long as some things hold: see F3.")
        rest = _("The rest of the truth: F3.")
        self.put(".promise", short if lead else f"{_(PROMISE)} {rest}")

    def on_resize(self) -> None:
        """Draw the words as large as there is room for."""
        self.show(self.view)

    def _title(self, view: View) -> str:
        step, welcome = view.step, view.welcome
        names = (
            step.title if step else "",
            welcome.title if welcome else "",
            welcome.team if welcome else "",
        )
        return " · ".join(filter(None, names))

    def _todo(self, view: View) -> str:
        """Say in one plain sentence what is awaited, or what to do now."""
        _, roster, lead = self._, view.roster, self.session.part.lead
        if len(view.people.members) < ENOUGH:
            if lead:
                return _(
                    "Let your colleagues in with the link or the words. At least three "
                    "others are needed."
                )
            return _("You are in. We wait for more people: at least four are needed.")
        if roster is None:
            return _("You are in. In a moment there are four words to compare.")
        coming = [name for name in view.people.members if name not in roster.members]
        if coming:
            names = _.listed(coming)
            return _("{names} just came in: the list is made anew.", names=names)
        if roster.answer == "differ":
            return _("Nothing of yours is sent now. Say out loud what differs.")
        if not roster.answer:
            return _(
                "Is everyone in? Then read the words at the bottom out loud together."
            )
        if lead:
            return _("Has everyone said it is the same? Then F6 goes on.")
        return _("You are ready. The facilitator takes everyone to the next step.")

    def _people(self, view: View) -> Content:
        _ = self._
        names = view.people.members
        count = _.plural("{n} person is here:", "{n} people are here:", len(names))
        lines = [Content.assemble((count, "bold"), " ", _.listed(names))]
        lines += [
            Content(_("A screen is watching along: {name}.", name=name))
            for name in view.people.screens
        ]
        return Content("\n").join(lines)

    def _question(self, roster: e.Roster) -> Content:
        """Ask whether it is right, or say what was answered and what comes of it."""
        _ = self._
        if roster.answer == "same":
            return Content.styled(_("✓ You said: the same."), "bold $primary")
        if roster.answer == "differ":
            said = (_("✗ You said: they differ. Nothing of yours is sent."), "bold")
            after = _(
                "Look together: is everyone on the list here, and does every screen "
                "show these words? The list is made anew when somebody comes in, or "
                "when the facilitator collects; then you are asked again."
            )
            return Content.assemble(said, " ", after)
        if roster.known and (roster.added or roster.removed):
            changes = [f"+{name}" for name in roster.added]
            changes += [f"-{name}" for name in roster.removed]
            return Content(
                _(
                    "Who is here changed: {changes}. Is that right, and are the words "
                    "the same on every screen?",
                    changes=", ".join(changes),
                )
            )
        names = _.listed(roster.members)
        if roster.members == self.view.people.members:
            names = ""  # they stand above
        return Content(
            _.plural(
                "Is exactly this {n} person here? {names}",
                "Are exactly these {n} people here? {names}",
                roster.count,
                names=names,
            ).strip()
            + " "
            + _("And are the words the same on every screen?")
        )

    # ------------------------------------------------------------------ inviting

    @property
    def _links(self) -> tuple[str, ...]:
        """The links for colleagues, the likeliest first."""
        invitation, welcome = self.session.part.invitation, self.view.welcome
        if invitation is not None and invitation.links:
            return invitation.links
        return (welcome.link,) if welcome is not None and welcome.link else ()

    def _invite(self) -> None:
        """Show the link and the words, and what is not filled in."""
        _, links, welcome = self._, self._links, self.view.welcome
        invitation = self.session.part.invitation
        missing = invitation.missing if invitation else ""
        self.put(".missing", f"⚠ {missing}" if missing else "")
        self.query_one(".sharing").display = bool(links)
        copied = _(
            "Copied: paste it in the chat. Does nothing come? Then select the link "
            "with the mouse and copy it."
        )
        self.put(".copied", copied if self._copied else "")
        if not links:
            return
        told = _("The link, for the team's chat:")
        self.put(".link", Content.assemble(told, "\n", (links[0], "bold $accent")))
        server, _mark, joined = links[0].partition("#")
        how = _("Or type this, and then the four words:")
        command = f"retro join --server {server.rstrip('/')}"
        self.put(".how", Content.assemble(how, " ", (command, "bold")))
        words = joined.replace("-", " ") or (welcome.words if welcome else "") or ""
        self.put(".words", self._large(words.split()))

    def _aloud(self, words: tuple[str, ...]) -> Content:
        """Draw the words to compare, large where no join words stand above them."""
        if self.app.size.height >= HIGH and not self.session.part.lead:
            return Content.styled(big(words, *LARGE), "bold")
        spaced = [Content.styled(f" {word} ", "bold on $panel") for word in words]
        return Content(" ").join(spaced)

    def _large(self, words: list[str]) -> Content:
        """Draw the join words as large as there is room for, one a line."""
        text = "\n".join(" ".join(word) for word in words)
        if self.app.size.height >= HIGH:
            text = big(tuple(words), *LARGE)
        return Content.styled(text, "bold $accent")

    # ------------------------------------------------------------------ actions

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Ask once, and leave inviting to who leads."""
        if action == "compared":
            roster = self.view.roster
            return roster is not None and not roster.answer
        if action in {"copy", "others"}:
            return self.session.part.lead and bool(self._links)
        return True

    def action_compared(self, answer: str) -> None:
        """Say whether names and words are the same."""
        self.do(c.Words("same" if answer == "same" else "differ"))

    def action_copy(self) -> None:
        """Copy the link to the clipboard, as far as the terminal lets us."""
        self.app.copy_to_clipboard(self._links[0])
        self._copied = True
        self.show(self.view)

    def action_others(self) -> None:
        """Show the other addresses, and what to do when they cannot connect."""
        from retro.tui.screens.reading import (  # noqa: PLC0415  only then
            Reading,
            Section,
        )

        _, invitation = self._, self.session.part.invitation
        links = Content("\n\n").join(map(Content, self._links))
        sections: list[Section] = [(_("Links to try, the likeliest first"), links)]
        if invitation is not None and invitation.advice:
            sections.append(("", Content(invitation.advice)))
        self.app.push_screen(Reading(_("Can they not connect?"), sections))
