"""What the demo's people say, read from the package data of one language."""

from __future__ import annotations

import tomllib
from importlib.resources import files
from typing import Any, Literal

import cattrs
from attrs import frozen

COLLEAGUES_MAX = 8


@frozen(kw_only=True)
class ScriptNote:
    """A note, its column and the theme the automatic facilitator puts it with.

    Without a theme it is one that could hurt somebody, to be set aside.
    """

    column: str
    text: str
    theme: str = ""


@frozen(kw_only=True)
class Part:
    """What one person says: notes, answers to scales in turn, words, thoughts on norms.

    `concern` is a reason to agree with a concern, `objection` one to object to the
    first wording of the first norm; most people have neither.
    """

    name: str
    scale: tuple[int, ...]
    words: tuple[str, ...]
    notes: tuple[ScriptNote, ...]
    concern: str = ""
    objection: str = ""


@frozen(kw_only=True)
class ScriptNorm:
    """A norm to propose, from a theme; `better` is for after an objection."""

    theme: str
    text: str
    better: str = ""


@frozen(kw_only=True)
class Script:
    """A whole cast. `themes` maps the keys that notes and norms use to titles."""

    title: str
    team: str
    leader: Part
    colleagues: tuple[Part, ...]
    themes: dict[str, str]
    norms: tuple[ScriptNorm, ...]


def read(lang: Literal["nl", "en"]) -> Script:
    """Read the script in one language."""
    text = (files(__package__) / f"lines.{lang}.toml").read_text(encoding="utf-8")
    plain: dict[str, Any] = tomllib.loads(text)
    return cattrs.Converter(forbid_extra_keys=True).structure(plain, Script)
