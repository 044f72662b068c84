"""Make docs/keys.md from the screens themselves: python -m tests.keys.

A test holds the page to what this gives, so that no key is documented that does nothing
and none does something that is not documented.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

from textual.binding import Binding, BindingType

from retro.i18n import Speech
from retro.tui.widgets.keybar import key_name

PAGE = Path(__file__).parents[1] / "docs" / "keys.md"

INTRO = """# Keys

Every key of the full-screen client; the same in both languages. `?` shows on each
screen what can be done there now, and does it; all of it can be clicked too. Letters
work where nothing is being typed. Made by `python -m tests.keys`.
"""

SECTIONS = (
    ("Everywhere in a session", ("screens.session.SessionScreen", "app.RetroApp")),
    ("Welcome", ("pages.welcome.WelcomePage",)),
    ("Ask and close", ("pages.ask.AskPage", "widgets.points.Points")),
    ("Review", ("pages.review.ReviewPage",)),
    ("Write", ("pages.write.WritePage", "widgets.editor.Area", "widgets.notes.Notes")),
    ("While it is mixed", ("pages.mix.MixPage",)),
    ("Group", ("pages.group.GroupPage",)),
    ("Vote", ("pages.vote.VotePage",)),
    ("Talk", ("pages.talk.TalkPage",)),
    ("Norms", ("pages.norms.NormsPage",)),
    ("In every list", ("widgets.cards.Cards",)),
    ("On the projector", ("pages.present.PresentPage",)),
    (
        "Start screen",
        ("screens.start.StartScreen", "screens.outside.Outside", "screens.form.Form"),
    ),
    (
        "Forms",
        ("widgets.fields.Entry", "widgets.choosing.OneOf", "widgets.choosing.Tick"),
    ),
    (
        "Looking back",
        (
            "screens.back.LookBackScreen",
            "widgets.several.Several",
            "screens.reread.RereadScreen",
            "screens.reporting.ReportScreen",
            "screens.lives.LivesScreen",
            "screens.lives.LifeScreen",
        ),
    ),
    (
        "What lies over a screen",
        (
            "screens.dialogs.Dialog",
            "screens.reading.Reading",
            "screens.actions.ActionsScreen",
        ),
    ),
)
"""Where each class that has keys stands on the page."""


def bindings(name: str) -> Iterator[Binding]:
    """Give a class's own bindings that do something worth a name, one key each."""
    module, _, class_name = name.rpartition(".")
    found = vars(getattr(import_module(f"retro.tui.{module}"), class_name))
    own: list[BindingType] = found.get("BINDINGS", [])
    for binding in Binding.make_bindings(own):
        if binding.description:
            yield binding


def rows(names: tuple[str, ...]) -> Iterator[str]:
    """Give a row for everything that can be done, with all its keys."""
    dutch = Speech("nl")
    keys: dict[str, list[str]] = {}
    for name in names:
        for binding in bindings(name):
            printed = keys.setdefault(binding.description, [])
            key = key_name(binding, Speech("en"))
            if key.casefold() not in {one.casefold() for one in printed}:
                printed.append(key)
    for description, printed in keys.items():
        shown = ", ".join(f"`{key}`" for key in printed)
        yield f"| {shown} | {description} | {dutch(description)} |"


def page() -> str:
    """Give the whole page."""
    parts = [INTRO]
    for title, names in SECTIONS:
        table = "\n".join(rows(names))
        parts.append(
            f"## {title}\n\n| key | | in het Nederlands |\n|---|---|---|\n{table}\n"
        )
    return "\n".join(parts)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
