"""The page about mutation testing speaks of code that exists."""

from __future__ import annotations

import ast

import pytest

from tests.mutation.explained import ROOT, Explained, explained, flat

EXPLAINED = explained()


def code_of(one: Explained) -> str:
    """Give the code of the function, class or module that an item names, or ""."""
    path = ROOT.joinpath(*one.module.split(".")).with_suffix(".py")
    source = path.read_text(encoding="utf-8")
    node: ast.AST = ast.parse(source)
    for name in one.where.split(".") if one.where else ():
        inside = [n for n in ast.walk(node) if getattr(n, "name", None) == name]
        if not inside:
            return ""
        node = inside[0]
    return source if not one.where else ast.get_source_segment(source, node) or ""


@pytest.mark.parametrize("one", EXPLAINED, ids=lambda one: one.name)
def test_what_is_explained_is_still_there(one: Explained) -> None:
    """An explanation goes when the code that it speaks of goes."""
    old = one.old.removesuffix(" #2")
    assert old in flat(code_of(one))


def test_the_page_is_read() -> None:
    """The page has explanations, each once."""
    assert EXPLAINED
    assert len({one.name for one in EXPLAINED}) == len(EXPLAINED)
