"""Agendas as TOML: read one, check one, and the ones that come along.

An agenda file has `name`, `lang` and `title`, and one `[[steps]]` after another, with
the fields of `agenda.Step`; `[[places]]` say where to go for help. A broken file gets
one `AgendaError` with the line and what was expected there, as a code and two short
details, which the client makes a sentence of.
"""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files
from typing import Any, Literal, TypeVar, get_args, get_origin, get_type_hints

import attrs

from formats.agenda import Agenda, Column, Lang, Step
from formats.strict import AtMost, Within
from formats.text import AllCleaned, Cleaned, clean, one_line, size
from formats.toml_lines import Path, key_lines, line_of

T = TypeVar("T", bound=attrs.AttrsInstance)

FILE_BYTES = 64 * 1024
OPTIONS_MIN = 2
TICKS_MAX = 15
"""Options of a ticks question: each is a lane of the round for every member."""

CODES = (
    "not-utf8",        # the text is not UTF-8
    "too-large",       # the file; expected: the limit in bytes
    "syntax",          # not TOML on this line
    "wrong-type",      # expected: text, number, list or table
    "unknown-key",     # expected: the keys this table may have
    "missing-key",
    "empty",           # a text of nothing
    "too-long",        # a text; expected: the limit in bytes
    "too-many",        # elements; expected: how many there may be
    "too-few",         # elements; expected: how many there must be
    "out-of-range",    # a number; expected: "1-5"
    "unknown-value",   # expected: the values there are
    "bad-name",        # expected: what a name is made of
    "duplicate",       # expected: the value that is there twice
    "first-step",      # expected: the kind the first step must be
    "last-step",       # expected: the kind the last step must be
    "comes-before",    # expected: the kind that must come before this step
    "unknown-agenda",  # no agenda of that name comes along; expected: the names
)  # fmt: skip
"""Every code an `AgendaError` carries; what its `expected` holds where it does."""


class AgendaError(ValueError):
    """An agenda that cannot be used, and where.

    `line` counts from 1, or is None where there is no file; `key` is the key's name.
    """

    def __init__(
        self, code: str, path: Path = (), expected: str = "", line: int | None = None
    ) -> None:
        """Carry one of `CODES`, the path of the culprit and what was expected."""
        keys = [str(part) for part in path if isinstance(part, str)]
        self.code = code
        self.path = path
        self.key = keys[-1] if keys else ""
        self.expected = expected
        self.line = line
        super().__init__(f"{code}: {self.key}, line {line}: {expected}")


# ------------------------------------------------------------------ reading


def parse(source: bytes | str) -> Agenda:
    """Read an agenda from TOML and check it; raises `AgendaError` with the line."""
    text = _text(source)
    try:
        plain = tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        at = re.search(r"\(at line (\d+)", str(error))
        line = int(at[1]) if at else text.rstrip().count("\n") + 1
        raise AgendaError("syntax", line=line) from error
    try:
        agenda = _table(plain, Agenda, ())
        agenda = attrs.evolve(agenda, name=canonical(agenda.name))
        check(agenda)
    except AgendaError as error:
        line = line_of(error.path, key_lines(text))
        raise AgendaError(error.code, error.path, error.expected, line) from error
    return agenda


def _text(source: bytes | str) -> str:
    if len(source) > FILE_BYTES:
        raise AgendaError("too-large", expected=str(FILE_BYTES))
    if isinstance(source, str):
        return source.removeprefix("\ufeff")
    try:
        return source.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = source.count(b"\n", 0, error.start) + 1
        raise AgendaError("not-utf8", line=line) from error


def _table(plain: object, kind: type[T], path: Path) -> T:
    """Make a `kind` of a TOML table; its validators say what each field may hold."""
    if not isinstance(plain, dict):
        raise AgendaError("wrong-type", path, "table")
    fields = attrs.fields_dict(kind)
    for key in plain:
        if key not in fields:
            raise AgendaError("unknown-key", (*path, key), ", ".join(fields))
    hints = get_type_hints(kind)
    values: dict[str, object] = {}
    for key, field in fields.items():
        if key in plain:
            at = (*path, key)
            values[key] = _value(plain[key], hints[key], field.validator, at)
        elif field.default is attrs.NOTHING:
            raise AgendaError("missing-key", (*path, key))
    return kind(**values)


def _value(plain: object, want: Any, rule: Any, path: Path) -> object:  # noqa: ANN401 - annotations and validators of any kind
    if get_origin(want) is tuple:
        return _list(plain, get_args(want)[0], rule, path)
    if want is int:
        return _number(plain, rule, path)
    if attrs.has(want):
        return _table(plain, want, path)
    if not isinstance(plain, str):
        raise AgendaError("wrong-type", path, "text")
    if get_origin(want) is Literal:
        allowed = [value for value in get_args(want) if value]
        if plain not in allowed:
            raise AgendaError("unknown-value", path, ", ".join(allowed))
        return plain
    text = clean(plain) if rule.lines else one_line(plain)
    if not text:
        raise AgendaError("empty", path)
    if size(text) > rule.limit:
        raise AgendaError("too-long", path, str(rule.limit))
    return text


def _number(plain: object, rule: Within, path: Path) -> int:
    if type(plain) is not int:
        raise AgendaError("wrong-type", path, "number")
    if not rule.low <= plain <= rule.high:
        raise AgendaError("out-of-range", path, f"{rule.low}-{rule.high}")
    return plain


def _list(
    plain: object, want: Any, rule: AtMost | AllCleaned, path: Path  # noqa: ANN401
) -> tuple[object, ...]:  # fmt: skip
    if not isinstance(plain, list):
        raise AgendaError("wrong-type", path, "list")
    limit = rule.items if isinstance(rule, AllCleaned) else rule.limit
    if len(plain) > limit:
        raise AgendaError("too-many", path, str(limit))
    each: Cleaned | None = rule.each if isinstance(rule, AllCleaned) else None
    return tuple(
        _value(item, want, each, (*path, number)) for number, item in enumerate(plain)
    )


# ------------------------------------------------------------------ what is sound

_COMMON = ("kind", "title", "question", "prompts", "tips")
_NEEDED: dict[str, tuple[str, ...]] = {
    "ask": ("answer",),
    "write": ("columns",),
    "vote": ("mode",),
    "scale": ("low", "high"),
    "choice": ("options",),
    "ticks": ("options",),
    "dots": ("budget", "max_each"),
}
_ALLOWED: dict[str, tuple[str, ...]] = {
    "close": ("answer",),
    "scale": ("low_label", "high_label"),
}
_AFTER = {"group": "write", "vote": "write"}


def check(agenda: Agenda) -> None:
    """Raise `AgendaError` when the steps of `agenda` cannot be walked or asked.

    The value's own limits hold already; this is what they cannot say. Worth asking of
    an agenda that came over the wire too.
    """
    _named(agenda.name, ("name",))
    if not agenda.steps:
        raise AgendaError("too-few", ("steps",), "2")
    last = len(agenda.steps) - 1
    before: set[str] = set()
    columns: list[Column] = []
    for number, step in enumerate(agenda.steps):
        at: Path = ("steps", number)
        if (step.kind == "welcome") != (number == 0):
            raise AgendaError("first-step", (*at, "kind"), "welcome")
        if (step.kind == "close") != (number == last):
            raise AgendaError("last-step", (*at, "kind"), "close")
        needed = _AFTER.get(step.kind)
        if needed and needed not in before:
            raise AgendaError("comes-before", (*at, "kind"), needed)
        before.add(step.kind)
        _check_keys(step, at)
        _check_values(step, at)
        for index, column in enumerate(step.columns):
            _named(column.key, (*at, "columns", index, "key"))
            if column.key in {other.key for other in columns}:
                path = (*at, "columns", index, "key")
                raise AgendaError("duplicate", path, column.key)
            columns.append(column)


def _check_keys(step: Step, at: Path) -> None:
    """Every key that this kind of step needs, and none that would mean nothing."""
    parts = (step.kind, step.answer, step.mode)
    needed = [key for part in parts for key in _NEEDED.get(part, ())]
    allowed = [*_COMMON, *needed]
    allowed += [key for part in parts for key in _ALLOWED.get(part, ())]
    if step.answer:
        needed.append("question")
    given = [field.name for field in attrs.fields(Step) if getattr(step, field.name)]
    for key in given:
        if key not in allowed:
            raise AgendaError("unknown-key", (*at, key), ", ".join(allowed))
    for key in needed:
        # A scale may well start at 0, so its lower end cannot be told from none.
        if key not in given and key != "low":
            raise AgendaError("missing-key", (*at, key))


def _check_values(step: Step, at: Path) -> None:
    if step.answer == "scale" and step.high <= step.low:
        raise AgendaError("out-of-range", (*at, "high"), f"{step.low + 1}-10")
    if step.max_each > step.budget:
        raise AgendaError("out-of-range", (*at, "max_each"), f"1-{step.budget}")
    if step.options:
        if len(step.options) < OPTIONS_MIN:
            raise AgendaError("too-few", (*at, "options"), str(OPTIONS_MIN))
        if step.answer == "ticks" and len(step.options) > TICKS_MAX:
            raise AgendaError("too-many", (*at, "options"), str(TICKS_MAX))
        for index, option in enumerate(step.options):
            if option in step.options[:index]:
                raise AgendaError("duplicate", (*at, "options", index), option)


def _named(name: str, path: Path) -> None:
    if not re.fullmatch("[a-z][a-z0-9-]*", name):
        raise AgendaError("bad-name", path, "a-z 0-9 -")


# ------------------------------------------------------------------ what comes along

_DUTCH = {
    "social-safety": "sociale-veiligheid",
    "interview": "interview",
    "norms-review": "normen-herzien",
    "start-stop-continue": "starten-stoppen-doorgaan",
    "went-well": "wat-ging-goed",
}
_CANONICAL = {dutch: english for english, dutch in _DUTCH.items()}


def bundled_names(lang: Lang = "en") -> tuple[str, ...]:
    """Name the agendas that come along, as people call them in `lang`."""
    return tuple(shown_name(name, lang) for name in _DUTCH)


def canonical(name: str) -> str:
    """Give the one name of an agenda, whichever language it was called in."""
    folded = "-".join(name.casefold().split())
    return _CANONICAL.get(folded, folded if folded in _DUTCH else name)


def shown_name(name: str, lang: Lang) -> str:
    """Give the name people in `lang` know an agenda by; an own agenda's is its own."""
    return _DUTCH.get(name, name) if lang == "nl" else name


@cache
def bundled(name: str, lang: Lang) -> Agenda:
    """Give the agenda of that name (in either language) that comes along."""
    known = canonical(name)
    if known not in _DUTCH:
        raise AgendaError("unknown-agenda", expected=", ".join(bundled_names(lang)))
    return parse(files("formats.agendas").joinpath(f"{known}.{lang}.toml").read_bytes())
