"""The settings: one TOML file in the user's config folder, every key optional."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sized
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit

from attrs import field, fields, frozen

from formats.agenda import PLACES, PROSE_BYTES
from formats.text import clean, size
from formats.toml_lines import key_lines, line_of
from retro.client.patience import Patience
from retro.i18n import N_, Lang
from retro.paths import private_folder, replace_private

PlaceKind = Literal["confidant", "procedure", "emergency"]
PLACE_KINDS: tuple[PlaceKind, ...] = ("confidant", "procedure", "emergency")
MONTHS = range(1, 25)

_HALF = re.compile("[\ud800-\udfff]")  # half a character, which no file can hold


class SettingsError(Exception):
    """The settings file cannot be used.

    `line` is where, from 1, or 0 when unknown; `expected` a sentence of the catalogue,
    `key` what it is about.
    """

    def __init__(self, line: int, expected: str, key: str = "") -> None:
        """Keep what a message to a person needs."""
        super().__init__(expected)
        self.line = line
        self.expected = expected
        self.key = key


@frozen(kw_only=True)
class Settings:
    """What the user set; empty means not set.

    `places` are (kind, text): where to go for help. `names` are those that the local
    hint looks for in drafts. `review_months` is when an agreed norm is looked at again.
    """

    server: str = ""
    lang: Literal["nl", "en", ""] = ""
    name: str = ""
    agenda: str = ""
    review_months: int = 3
    names: tuple[str, ...] = ()
    places: tuple[tuple[PlaceKind, str], ...] = ()
    patience: Patience = field(factory=Patience)


def _text(value: object) -> str:
    if not isinstance(value, str) or _HALF.search(value):
        raise ValueError
    return value


def is_server(url: str) -> bool:
    """Say whether `url` is the address of a relay: ws:// or wss:// and a host."""
    try:
        parts = urlsplit(url)
        return (
            parts.scheme in {"ws", "wss"} and bool(parts.hostname) and parts.port != 0
        )
    except ValueError:
        return False


def _server(value: object) -> str:
    if value and not is_server(_text(value)):
        raise ValueError
    return _text(value)


def _lang(value: object) -> Lang:
    if value not in {"nl", "en"}:
        raise ValueError
    return value


def _months(value: object) -> int:
    if type(value) is not int or value not in MONTHS:
        raise ValueError
    return value


def _names(value: object) -> tuple[str, ...]:
    if not isinstance(value, list):
        raise ValueError
    return tuple(map(_text, value))


def _places(value: object) -> tuple[tuple[PlaceKind, str], ...]:
    if not isinstance(value, list):
        raise ValueError
    if len(value) > PLACES:
        raise ValueError(PLACES)
    places = []
    for at, item in enumerate(value):
        if not isinstance(item, dict) or item.keys() != {"kind", "text"}:
            raise ValueError(at)
        kind, text = item["kind"], item["text"]
        if kind not in PLACE_KINDS or not isinstance(text, str):
            raise ValueError(at)
        if not 0 < size(clean(text)) <= PROSE_BYTES:
            raise ValueError(at)
        places.append((kind, clean(text)))
    return tuple(places)


def _patience(value: object) -> Patience:
    if not isinstance(value, dict):
        raise ValueError
    known = {each.name for each in fields(Patience)}
    for key, seconds in value.items():
        number = type(seconds) in {int, float} and 0 <= seconds < float("inf")
        if key not in known or not number:
            raise ValueError(key)
    return Patience(**{key: float(seconds) for key, seconds in value.items()})


_TEXT = N_("{key} is a text in quotes")
_KEYS: dict[str, tuple[Callable[[Any], object], str]] = {
    "server": (_server, N_('{key} is an address such as "wss://retro.example.org"')),
    "lang": (_lang, N_('{key} is "nl" or "en"')),
    "name": (_text, _TEXT),
    "agenda": (_text, _TEXT),
    "review_months": (_months, N_("{key} is a whole number of months, 1 to 24")),
    "names": (_names, N_('{key} is a list of names, such as ["Anna", "Bob"]')),
    "places": (
        _places,
        N_(
            "{key} are 12 at most, each with a kind (confidant, procedure or "
            "emergency), a text of 1 to 1000 bytes, and nothing else"
        ),
    ),
    "patience": (
        _patience,
        N_("each value of {key} is a number of seconds, and its name one that exists"),
    ),
}


def parse(text: str) -> Settings:
    """Read settings from TOML, or raise SettingsError for the first thing wrong."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        found = re.search(r"at line (\d+)", str(error))
        line = int(found[1]) if found else len(text.splitlines())
        raise SettingsError(line, N_("this line is not TOML")) from None
    lines = key_lines(text)
    values: dict[str, Any] = {}
    for key, value in data.items():
        if key not in _KEYS:
            raise SettingsError(lines[key,], N_("there is no setting {key}"), key)
        read, expected = _KEYS[key]
        try:
            values[key] = read(value)
        except ValueError as error:
            line = line_of((key, *error.args), lines)
            raise SettingsError(line, expected, key) from None
    return Settings(**values)


def load(path: Path) -> Settings:
    """Read the settings file; without one everything is as it comes."""
    return parse(_read(path))


def save(path: Path, changes: Mapping[str, object]) -> Settings:
    """Set these keys in the settings file, keep the rest as written, give the result.

    A key that is None or empty is removed; `places` are pairs as in `Settings`. When
    the file is wrong, or a change, SettingsError says so and nothing is written; of a
    change it has the key and no line.
    """
    from formats.toml_edit import edited  # noqa: PLC0415  only writing needs tomlkit

    before = _read(path)
    places = parse(before).places
    tables = tomllib.loads(before).get("places", ())
    as_written = dict(zip(places, tables, strict=True))
    values = {key: _in_toml(key, value, as_written) for key, value in changes.items()}
    after = edited(before, values)
    try:
        settings = parse(after)
    except SettingsError as error:
        raise SettingsError(0, error.expected, error.key) from None
    if after != before:
        private_folder(path.parent)
        replace_private(path, after.encode())
    return settings


def _in_toml(key: str, value: Any, places: Mapping[Any, object]) -> object:  # noqa: ANN401  as its key has it
    """Give a value as TOML holds it, None when empty; `places` are as in the file."""
    if value is None or (isinstance(value, Sized) and not value):
        return None
    if key == "places":
        return [
            places.get((kind, text), {"kind": kind, "text": clean(text)})
            for kind, text in value
        ]
    return list(value) if isinstance(value, tuple) else value


def _read(path: Path) -> str:
    """Give the text of the settings file with its own line ends, empty without one."""
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return ""
    except (OSError, UnicodeDecodeError):
        raise SettingsError(0, N_("this is not a text file that can be read")) from None
