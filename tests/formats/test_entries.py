"""Every entry and message has one encoding, and its limits hold when it is read."""

from __future__ import annotations

from types import NoneType, UnionType
from typing import Any, Literal, get_args, get_origin, get_type_hints

import attrs
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from formats.entries import (
    ENTRIES,
    LIST_BYTES,
    MESSAGES,
    PAYLOADS,
    Entry,
    Message,
    Onions,
    SignedEntry,
    SignedMessage,
)
from formats.strict import AtMost, Family, FormatError, Length, Within, unstructure
from formats.text import AllCleaned, Cleaned, one_line, shorten

FAMILIES = [
    (ENTRIES, get_args(Entry)),
    (MESSAGES, get_args(Message)),
    (PAYLOADS, (SignedEntry, SignedMessage)),
]
KINDS = [(family, kind) for family, kinds in FAMILIES for kind in kinds]
KIND_NAMES = [kind.__name__ for _, kind in KINDS]


def values(want: Any, rule: object = None) -> st.SearchStrategy[Any]:  # noqa: ANN401 - annotations of any kind
    """Draw a value of an annotated type, within what its validator allows."""
    if get_origin(want) is Literal:
        return st.sampled_from(get_args(want))
    if get_origin(want) is UnionType:
        return st.one_of(*map(values, get_args(want)))
    if get_origin(want) is tuple:
        each = rule.each if isinstance(rule, AllCleaned) else None
        return st.lists(values(get_args(want)[0], each), max_size=2).map(tuple)
    if attrs.has(want):
        return instances(want)
    if want is str:
        limit = rule.limit if isinstance(rule, AtMost | Cleaned) else 100
        return st.text(max_size=20).map(
            lambda text: one_line(shorten(one_line(text), limit, unit="bytes"))
        )
    if want is bytes:
        exact = rule.exact if isinstance(rule, Length) else None
        return st.binary(min_size=exact or 0, max_size=exact or 40)
    if want is int:
        low, high = (rule.low, rule.high) if isinstance(rule, Within) else (0, 2**40)
        return st.integers(low, high)
    return {bool: st.booleans(), NoneType: st.none()}[want]


def instances(kind: type[Any]) -> st.SearchStrategy[Any]:
    """Draw an instance of an attrs class."""
    hints = get_type_hints(kind)
    return st.builds(
        kind,
        **{
            one.name: values(hints[one.name], one.validator)
            for one in attrs.fields(kind)
        },
    )


@pytest.mark.parametrize(("family", "kind"), KINDS, ids=KIND_NAMES)
@settings(max_examples=15)
@given(st.data())
def test_every_kind_comes_back(
    family: Family, kind: type[Any], data: st.DataObject
) -> None:
    """What one client writes the other reads, to the last field."""
    value = data.draw(instances(kind))
    encoded = family.encode(value)
    assert family.decode(encoded) == value
    assert family.encode(family.decode(encoded)) == encoded


@pytest.mark.parametrize(("family", "kinds"), FAMILIES)
def test_a_family_holds_all_its_kinds(family: Family, kinds: tuple[Any, ...]) -> None:
    """The type for checkers and the family for bytes name the same classes."""
    assert family.tags == {kind.TAG for kind in kinds}


def test_an_entry_is_no_message() -> None:
    """The facilitator's entries and members' messages are never mistaken."""
    tags = [family.tags for family, _ in FAMILIES]
    assert not tags[0] & tags[1]
    assert not (tags[0] | tags[1]) & tags[2]


@given(st.sampled_from(KINDS), st.data())
@settings(max_examples=60)
def test_sizes_are_checked_when_read(
    family_kind: tuple[Family, type[Any]], data: st.DataObject
) -> None:
    """A key or signature of another size, or a text too long, does not get in."""
    _, kind = family_kind
    value = data.draw(instances(kind))
    for one in attrs.fields(kind):
        plain = unstructure(value)
        if isinstance(one.validator, Length):
            plain[one.name] = bytes(one.validator.exact + 1)
        elif isinstance(one.validator, Within):
            plain[one.name] = one.validator.high + 1
        elif isinstance(one.validator, AtMost) and isinstance(plain[one.name], str):
            plain[one.name] = "x" * (one.validator.limit + 1)
        else:
            continue
        with pytest.raises(FormatError):
            kind(**plain)


def test_the_largest_list_fits_its_seal() -> None:
    """A hop's list of the largest size is still a payload."""
    body = MESSAGES.encode(Onions(data=bytes(LIST_BYTES)))
    PAYLOADS.encode(SignedMessage(rid=2**40, body=body, sig=bytes(64)))
    with pytest.raises(FormatError):
        Onions(data=bytes(LIST_BYTES + 1))
