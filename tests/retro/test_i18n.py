"""Both languages say everything, and the right one is chosen."""

import ast
import string
from pathlib import Path
from typing import cast

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from retro.i18n import DOMAIN, LOCALE, Speech, language

SOURCE = LOCALE.parent
MARKERS = {"_": None, "N_": None, "plural": (1, 2)}
FUNCTIONS = {"_", "N_", "plural", "speech"}


def extracted() -> set[tuple[str, ...]]:
    """Find the sentences in the source as Babel does."""
    found = extract_from_dir(
        str(SOURCE), method_map=[("**.py", "python")], keywords=MARKERS
    )
    return {forms(message) for _, _, message, _, _ in found}


@pytest.fixture(scope="module", name="dutch")
def _dutch() -> Catalog:
    """Read the Dutch catalogue as it stands in the source."""
    with (LOCALE / "nl" / "LC_MESSAGES" / f"{DOMAIN}.po").open("rb") as lines:
        return read_po(lines, abort_invalid=True)


def forms(text: object) -> tuple[str, ...]:
    """Give the one sentence, or the singular and the plural."""
    return (text,) if isinstance(text, str) else tuple(cast("list[str]", text))


def fields(text: str) -> set[str | None]:
    """Name the placeholders of a sentence."""
    return {
        name for _, name, _, _ in string.Formatter().parse(text) if name is not None
    }


def test_no_translation_is_missing_or_stale(dutch: Catalog) -> None:
    """Every sentence of the source is in Dutch, and nothing else is."""
    written = {forms(message.id) for message in dutch if message.id}
    assert written == extracted()
    assert not dutch.obsolete


def test_every_translation_is_whole(dutch: Catalog) -> None:
    """None is empty or fuzzy, and each has exactly the placeholders of its sentence."""
    for message in dutch:
        if not message.id:
            continue
        said = forms(message.string)
        assert not message.fuzzy, message.id
        assert all(said), message.id
        wanted = fields(forms(message.id)[-1])
        assert all(fields(sentence) == wanted for sentence in said), message.id


def test_babel_sees_every_marked_sentence() -> None:
    """No marked text is hidden from extraction by the calls around it."""
    texts = {text for message in extracted() for text in message}
    for path in SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = getattr(node.func, "id", getattr(node.func, "attr", ""))
            if name in FUNCTIONS:
                for argument in node.args[: 2 if name == "plural" else 1]:
                    if isinstance(argument, ast.Constant):
                        assert argument.value in texts, (path, argument.value)


def test_both_languages_speak() -> None:
    """A sentence is filled in after it was translated, and braces in it stay braces."""
    english, dutch = Speech("en"), Speech("nl")
    assert english("Written: {path}", path="{x}") == "Written: {x}"
    assert dutch("Written: {path}", path="{x}") == "Geschreven: {x}"
    assert english.plural("There is {n} norm.", "There are {n} norms.", 1).endswith(
        "m."
    )
    assert dutch.plural("There is {n} norm.", "There are {n} norms.", 2).startswith(
        "Er z"
    )


@pytest.mark.parametrize(
    ("items", "said"),
    [([], ""), (["a"], "a"), (["a", "b"], "a en b"), (["a", "b", "c"], "a, b en c")],
)
def test_lists_are_joined_as_in_a_sentence(items: list[str], said: str) -> None:
    """The last of a list is joined by a word."""
    assert Speech("nl").listed(items) == said


@pytest.mark.parametrize(
    ("asked", "settings", "environ", "chosen"),
    [
        ("nl", "en", {"LANG": "en_GB.UTF-8"}, "nl"),
        (None, "nl", {"LANG": "en_GB.UTF-8"}, "nl"),
        (None, "", {"LANG": "nl_NL.UTF-8"}, "nl"),
        (None, "", {"LC_ALL": "C", "LC_MESSAGES": "nl_NL", "LANG": "nl_NL"}, "en"),
        (None, "", {"LC_MESSAGES": "nl_BE", "LANG": "en_US"}, "nl"),
        (None, "", {"LC_ALL": "", "LANG": "NL"}, "nl"),
        ("fr", "nl", {}, "en"),
        (None, "", {}, "en"),
    ],
)
def test_whose_wish_counts(
    asked: str | None, settings: str, environ: dict[str, str], chosen: str
) -> None:
    """The option, then settings, then the environment, then English."""
    assert language(asked, settings, environ) == chosen


def test_the_catalogue_lies_beside_the_source() -> None:
    """What is compiled is found where the program looks for it."""
    assert Path(LOCALE, "nl", "LC_MESSAGES", f"{DOMAIN}.mo").exists()
