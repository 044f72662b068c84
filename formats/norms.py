"""A team's norms as Markdown, and Markdown read back as norms.

The file is what a person would have written: a title, who and when, numbered norms with
a few lines each, what is not agreed yet, what was let go, where to go for help. All of
it can be read back, because every field is a line people see; a file changed by hand is
read as it was meant, or refused with the line and what was expected there.
"""

from __future__ import annotations

from formats.agenda import Lang, Place
from formats.agenda_file import shown_name
from formats.markdown import block, heading, written_date
from formats.norms_document import (
    LABELS,
    SECTION,
    NormItem,
    NormsDocument,
    Section,
)
from formats.norms_read import CODES, NormsError, from_markdown
from formats.session_file import SavedSession

__all__ = [
    "CODES",
    "NormItem",
    "NormsDocument",
    "NormsError",
    "about",
    "document",
    "from_markdown",
    "places",
    "sections",
    "to_markdown",
]

_SECTIONS: tuple[Section, ...] = ("agreed", "open", "letgo")


def document(session: SavedSession) -> NormsDocument:
    """Give the norms part of a session, without anything else of it."""
    items = [
        NormItem(
            text=norm.text,
            theme=norm.theme,
            asked=norm.asked,
            agree=norm.agree,
            concern=norm.concern,
            object=norm.object,
            status=norm.status,
            review=norm.review if written_date(norm.review, session.lang) else "",
            reasons=norm.reasons,
        )
        for norm in session.norms
    ]
    return NormsDocument(
        lang=session.lang,
        title=session.title,
        team=session.team,
        date=session.date if written_date(session.date, session.lang) else "",
        people=session.people,
        agenda=session.agenda,
        norms=tuple(
            sorted(items, key=lambda item: _SECTIONS.index(SECTION[item.status]))
        ),
        places=session.places,
    )


def to_markdown(norms: SavedSession | NormsDocument) -> str:
    """Write norms as Markdown; `from_markdown` gives them back."""
    if isinstance(norms, SavedSession):
        norms = document(norms)
    parts = [about(norms), sections(norms), places(norms.places, norms.lang)]
    return "\n".join(part for part in parts if part)


def about(norms: NormsDocument) -> str:
    """Write the title, and who, when and what a file is of."""
    labels = LABELS[norms.lang]
    fields = (
        (labels["team"], norms.team),
        (labels["date"], written_date(norms.date, norms.lang)),
        (labels["people"], str(norms.people or "")),
        (labels["agenda"], shown_name(norms.agenda, norms.lang)),
    )
    parts = [heading(1, norms.title)] if norms.title else []
    parts.append("".join(_field("", label, value) for label, value in fields))
    return "\n".join(part for part in parts if part)


def sections(norms: NormsDocument) -> str:
    """Write the norms, numbered through, under what became of them."""
    labels = LABELS[norms.lang]
    parts: list[str] = []
    number = 1
    for section in _SECTIONS:
        items = [item for item in norms.norms if SECTION[item.status] == section]
        if items or section == "agreed":
            parts.append(heading(2, labels[section]))
        if not items and section == "agreed":
            parts.append(labels["none"] + "\n")
        for item in items:
            parts.append(_item(number, item, norms.lang))
            number += 1
    return "\n".join(parts)


def _item(number: int, item: NormItem, lang: Lang) -> str:
    labels = LABELS[lang]
    first = f"{number}. "
    indent = " " * len(first)
    consent = ", ".join(
        f"{count} {label}"
        for count, label in (
            (item.agree, labels["agree"]),
            (item.concern, labels["concern"]),
            (item.object, labels["object"]),
        )
    )
    fields = (
        (labels["theme"], item.theme),
        (labels["consent"], consent if item.asked else ""),
        (labels["review"], written_date(item.review, lang)),
        (labels["state"], labels["draft"] if item.status == "draft" else ""),
    )
    parts = [
        block(first, indent, item.text),
        "".join(_field(indent, label, value) for label, value in fields),
        *(block(f"{indent}> ", f"{indent}> ", reason) for reason in item.reasons),
    ]
    return "\n".join(part for part in parts if part)


def places(where: tuple[Place, ...], lang: Lang) -> str:
    """Write where to go for help as a section, or nothing when nothing is filled in."""
    labels = LABELS[lang]
    if not where:
        return ""
    fields = (_field("", labels[place.kind], place.text) for place in where)
    return heading(2, labels["places"]) + "\n" + "".join(fields)


def _field(indent: str, label: str, value: str) -> str:
    if not value:
        return ""
    return block(f"{indent}- {label}: ", f"{indent}  ", value)
