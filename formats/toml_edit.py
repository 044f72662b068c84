"""Changing keys of a TOML text by program, with the rest as a person wrote it.

tomlkit writes the values, a statement at a time. Given a whole text it counts the
comment above a table to the table before, and would lose it with that one.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from difflib import SequenceMatcher
from itertools import groupby
from typing import Any

import tomlkit

from formats.toml_lines import statements


def edited(source: str, changes: Mapping[str, Any]) -> str:
    """Give the TOML `source` with its top-level keys as in `changes`; None removes one.

    A mapping becomes a table, a list of mappings a list of tables. Lines that say
    nothing about these keys stay as they are, and so do tables that the new list has
    too, and the comment behind a value that becomes another one.
    """
    newline = "\r\n" if "\r\n" in source else "\n"
    is_whole = not source or source.endswith("\n")
    text = source if is_whole else source + newline
    for key, value in changes.items():
        before = tomllib.loads(text).get(key)
        if before != value:
            text = _Edit(text, key, newline).changed(before, value)
    return text if is_whole else text.removesuffix(newline)


class _Edit:
    """The statements of a text, and the change of one key in them."""

    def __init__(self, text: str, key: str, newline: str) -> None:
        self.key = key
        self.newline = newline
        self.parts = [*statements(text)]
        self.texts = [part.text for part in self.parts]  # "" where one is taken out
        keys = [part.paths[0][0] if part.paths else None for part in self.parts]
        self.own = [at for at, found in enumerate(keys) if found == key]

    def changed(self, before: object, value: object) -> str:
        """Give the text in which the key was `before` and is `value`."""
        written = "" if value is None else self._written(value)
        to_table = written.startswith("[")
        in_table = bool(self.own) and self.parts[self.own[0]].is_header
        is_keyed = bool(self.own) and not (in_table or isinstance(before, Mapping))
        match before, value:
            case (list() as old, list() as new) if in_table and to_table:
                self._exchange(old, new)
            case _ if is_keyed and written and not to_table:
                self._rewrite(value)
            case _:
                self._remove(self.own)
                if to_table:
                    self._append(written)
                elif written:
                    self._insert(written)
        return "".join(self.texts)

    def _written(self, value: object) -> str:
        return tomlkit.dumps({self.key: value}).replace("\n", self.newline)

    def _rewrite(self, value: object) -> None:
        """Put a value in the place of another, with what stands around that."""
        at = self.own[0]
        statement = tomlkit.parse(self.texts[at])
        statement[self.key] = value
        self.texts[at] = statement.as_string()

    def _insert(self, written: str) -> None:
        """Add a key below the others, else below the comment at the top, if any."""
        parts, end = self.parts, len(self.parts)
        top = next((at for at in range(end) if parts[at].is_header), end)
        keys = [at for at in range(top) if parts[at].paths]
        if keys:
            self.texts.insert(keys[-1] + 1, written)
            return
        at = next((at for at in range(top) if self._is_blank(at)), top)
        if at == top < end:
            at = 0  # that comment is about a table
        gap = self.newline if at < end and not self._is_blank(at) else ""
        self.texts.insert(at, written + gap)

    def _append(self, written: str) -> None:
        """Add tables at the end, where no key can follow that would become theirs."""
        left = [at for at, text in enumerate(self.texts) if text]
        gap = self.newline if left and not self._is_blank(left[-1]) else ""
        self.texts.append(gap + written)

    def _exchange(self, before: list[Any], after: list[Any]) -> None:
        """Turn one list of tables into another, and leave alone what both have."""
        grouped = groupby(self.own, lambda at: self.parts[at].paths[0][:2])
        tables = [[*own] for _, own in grouped]
        match = SequenceMatcher(None, [*map(repr, before)], [*map(repr, after)])
        for what, start, end, new_start, new_end in match.get_opcodes():
            own = [at for table in tables[start:end] for at in table]
            written = self._written(after[new_start:new_end])
            if what == "delete":
                self._remove(own)
            elif what == "replace":
                self.texts[own[0]] = written
                for at in own[1:]:
                    self.texts[at] = ""
            elif what == "insert" and start:
                self.texts[tables[start - 1][-1]] += self.newline + written
            elif what == "insert":
                self.texts[self.own[0]] = (
                    written + self.newline + self.texts[self.own[0]]
                )

    def _remove(self, own: Iterable[int]) -> None:
        """Take statements out, and with a table the empty line that set it apart."""
        for at in own:
            self.texts[at] = ""
        for header in (at for at in own if self.parts[at].is_header):
            left = [at for at, text in enumerate(self.texts) if text]
            above = [at for at in left if at < header]
            below = [at for at in left if at > header]
            for at in above[-1:] or below[:1]:
                if self._is_blank(at):
                    self.texts[at] = ""

    def _is_blank(self, at: int) -> bool:
        return not self.texts[at].strip()
