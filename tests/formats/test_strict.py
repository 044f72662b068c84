"""Only the one encoding of an exactly typed value is read; all else is a code."""

from __future__ import annotations

from typing import Any, ClassVar, Literal

import msgpack
import pytest
from attrs import define, field, frozen
from hypothesis import given
from hypothesis import strategies as st

from formats.strict import (
    CODES,
    Family,
    FormatError,
    at_most,
    length,
    structure,
    unstructure,
    within,
)


@frozen(kw_only=True)
class Inner:
    """A value in a value."""

    name: str = field(validator=at_most(4))
    key: bytes = field(validator=length(2))


@frozen(kw_only=True)
class Outer:
    """One field of every type that travels."""

    TAG: ClassVar[str] = "outer"
    number: int = field(default=1, validator=within(0, 9))
    flag: bool = False
    share: float = 0.5
    kind: Literal["a", "b"] = "a"
    inner: Inner = Inner(name="n", key=b"kk")
    many: tuple[Inner, ...] = field(default=(), validator=at_most(2))
    slots: tuple[tuple[bytes | None, ...], ...] = ()
    big: int = 0
    text: str = ""


@frozen
class Fixed:
    """A tuple of two kinds, which has no place here."""

    pair: tuple[int, str]


@define
class Other:
    """Not of the family."""

    TAG: ClassVar[str] = "other"


@define
class Imposter:
    """Called as one of the family is."""

    TAG: ClassVar[str] = "outer"


FAMILY = Family([Outer], limit=400)
VALUE = Outer(
    number=3,
    flag=True,
    many=(Inner(name="é", key=b"ab"),),
    slots=((b"", None), ()),
)


def packed(**changes: object) -> bytes:
    """Encode `VALUE` with some fields replaced by anything."""
    plain = unstructure(VALUE) | changes
    return bytes(msgpack.packb(["outer", plain]))


def refused(data: bytes) -> FormatError:
    """Read what is not to be read, and give what was said of it."""
    with pytest.raises(FormatError) as caught:
        FAMILY.decode(data)
    assert caught.value.code in CODES
    return caught.value


def test_a_value_comes_back_as_it_was() -> None:
    """Every type of field survives, with its exact type."""
    assert FAMILY.decode(FAMILY.encode(VALUE)) == VALUE
    assert FAMILY.decode(packed()) == VALUE
    assert FAMILY.tags == {"outer"}
    assert structure(unstructure(VALUE), Outer) == VALUE
    assert structure(5, int) == 5


@pytest.mark.parametrize(
    ("changes", "code", "where"),
    [
        ({"number": "5"}, "wrong-type", "int"),
        ({"number": True}, "wrong-type", "int"),
        ({"number": 5.0}, "wrong-type", "int"),
        ({"flag": 1}, "wrong-type", "bool"),
        ({"share": 1}, "wrong-type", "float"),
        ({"inner": {"name": None, "key": b"kk"}}, "wrong-type", "str"),
        ({"inner": {"name": b"n", "key": b"kk"}}, "wrong-type", "str"),
        ({"inner": {"name": "n", "key": 400_000_000}}, "wrong-type", "bytes"),
        ({"inner": {"name": "n", "key": "kk"}}, "wrong-type", "bytes"),
        ({"inner": {"name": "n", "key": b"kkk"}}, "wrong-size", "key"),
        ({"inner": {"name": "nnnnn", "key": b"kk"}}, "too-large", "name"),
        ({"inner": {"name": "n"}}, "missing-field", "key"),
        ({"inner": {"name": "n", "key": b"kk", "x": 1}}, "unknown-field", ""),
        ({"inner": []}, "malformed", ""),
        ({"many": [unstructure(VALUE.inner)] * 3}, "too-large", "many"),
        ({"many": {"name": "n"}}, "wrong-type", "list"),
        ({"many": "ab"}, "wrong-type", "list"),
        ({"many": None}, "wrong-type", "list"),
        ({"slots": [[1]]}, "wrong-type", "bytes"),
        ({"slots": [None]}, "wrong-type", "list"),
        ({"number": 10}, "out-of-range", "number"),
        ({"number": -1}, "out-of-range", "number"),
        ({"kind": "c"}, "malformed", ""),
        ({"kind": []}, "malformed", ""),
        ({"extra": 1}, "unknown-field", ""),
    ],
)
def test_nothing_is_coerced(changes: dict[str, object], code: str, where: str) -> None:
    """A wrong type, size or field is refused by name, and never made to fit."""
    error = refused(packed(**changes))
    assert (error.code, error.where) == (code, where)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "malformed"),
        (b"\xc1", "malformed"),
        (packed()[:-1], "malformed"),
        (packed() + b"\x00", "trailing"),
        (b"\x91" * 2000, "too-large"),
        (b"\x91" * 390, "malformed"),
        (msgpack.packb({"outer": {}}), "malformed"),
        (msgpack.packb(["outer"]), "malformed"),
        (msgpack.packb([1, {}]), "malformed"),
        (msgpack.packb(["outer", []]), "wrong-type"),
        (msgpack.packb(["other", {}]), "unknown-kind"),
        (msgpack.packb(["outer", {1: 2}]), "malformed"),
        (msgpack.packb(["outer", {"kind": msgpack.Timestamp(1)}]), "malformed"),
        (b"\x92\xa5outer\x81\xa4kind\xa1\xff", "malformed"),
        (packed().replace(b"number\x03", b"number\xcc\x03"), "not-canonical"),
        (msgpack.packb(["outer", {}]), "not-canonical"),
    ],
)
def test_only_the_one_encoding_is_read(data: bytes, code: str) -> None:
    """Broken, padded, incomplete or foreign bytes are refused with a code."""
    assert refused(data).code == code


def test_a_doubled_key_is_refused() -> None:
    """The last of two equal keys does not quietly win."""
    plain = msgpack.packb(unstructure(VALUE))
    doubled = bytes([plain[0] + 1]) + plain[1:] + b"\xa6number\x03"
    assert refused(b"\x92\xa5outer" + doubled).code == "not-canonical"


@given(st.binary(max_size=200))
def test_any_bytes_give_a_format_error(data: bytes) -> None:
    """Whatever arrives, nothing but a FormatError with a known code leaves."""
    assert refused(data).code in CODES


@given(st.recursive(st.none() | st.integers(-5, 5) | st.text(max_size=3),
                    lambda inner: st.lists(inner, max_size=3)
                    | st.dictionaries(st.text(max_size=3), inner, max_size=3)),
       st.sampled_from(list(unstructure(VALUE))))  # fmt: skip
def test_any_field_value_is_read_exactly_or_refused(plain: object, key: str) -> None:
    """A field with any plain data in it comes back the same, or a code does."""
    data = packed(**{key: plain})
    code = ""
    try:
        assert FAMILY.encode(FAMILY.decode(data)) == data
    except FormatError as error:
        code = error.code
    assert code in {"", *CODES}


def test_a_scalar_and_a_mixed_tuple_are_not_coerced() -> None:
    """Also outside a class, and for a shape nobody reads strictly."""
    for plain, kind, code in (
        ("5", int, "wrong-type"),
        ({"pair": ["1", 2]}, Fixed, "malformed"),
    ):
        with pytest.raises(FormatError) as caught:
            structure(plain, kind)
        assert caught.value.code == code


def test_deep_nesting_is_malformed() -> None:
    """Data nested too deep to walk is refused, not a crash."""
    deep: Any = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(FormatError) as caught:
        structure({"many": deep, "inner": deep}, Outer)
    assert caught.value.code in CODES
    while deep:
        deep = deep.pop()


def test_what_cannot_be_written_is_refused() -> None:
    """Too large, not of the family, or holding what has no encoding."""
    for value, code in (
        (Outer(slots=((b"x" * 400,),)), "too-large"),
        (Other(), "unknown-kind"),
        (Imposter(), "unknown-kind"),
        (Outer(big=2**64), "malformed"),
        (Outer(text="\ud800"), "malformed"),
    ):
        with pytest.raises(FormatError) as caught:
            FAMILY.encode(value)
        assert caught.value.code == code


def test_two_classes_cannot_share_a_name() -> None:
    """A family in which a tag means two things does not come to be."""
    with pytest.raises(ValueError, match="outer"):
        Family([Outer, Imposter], limit=10)


def test_an_error_names_no_content() -> None:
    """What an error says holds the field's name, never what stood in it."""
    error = refused(packed(inner={"name": "secret", "key": b"kk"}))
    assert "secret" not in str(error)
    assert str(error) == "too-large: name"
    assert str(FormatError("trailing")) == "trailing"
