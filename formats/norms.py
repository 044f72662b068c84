"""A team's norms as Markdown, and Markdown read back as norms.

The file is what a person would have written: a title, who and when, numbered norms with
a few lines each, what is not agreed yet, what was let go, where to go for help. All of
it can be read back, because every field is a line people see; a file changed by hand is
read as it was meant, or refused with the line and what was expected there.
"""

from __future__ import annotations

from typing import cast

from attrs import evolve

from formats.agenda import Lang, Place
from formats.agenda_file import shown_name
from formats.entries import Earlier
from formats.markdown import block, heading, written_date
from formats.norms_document import (
    COUNTED,
    LABELS,
    SECTION,
    STATUSES,
    UNDATED,
    NormItem,
    NormsDocument,
    Section,
)
from formats.norms_lines import CODES, NormsError
from formats.norms_read import from_markdown, read
from formats.session_file import SavedNorm, SavedSession

__all__ = [
    "CODES",
    "NormItem",
    "NormsDocument",
    "NormsError",
    "about",
    "counted",
    "document",
    "from_markdown",
    "item",
    "places",
    "read",
    "sections",
    "to_markdown",
]

_SECTIONS: tuple[Section, ...] = ("agreed", "open", "letgo")


def document(session: SavedSession) -> NormsDocument:
    """Give the norms part of a session, without anything else of it."""
    items = [item(norm) for norm in session.norms]
    return NormsDocument(
        lang=session.lang,
        title=session.title,
        team=session.team,
        date=_real(session.date),
        people=session.people,
        agenda=session.agenda,
        norms=tuple(
            sorted(items, key=lambda item: _SECTIONS.index(SECTION[item.status]))
        ),
        places=session.places,
    )


def item(norm: SavedNorm) -> NormItem:
    """Give a saved norm as its file has it."""
    return NormItem(
        text=norm.text,
        theme=norm.theme,
        asked=norm.asked,
        agree=norm.agree,
        concern=norm.concern,
        object=norm.object,
        status=norm.status,
        review=_real(norm.review),
        reasons=norm.reasons,
        reviewed=norm.reviewed,
        earlier=tuple(evolve(one, date=_real(one.date)) for one in norm.earlier),
    )


def _real(date: str) -> str:
    return date if written_date(date, "en") else ""


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
    fields = (
        (labels["theme"], item.theme),
        counted(item, lang),
        (labels["review"], written_date(item.review, lang)),
        (labels["state"], labels["draft"] if item.status == "draft" else ""),
    )
    parts = [
        block(first, indent, item.text),
        "".join(_field(indent, label, value) for label, value in fields),
        _quotes(indent, item.reasons),
        *(_earlier(indent, one, item.text, lang) for one in item.earlier),
    ]
    return "\n".join(part for part in parts if part)


def _earlier(indent: str, one: Earlier, text: str, lang: Lang) -> str:
    """Write what a norm was before; its words only when they were others."""
    labels = LABELS[lang]
    when = written_date(one.date, lang) or UNDATED[lang]
    inside = indent + "  "
    fields = _field(indent, labels["earlier"], f"{when}, {STATUSES[lang][one.status]}")
    fields += _field(inside, labels["words"], "" if one.text == text else one.text)
    fields += _field(inside, *counted(one, lang))
    return "\n".join(part for part in (fields, _quotes(inside, one.reasons)) if part)


def counted(norm: NormItem | Earlier, lang: Lang) -> tuple[str, str]:
    """Write what was asked about a norm and its three counts; both in words.

    The counts are empty when nothing was asked.
    """
    labels = cast("dict[str, str]", LABELS[lang])
    counts = (norm.agree, norm.concern, norm.object)
    written = ", ".join(
        f"{count} {labels[name]}"
        for count, name in zip(counts, COUNTED[norm.reviewed], strict=True)
    )
    asked = labels["reviewed" if norm.reviewed else "consent"]
    return asked, written if norm.asked else ""


def _quotes(indent: str, reasons: tuple[str, ...]) -> str:
    return "\n".join(block(f"{indent}> ", f"{indent}> ", text) for text in reasons)


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
