"""What the projector shows at each moment, as a value; pure.

What all see and nothing else: no drafts, no choices, no tips, and no word about who did
or did not answer.
"""

from __future__ import annotations

from attrs import evolve, field, frozen
from textual.content import Content

from retro.client import events as e
from retro.i18n import N_, Speech
from retro.sentences import PLACES, PURPOSES, said
from retro.tui.asking import vote_result
from retro.tui.lists import by_dots, dots_cards, norm_cards, notes_in, voted
from retro.tui.view import View
from retro.tui.widgets.bars import bars
from retro.tui.widgets.card import Card

List = tuple[str, tuple[Card, ...]]

_NOW = {
    "ask": N_("Answer on your own laptop. Nobody sees who answered what (F3)."),
    "review": N_("Say on your own laptop what you want with each norm."),
    "write": N_("Write on your own laptop. Nobody sees who wrote what (F3)."),
    "vote": N_("Choose on your own laptop. Nobody sees who chose what (F3)."),
    "norms": N_("Say on your own laptop whether you agree with each norm."),
    "close": N_("Answer on your own laptop. Nobody sees who answered what (F3)."),
}
"""What people do at a step that asks something."""


@frozen(kw_only=True)
class Poster:
    """What hangs on the wall at one moment.

    `large` is drawn as large as fits, `text` stands below it, `lists` stand beside each
    other, each with a title.
    """

    question: str = ""
    large: tuple[str, ...] = ()
    text: Content = field(factory=Content)
    lists: tuple[List, ...] = ()


def poster(
    _: Speech, view: View, *, now: float, words: tuple[str, ...], theme: int
) -> Poster:
    """Make the poster of this moment; `theme` is how far was paged in the themes."""
    if view.ended:
        return _ended(_, view)
    if view.round is not None:
        return _round(_, view, view.round, now)
    match view.kind:
        case "welcome":
            return _welcome(_, view, words)
        case "write":
            return _write(_, view)
        case "group":
            return Poster(lists=(*_notes(view), *_themes(_, view)))
        case "vote":
            return _vote(_, view)
        case "talk":
            return _talk(_, view, now, theme)
        case "norms" | "review":
            return _norms(_, view)
        case _:
            return _ask(_, view)


def _welcome(_: Speech, view: View, words: tuple[str, ...]) -> Poster:
    server = view.welcome.server if view.welcome else ""
    people = view.people.members
    count = _.plural("{n} person is here:", "{n} people are here:", len(people))
    lines = [Content(f"{count} {_.listed(people)}")]
    if view.roster is not None:
        compare = _("The same on every screen?")
        same = (" ".join(view.roster.words), "bold $accent")
        lines.append(Content.assemble(compare, " ", same))
    return Poster(
        question=_("Join: retro join --server {server}", server=server),
        large=words,
        text=Content("\n\n").join(lines),
    )


def _round(_: Speech, view: View, event: e.RoundEvent, now: float) -> Poster:
    """Count down, or say how far the mixing is."""
    question = view.step.question or "" if view.step else ""
    what = said(_, PURPOSES, event.purpose)
    if event.phase == "countdown":
        left = max(0, round((view.countdown or now) - now))
        text = _("Collecting {what}: save what you want to send.", what=what)
        return Poster(question=question, large=(str(left),), text=Content(text))
    if event.phase == "holding":
        missing = _.listed(event.missing or ())
        text = _("Going on in a moment, without: {missing}", missing=missing)
        waiting = Content(text if missing else _("Going on in a moment."))
        return Poster(question=_("Mixing {what}", what=what), text=waiting)
    hop = (f"{event.hop} / {event.hops}",) if event.hops else ()
    text = _("Each laptop shuffles them in turn, so nobody knows whose is whose (F3).")
    return Poster(question=_("Mixing {what}", what=what), large=hop, text=Content(text))


def _ask(_: Speech, view: View) -> Poster:
    step = view.step
    if step is None:
        return Poster()
    result = view.answers.get(step.id)
    question = step.question or step.title
    if result is not None:
        return Poster(question=question, text=bars(_, result))
    todo = Content(_(_NOW[step.kind])) if step.kind in _NOW and step.answer else None
    return Poster(question=question, text=todo or Content(""))


def _write(_: Speech, view: View) -> Poster:
    if view.notes.notes:
        return Poster(lists=_notes(view))
    titles = Content("\n").join(
        Content.styled(title, "bold") for title in view.columns.values()
    )
    question = view.step.question or "" if view.step else ""
    todo = _NOW["write"]
    lines = (titles, Content(""), Content(_(todo)))
    return Poster(question=question, text=Content("\n").join(lines))


def _notes(view: View) -> tuple[List, ...]:
    """List the notes, column by column."""
    return tuple(
        (
            title,
            tuple(
                Card(note.id, note.text, lead=str(note.id))
                for note in view.notes.notes
                if note.column == key
            ),
        )
        for key, title in view.columns.items()
    )


def _themes(_: Speech, view: View) -> tuple[List, ...]:
    """List the themes, if there are any, with the notes in each."""
    if not view.themes.themes:
        return ()
    cards = tuple(
        Card(theme.id, theme.title, meta=notes_in(_, theme))
        for theme in view.themes.themes
    )
    return ((_("Themes"), cards),)


def _vote(_: Speech, view: View) -> Poster:
    question = view.step.question or "" if view.step else ""
    result = vote_result(view)
    if result is None:
        return Poster(question=question, lists=_themes(_, view))
    recognise = view.step is not None and view.step.mode == "recognise"
    cards = tuple(dots_cards(_, result, recognise=recognise))
    return Poster(question=question, lists=((voted(_, result), cards),))


def _talk(_: Speech, view: View, now: float, at: int) -> Poster:
    themes = by_dots(view)
    left = max(0, round(view.timer - now)) if view.timer is not None else None
    large = (f"{left // 60}:{left % 60:02d}",) if left is not None else ()
    if not themes:
        return Poster(question=_("Talk with each other"), large=large)
    theme = themes[at % len(themes)]
    texts = {note.id: note.text for note in view.notes.notes}
    cards = tuple(Card(note, texts[note]) for note in theme.notes if note in texts)
    return Poster(large=large, lists=((theme.title, cards),))


def _norms(_: Speech, view: View) -> Poster:
    question = view.step.question or "" if view.step else ""
    if not view.norms.norms:
        return Poster(question=question)
    return Poster(question=question, lists=((_("Norms"), tuple(norm_cards(_, view))),))


def _ended(_: Speech, view: View) -> Poster:
    agreed = evolve(
        view.norms,
        norms=tuple(norm for norm in view.norms.norms if norm.status == "agreed"),
    )
    cards = tuple(norm_cards(_, evolve(view, norms=agreed)))
    places = Content("\n").join(
        Content(f"{said(_, PLACES, kind)}: {text}") for kind, text in view.places.places
    )
    lists: tuple[List, ...] = ((_("What we agree"), cards),) if cards else ()
    return Poster(
        question=_("Thank you for being part of it."), text=places, lists=lists
    )
