"""What is said of a step: its question, what one can type, and what the lead can do."""

from __future__ import annotations

from collections.abc import Iterator

from formats.text import one_line
from retro.client.events import StepEvent
from retro.i18n import N_, Speech

_ASK = {
    "yesno": N_("Type answer yes or answer no."),
    "choice": N_("Type answer and one number, such as answer 1."),
    "ticks": N_(
        "Type tick and every number that holds, such as tick 1 3; only tick if none."
    ),
    "words": N_(
        "Type word and a word, up to three times; drop 1 takes back the first."
    ),
}
_HOW = {
    "review": N_(
        "For each norm, type consent, its number and keep, reword or let-go, and a "
        "reason if you want; nobody sees whose it is (help anonymity)."
    ),
    "write": N_(
        "Type note, a column and your text, such as note well We help each other. "
        "Drafts stay on this laptop until they are collected; notes shows them."
    ),
    "group": N_("The facilitator makes themes of the notes; talk along."),
    "talk": N_("Talk about the theme; nobody needs to say which note was theirs."),
    "norms": N_(
        "For each norm, type consent, its number and agree, concern or object, and a "
        "reason if you want; nobody sees whose it is (help anonymity)."
    ),
}
_LEAD = {
    "welcome": N_("You lead: when everyone is in and words are the same, type next."),
    "ask": N_("You lead: type collect when people have answered, then next."),
    "review": N_("You lead: type collect when people have chosen, then next."),
    "write": N_("You lead: type collect when people have written, then next."),
    "group": N_(
        "You lead: group 1 4 as TITLE makes a theme, title, ungroup, aside and undo "
        "help; then next."
    ),
    "vote": N_("You lead: type collect when people have chosen, then next."),
    "talk": N_("You lead: timer 300 starts five minutes that only notify; then next."),
    "norms": N_(
        "You lead: norm TEXT drafts a norm, norm TEXT from 2 one from theme 2; collect "
        "asks for consent; reword and letgo change one; then next."
    ),
    "close": N_("You lead: export PATH writes the files; end ends it for everyone."),
}
_ASKED_KINDS = {"ask", "review", "write", "vote", "norms"}


def asks(event: StepEvent) -> bool:
    """Say whether people give something at this step, which a round then collects."""
    return event.kind in _ASKED_KINDS or bool(event.answer)


def _ask(_: Speech, event: StepEvent) -> Iterator[str]:
    for option in event.options or ():
        yield _("{id} is {title}.", id=option.id, title=one_line(option.title))
    if event.answer == "scale":
        low = (
            f"{event.min} ({one_line(event.min_label)})"
            if event.min_label
            else event.min
        )
        high = (
            f"{event.max} ({one_line(event.max_label)})"
            if event.max_label
            else event.max
        )
        yield _(
            "Type answer and a number from {low} to {high}, such as answer {max}.",
            low=low,
            high=high,
            max=event.max,
        )
    elif event.answer in _ASK:
        yield _(_ASK[event.answer])


def _vote(_: Speech, event: StepEvent) -> str:
    if event.mode == "recognise":
        return _(
            "Type tick and the number of every theme you recognise, such as tick 1 3; "
            "only tick if none."
        )
    return _(
        "You have {budget} dots, at most {max} on a theme. Type dots and one number a "
        "theme, in order, such as dots 3 0 2; or dots 4=3 for theme 4.",
        budget=event.budget,
        max=event.max_each,
    )


def lines(_: Speech, event: StepEvent, *, lead: bool, screen: bool) -> Iterator[str]:
    """Say the step, from its title to the facilitator's tips."""
    yield _("Step {id}: {title}.", id=event.id, title=one_line(event.title).rstrip("."))
    if event.question:
        yield one_line(event.question)
    for word, meaning in event.prompts or ():
        yield f"{one_line(word)}: {one_line(meaning)}"
    for column in event.columns or ():
        yield _(
            "Column {key}: {title}.",
            key=column.key,
            title=one_line(column.title).rstrip("."),
        )
    if not screen:
        if event.answer:
            yield from _ask(_, event)
        if event.kind == "vote":
            yield _vote(_, event)
        elif event.kind in _HOW:
            yield _(_HOW[event.kind])
    if lead:
        if event.kind in _LEAD:
            yield _(_LEAD[event.kind])
        for tip in event.tips or ():
            yield _("Tip: {tip}", tip=one_line(tip))
