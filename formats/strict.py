"""Bytes in, exactly typed values out; nothing but `FormatError` leaves.

Everything this product writes down or sends is a msgpack array `[tag, fields]` of one
attrs class. Plain cattrs coerces (`"5"` becomes 5, `True` becomes 1, and a `bytes`
field given 400000000 allocates 400 MB), so every scalar here demands its exact type,
unknown fields are refused, and the bytes must be the one canonical encoding of the
value, which also rules out duplicate keys and padded integers.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, TypeVar, cast

import attrs
import msgpack
from cattrs.errors import BaseValidationError, ForbiddenExtraKeysError
from cattrs.gen import make_dict_unstructure_fn, override
from cattrs.preconf.msgpack import make_converter

T = TypeVar("T")


CODES = (
    "malformed",      # no msgpack, not of this shape, or a value that cannot be
    "too-large",      # the whole, or the field in `where`
    "trailing",       # more bytes after the value
    "unknown-kind",   # a tag that is none of the family
    "unknown-field",
    "missing-field",  # where: its name
    "wrong-type",     # where: the type it must have
    "wrong-size",     # bytes of another length
    "out-of-range",   # a number
    "not-clean",      # a text that was not cleaned
    "not-canonical",  # another encoding than the one there is
    "inconsistent",   # values that contradict each other
)  # fmt: skip
"""Every code a `FormatError` carries."""


class FormatError(ValueError):
    """What was read is not what it must be.

    `code` is a stable word for programs (it crosses the wire and is translated by the
    client); `where` names the field or line, for people, and holds no content.
    """

    def __init__(self, code: str, where: str = "") -> None:
        """Carry `code`, and where it went wrong."""
        super().__init__(f"{code}: {where}" if where else code)
        self.code = code
        self.where = where


def _exactly(kind: type[T]) -> Callable[[Any, Any], T]:
    def structure(value: Any, _: Any) -> T:  # noqa: ANN401 - cattrs hands anything
        if type(value) is not kind:
            raise FormatError("wrong-type", kind.__name__)
        return value

    return structure


_converter = make_converter(forbid_extra_keys=True, detailed_validation=True)
for _kind in (int, str, bytes, bool, float):
    _converter.register_structure_hook(_kind, _exactly(_kind))
# The msgpack preset turns tuples and frozensets into lists; reading takes only a list.


def _is_tuple(kind: Any) -> bool:  # noqa: ANN401 - any annotation
    return getattr(kind, "__origin__", None) is tuple


def _tuple_factory(kind: Any) -> Callable[[Any, Any], Any]:  # noqa: ANN401 - any annotation
    each, *rest = kind.__args__
    if rest != [Ellipsis]:
        raise TypeError("tuples that travel have one kind of element")
    hook = _converter.get_structure_hook(each)

    def structure(value: Any, _: Any) -> Any:  # noqa: ANN401 - cattrs hands anything
        if type(value) is not list:
            raise FormatError("wrong-type", "list")
        return tuple(hook(item, each) for item in value)

    return structure


_converter.register_structure_hook_factory(_is_tuple, _tuple_factory)

LATER = {"later": True}
"""Metadata of a field that came later: at its default it is not written at all.

So what was written before it came still has the one encoding there is.
"""


def _later(kind: Any) -> list[str]:  # noqa: ANN401 - any annotation
    fields = attrs.fields(kind) if attrs.has(kind) else ()
    return [field.name for field in fields if field.metadata.get("later")]


def _has_later(kind: Any) -> bool:  # noqa: ANN401 - any annotation
    return bool(_later(kind))


def _without_later(kind: Any) -> Callable[[Any], Any]:  # noqa: ANN401 - a class
    left_out: dict[str, Any] = {
        name: override(omit_if_default=True) for name in _later(kind)
    }
    return make_dict_unstructure_fn(kind, _converter, **left_out)


_converter.register_unstructure_hook_factory(_has_later, _without_later)


def _why(error: BaseException) -> FormatError:
    """Find the innermost reason in what cattrs raised, without its values."""
    while isinstance(error, BaseValidationError):
        error = error.exceptions[0]
    if isinstance(error, FormatError):
        return error
    if isinstance(error, ForbiddenExtraKeysError):
        return FormatError("unknown-field")
    if isinstance(error, KeyError):
        return FormatError("missing-field", str(error.args[0]))
    return FormatError("malformed")


def structure(value: object, kind: type[T]) -> T:
    """Make a `kind` of plain data, or raise `FormatError`."""
    try:
        return _converter.structure(value, kind)
    except FormatError:
        raise
    except Exception as error:
        raise _why(error) from error


def unstructure(value: object) -> Any:  # noqa: ANN401 - plain data of any shape
    """Make plain data (dicts, lists, scalars) of an attrs value."""
    return _converter.unstructure(value)


class Family:
    """A closed set of attrs classes that travel as `[tag, fields]`.

    `limit` is the size in bytes above which nothing is even looked at.
    """

    def __init__(self, kinds: Iterable[type[Any]], *, limit: int) -> None:
        """Take the classes; each carries its wire name in `TAG`."""
        self._by_tag: dict[str, type[Any]] = {}
        for kind in kinds:
            if self._by_tag.setdefault(kind.TAG, kind) is not kind:
                raise ValueError(f"two classes are called {kind.TAG}")
        self.limit = limit

    @property
    def tags(self) -> frozenset[str]:
        """The wire names of all members."""
        return frozenset(self._by_tag)

    def encode(self, value: Any) -> bytes:  # noqa: ANN401 - any member class
        """Write `value`; raises `FormatError` when that cannot be, or is too large."""
        if self._by_tag.get(value.TAG) is not type(value):
            raise FormatError("unknown-kind")
        plain = [value.TAG, unstructure(value)]
        try:
            data = cast("bytes", msgpack.packb(plain, use_bin_type=True))
        except (ValueError, OverflowError) as error:
            raise FormatError("malformed", value.TAG) from error
        if len(data) > self.limit:
            raise FormatError("too-large", value.TAG)
        return data

    def decode(self, data: bytes) -> Any:  # noqa: ANN401 - any member class
        """Read one value; raises `FormatError` on anything but its one encoding."""
        if len(data) > self.limit:
            raise FormatError("too-large")
        try:
            plain = msgpack.unpackb(data, raw=False, strict_map_key=True)
        except (ValueError, RecursionError) as error:
            code = "trailing" if isinstance(error, msgpack.ExtraData) else "malformed"
            raise FormatError(code) from error
        if type(plain) is not list or len(plain) != 2 or type(plain[0]) is not str:
            raise FormatError("malformed")
        kind = self._by_tag.get(plain[0])
        if kind is None:
            raise FormatError("unknown-kind")
        if type(plain[1]) is not dict:
            raise FormatError("wrong-type", "map")
        value = structure(plain[1], kind)
        if self.encode(value) != data:
            raise FormatError("not-canonical", kind.TAG)
        return value


@attrs.frozen
class Length:
    """Validate that a `bytes` field has exactly this many bytes."""

    exact: int

    def __call__(
        self, _: object, attribute: attrs.Attribute[bytes], value: bytes
    ) -> None:
        """Raise `FormatError` (`wrong-size`) when it has not."""
        if len(value) != self.exact:
            raise FormatError("wrong-size", attribute.name)


@attrs.frozen
class AtMost:
    """Validate that a sized field has at most this many bytes (UTF-8) or items."""

    limit: int

    def __call__(self, _: object, attribute: attrs.Attribute[Any], value: Any) -> None:  # noqa: ANN401 - any sized value
        """Raise `FormatError` (`too-large`) when it has more."""
        data = value.encode(errors="replace") if isinstance(value, str) else value
        if len(data) > self.limit:
            raise FormatError("too-large", attribute.name)


@attrs.frozen
class Within:
    """Validate that an integer field lies in `low` to `high`, both included."""

    low: int
    high: int

    def __call__(self, _: object, attribute: attrs.Attribute[int], value: int) -> None:
        """Raise `FormatError` (`out-of-range`) when it does not."""
        if not self.low <= value <= self.high:
            raise FormatError("out-of-range", attribute.name)


length = Length
at_most = AtMost
within = Within

__all__ = [
    "CODES",
    "LATER",
    "AtMost",
    "Family",
    "FormatError",
    "Length",
    "Within",
    "at_most",
    "length",
    "structure",
    "unstructure",
    "within",
]
