"""What the session holds as cards, for every page that lists it; pure."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping

from formats.markdown import written_date
from retro.client import events as e
from retro.i18n import N_, Speech
from retro.sentences import STATUSES, said
from retro.tui.asking import norm_open
from retro.tui.view import View
from retro.tui.widgets.card import Card

BAR = 12
"""Cells of a full bar in a result."""


def columns(view: View) -> dict[str, str]:
    """Give the title of every column there is, by key; the key where none is known."""
    keys = {note.column: note.column for note in view.notes.notes}
    return {**view.columns, **{k: k for k in keys if k not in view.columns}}


def themes_of(view: View) -> dict[int, int]:
    """Map every note that is in a theme to that theme."""
    return {note: theme.id for theme in view.themes.themes for note in theme.notes}


def texts_of(view: View, theme: int) -> list[str]:
    """Give the texts of the notes in a theme."""
    texts = {note.id: note.text for note in view.notes.notes}
    found = (one for one in view.themes.themes if one.id == theme)
    return [texts[n] for one in found for n in one.notes if n in texts]


def note_cards(
    _: Speech, view: View, column: str, *, marked: Collection[int] = ()
) -> list[Card]:
    """List the notes of a column, those in no theme first."""
    themes = themes_of(view)
    cards = [
        Card(
            note.id,
            note.text,
            meta=_("theme {theme}", theme=themes[note.id]) if note.id in themes else "",
            marked=note.id in marked,
            muted=note.id in themes,
        )
        for note in view.notes.notes
        if note.column == column
    ]
    return sorted(cards, key=lambda card: card.muted)


def notes_in(_: Speech, theme: e.ThemeItem) -> str:
    """Say how many notes a theme has."""
    return _.plural("{n} note", "{n} notes", len(theme.notes))


def theme_cards(_: Speech, themes: Iterable[e.ThemeItem]) -> list[Card]:
    """List themes, each with the number of its notes."""
    return [
        Card(theme.id, f"{theme.title} · {notes_in(_, theme)}", lead=str(theme.id))
        for theme in themes
    ]


def by_dots(view: View) -> list[e.ThemeItem]:
    """Give the themes, the one with most dots first."""
    dots = {item.id: item.dots for item in view.dots.themes} if view.dots else {}
    return sorted(view.themes.themes, key=lambda theme: -dots.get(theme.id, 0))


def _bar(part: int, whole: int) -> str:
    filled = round(BAR * min(part, whole) / max(1, whole))
    return "█" * filled + "░" * (BAR - filled)


def dots_cards(_: Speech, dots: e.Dots, *, recognise: bool) -> list[Card]:
    """List the result of a vote, the most chosen first, with bars."""
    most = max((item.dots for item in dots.themes), default=0)
    cards = []
    for item in sorted(dots.themes, key=lambda item: -item.dots):
        if recognise:
            bar = _bar(item.dots, dots.respondents)
            said = _(
                "{n} of {people} recognise it", n=item.dots, people=dots.respondents
            )
        else:
            bar = _bar(item.dots, most)
            given = _.plural("{n} dot", "{n} dots", item.dots)
            people = _.plural("{n} person", "{n} people", item.people)
            said = _("{dots} from {people}", dots=given, people=people)
        cards.append(Card(item.id, item.title, meta=f"{bar} {said}"))
    return cards


def voted(_: Speech, dots: e.Dots) -> str:
    """Say how many voted, and what could not be counted."""
    sentence = _.plural("{n} person voted.", "{n} people voted.", dots.respondents)
    if dots.spoiled:
        sentence += " " + _.plural(
            "{n} answer could not be counted.",
            "{n} answers could not be counted.",
            dots.spoiled,
        )
    return sentence


# ---------------------------------------------------------------------- norms

CHOSEN: Mapping[str, str] = {
    "agree": N_("You agree"),
    "concern": N_("You agree, with a concern"),
    "object": N_("You object"),
    "keep": N_("You want to keep it"),
    "reword": N_("You want other words"),
    "let-go": N_("You want to let it go"),
}
"""What a person said of a norm, said back to them."""

_COUNTS = {
    "norms": N_("{agree} agree, {concern} with a concern, {object} object"),
    "review": N_("{agree} keep it, {concern} want other words, {object} let it go"),
}


def standing(_: Speech, norm: e.NormItem | e.EarlierItem) -> str:
    """Say how it stands with a norm, or stood: its status and the counts."""
    parts = [said(_, STATUSES, norm.status)]
    if norm.asked in _COUNTS:
        parts.append(
            _(
                _COUNTS[norm.asked],
                agree=norm.agree,
                concern=norm.concern,
                object=norm.object,
            )
        )
    return " · ".join(parts)


def _around(_: Speech, view: View, norm: e.NormItem) -> str:
    """Say when a norm is looked at again, and which theme it is from."""
    parts = []
    if norm.status == "agreed" and norm.review:
        date = written_date(norm.review, _.lang)
        parts.append(_("look at it again on {date}", date=date))
    titles = {theme.id: theme.title for theme in view.themes.themes}
    if norm.theme in titles and view.kind == "norms":
        parts.append(_("from theme: {title}", title=titles[norm.theme]))
    return " · ".join(parts)


def _own(_: Speech, view: View, norm: e.NormItem) -> Iterator[str]:
    """Say what the person here chose for a norm, and the reason they gave."""
    own = view.own
    choices = {choice.norm: choice.choice for choice in own.consents} if own else {}
    if norm.id in choices:
        yield said(_, CHOSEN, choices[norm.id])
    elif norm.reworded and view.kind == "norms":
        yield _("Reworded: choose again")
    else:
        yield _("You did not choose yet")
    if own and own.reason and own.reason.norm == norm.id:
        yield _("Your reason: “{reason}”", reason=own.reason.text)


def norm_cards(_: Speech, view: View) -> list[Card]:
    """List the norms with how they stand, the reasons given, and the own choice."""
    own = view.own
    chosen = {choice.norm for choice in own.consents} if own else set()
    cards = []
    for norm in view.norms.norms:
        if view.kind == "review" and not norm.brought:
            continue
        untouched = norm.brought and not norm.reworded and not norm.asked
        old = untouched and norm.status == "draft"
        lines = [_("from last time") if old else standing(_, norm)]
        around = _around(_, view, norm)
        if around and not norm.asked:
            lines = [f"{lines[0]} · {around}"]
        elif around:
            lines.append(around)
        if norm_open(view, norm) and not view.screen:
            lines = [*_own(_, view, norm), *lines]
        reasons = [f"“{r.text}”" for r in view.norms.reasons if r.norm == norm.id]
        cards.append(
            Card(
                norm.id,
                "\n".join([norm.text, *reasons]),
                lead=str(norm.id),
                meta="\n".join(lines),
                marked=norm.id in chosen,
                muted=norm.status == "let-go",
            )
        )
    return cards


def before(view: View, norm: int) -> list[e.EarlierItem]:
    """Give what a norm was before, the latest first."""
    return [one for one in reversed(view.norms.earlier) if one.norm == norm]


def was(_: Speech, one: e.EarlierItem) -> tuple[str, list[str]]:
    """Say when a norm was something else, and what was said of it then."""
    date = written_date(one.date, _.lang) or _("Before")
    reasons = [f"“{reason}”" for reason in one.reasons]
    return date, [one.text, standing(_, one), *reasons]
