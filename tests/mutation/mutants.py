"""Every mutant of a module: mutmut's operators, and four of our own about checks.

mutmut changes what a line computes; it never takes a check away. In a protocol a check
that nothing misses is the fault to look for, so here a condition also counts as never
or always met, an operand of `and` and `or` goes, the `if` of a comprehension goes, and
a statement that is a call or a `raise` goes.

Not mutated, because no behaviour hangs on it: annotations, type aliases, imports,
docstrings, `__all__`, decorators, the type in a `cast`, the text of an error that is
for programmers, `strict` of a `zip` (an assertion: lengths are checked before), and
the byte order "big" left out (it is the default). Of the three ways in which mutmut
spoils a string only the first is used: what sees one sees the others.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import libcst as cst
from attrs import field, frozen
from libcst import metadata
from mutmut.mutation.mutators import (
    mutation_operators,
    operator_arg_removal,
    operator_string,
)

from tests.mutation.explained import ROOT, flat

_SHORT = 24
"""A node with less code than this is shown within the one around it."""
_TEXTS = {"ValueError", "TypeError", "ListError"}
"""Errors whose text nobody but a programmer reads; code asks for their kind alone."""
_ALIAS = re.compile(r"[A-Z]([a-z]|$)")


@frozen(kw_only=True)
class Mutant:
    """One change of one module.

    `where` is the qualified name of the function or class around it ("" for the
    module), `lines` the first and last line of what it changes. `function`: the
    outermost function when it lies in its body, so that exchanging the code is enough.
    """

    module: str
    where: str
    old: str
    new: str
    number: int
    lines: tuple[int, int]
    function: str
    _parts: list[str] = field(repr=False)
    _unit: int
    _change: tuple[Any, Any, Any] = field(repr=False)

    @property
    def name(self) -> str:
        """Name it stably: nothing in it moves when other functions change."""
        again = f" #{self.number}" if self.number > 1 else ""
        return f"{self.module}:{self.where}: {self.old} => {self.new}{again}"

    def source(self) -> str:
        """Write the whole module with this change."""
        unit, old, new = self._change
        parts = list(self._parts)
        parts[self._unit] = _code(unit, old, new)
        return "".join(parts)


def mutants(module: str) -> Iterator[Mutant]:
    """Make all mutants of a module of this repository, in the order of its lines."""
    text = path_of(module).read_text(encoding="utf-8")
    wrapper = metadata.MetadataWrapper(cst.parse_module(text))
    tree = wrapper.module
    positions = wrapper.resolve(metadata.PositionProvider)
    # The header and the comments in it are a part of their own.
    parts = [tree.code_for_node(line) for line in tree.header]
    first = len(parts)
    parts += [tree.code_for_node(statement) for statement in tree.body]
    seen: dict[tuple[str, str, str], int] = {}
    for unit, statement in enumerate(tree.body):
        for spot in _spots(statement, ()):
            old, new = _shown(spot)
            where = spot.where
            number = seen[where, old, new] = seen.get((where, old, new), 0) + 1
            yield Mutant(
                module=module,
                where=where,
                old=old,
                new=new,
                number=number,
                lines=_lines(spot, positions),
                function=spot.function,
                parts=parts,
                unit=first + unit,
                change=(statement, spot.node, spot.replacement),
            )


def path_of(module: str) -> Path:
    """Give the file of a module of this repository."""
    return ROOT.joinpath(*module.split(".")).with_suffix(".py")


@frozen
class _Spot:
    """A node, what stands in its place, and the nodes around it, outermost first."""

    around: tuple[Any, ...]
    node: Any
    replacement: Any

    @property
    def where(self) -> str:
        named = (cst.FunctionDef, cst.ClassDef)
        return ".".join(n.name.value for n in self.around if isinstance(n, named))

    @property
    def function(self) -> str:
        """Name the outermost function whose body this is in, or give "".

        One inside it gives "" as well: it may have been made at import.
        """
        if sum(isinstance(node, cst.FunctionDef) for node in self.around) > 1:
            return ""
        names: list[str] = []
        for node, inner in zip(self.around, (*self.around[1:], self.node), strict=True):
            if isinstance(node, cst.ClassDef):
                names.append(node.name.value)
            elif isinstance(node, cst.FunctionDef):
                names.append(node.name.value)
                return ".".join(names) if inner is node.body else ""
        return ""


def _spots(node: Any, around: tuple[Any, ...]) -> Iterator[_Spot]:  # noqa: ANN401 - libcst's nodes
    if _apart(node, around):
        return
    for replacement in _replacements(node):
        yield _Spot(around, node, replacement)
    inside = (*around, node)
    if isinstance(node, cst.Call) and _called(node) == "cast":
        yield from _spots(node.args[1], inside)
        return
    for child in node.children:
        yield from _spots(child, inside)


def _apart(node: Any, around: tuple[Any, ...]) -> bool:  # noqa: ANN401 - libcst's nodes
    """Tell whether nothing in this node is behaviour."""
    if isinstance(node, cst.Annotation | cst.Decorator | cst.Import | cst.ImportFrom):
        return True
    if isinstance(node, cst.Expr) and isinstance(node.value, cst.BaseString):
        return True
    if isinstance(node, cst.Arg):
        call = around[-1]
        if isinstance(call, cst.Call) and _called(call) in _TEXTS:
            return True
        return bool(node.keyword and node.keyword.value == "strict")
    if isinstance(node, cst.Assign) and len(around) == 1:
        target = node.targets[0].target
        name = getattr(target, "value", "")
        return name == "__all__" or bool(_ALIAS.match(name))
    return False


def _called(node: Any) -> str:  # noqa: ANN401 - libcst's nodes
    return str(getattr(node.func, "value", ""))


def _replacements(node: Any) -> Iterator[Any]:  # noqa: ANN401 - libcst's nodes
    for kind, operator in mutation_operators:
        if not isinstance(node, kind):
            continue
        if isinstance(node, cst.Call) and _called(node) in {
            "len",
            "isinstance",
            "cast",
        }:
            continue  # as mutmut does: an error each time, or a type
        if operator is operator_string:
            yield from list(operator(node))[:1]
        elif operator is operator_arg_removal:
            yield from (made for made in operator(node) if not _idle(node, made))
        else:
            yield from operator(node)
    yield from _without_a_check(node)


def _idle(call: Any, made: Any) -> bool:  # noqa: ANN401 - libcst's nodes
    """Tell whether a call with an argument spoilt or left out is not behaviour."""
    if _called(call) in _TEXTS:
        return True
    pairs = zip(call.args, [*made.args, None], strict=False)
    gone = next((old for old, new in pairs if old is not new), None)
    big = getattr(getattr(gone, "value", None), "value", "") == '"big"'
    strict = gone is not None and gone.keyword and gone.keyword.value == "strict"
    return bool(strict or (big and len(made.args) < len(call.args)))


def _without_a_check(node: Any) -> Iterator[Any]:  # noqa: ANN401 - libcst's nodes
    if isinstance(node, cst.If):
        # On a line of its own "not" and names have spaces already.
        yield node.with_changes(test=_name("False"), whitespace_before_test=_SPACE)
        yield node.with_changes(test=_name("True"), whitespace_before_test=_SPACE)
    if isinstance(node, cst.BooleanOperation):
        yield _bare(node, node.left)
        yield _bare(node, node.right)
    if isinstance(node, cst.CompFor):
        for index in range(len(node.ifs)):
            yield node.with_changes(ifs=[*node.ifs[:index], *node.ifs[index + 1 :]])
    if isinstance(node, cst.SimpleStatementLine) and len(node.body) == 1:
        only = node.body[0]
        call = isinstance(only, cst.Expr) and isinstance(only.value, cst.Call)
        if call or isinstance(only, cst.Raise):
            yield node.with_changes(body=[cst.Pass()])


_SPACE = cst.SimpleWhitespace(" ")


def _name(value: str) -> Any:  # noqa: ANN401 - libcst's nodes
    return cst.Name(value)


def _bare(whole: Any, operand: Any) -> Any:  # noqa: ANN401 - libcst's nodes
    """Put an operand where the whole was, within the brackets of both."""
    return operand.with_changes(
        lpar=[*whole.lpar, cst.LeftParen(), *operand.lpar],
        rpar=[*operand.rpar, cst.RightParen(), *whole.rpar],
    )


def _code(node: Any, old: Any, new: Any) -> str:  # noqa: ANN401 - libcst's nodes
    changed = new if node is old else node.deep_replace(old, new)
    return str(cst.Module([]).code_for_node(changed))


def _shown(spot: _Spot) -> tuple[str, str]:
    """Write the change down with enough around it to be recognised, on one line."""
    node = spot.node
    if isinstance(node, cst.If):
        test = flat(_code(node.test, None, None))
        return f"if {test}", f"if {spot.replacement.test.value}"
    small = node
    for outer in reversed(spot.around):
        if len(flat(_code(small, None, None))) >= _SHORT or isinstance(
            outer, cst.BaseCompoundStatement | cst.BaseSuite
        ):
            break
        if _code(outer, None, None):
            small = outer
    return (
        flat(_code(small, None, None)),
        flat(_code(small, spot.node, spot.replacement)),
    )


def _lines(spot: _Spot, positions: Any) -> tuple[int, int]:  # noqa: ANN401 - libcst's ranges
    """Give the lines of the statement, or of the condition, that is changed."""
    if isinstance(spot.node, cst.If):
        return positions[spot.node].start.line, positions[spot.node.test].end.line
    start, end = positions[spot.node].start.line, positions[spot.node].end.line
    if isinstance(spot.node, cst.SimpleStatementLine):
        return start, end
    for outer in reversed(spot.around):
        if isinstance(outer, cst.SimpleStatementLine):
            return positions[outer].start.line, positions[outer].end.line
        if isinstance(outer, cst.BaseCompoundStatement):
            # What a condition over several lines reports is the line it begins on.
            return min(start, positions[outer].start.line), end
    return start, end
