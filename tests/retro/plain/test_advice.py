"""What to type when something went otherwise."""

from __future__ import annotations

import pytest

from retro.client.events import Refused
from retro.i18n import LANGS, Lang, Speech
from retro.plain.advice import AFTER_ERROR, AFTER_WARNING, warning, why
from retro.plain.parser import Wrong, parse
from retro.sentences import ERRORS, WARNINGS


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("code", AFTER_ERROR)
def test_the_fact_comes_first_and_then_what_to_type(code: str, lang: Lang) -> None:
    """A refusal ends with what to type, after the sentence that every front says."""
    _ = Speech(lang)
    fact, typed = _(ERRORS[code][0]), _(AFTER_ERROR[code])
    assert why(_, Refused(code=code)) == f"{fact} {typed}"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("code", AFTER_WARNING)
def test_a_warning_says_what_to_type_in_a_line_of_its_own(
    code: str, lang: Lang
) -> None:
    """One fact a line: what is the matter, then what to type."""
    _ = Speech(lang)
    lines = [_(WARNINGS[code]), _(AFTER_WARNING[code])]
    assert list(warning(_, code)) == lines


def test_where_nothing_can_be_typed_only_the_fact_is_said() -> None:
    """Most sentences stand alone, and a code without one is shown as it is."""
    _ = Speech("en")
    assert why(_, Refused(code="busy")) == ERRORS["busy"][0]
    assert list(warning(_, "lead-left")) == [WARNINGS["lead-left"]]
    assert list(warning(_, "of-tomorrow")) == ["of-tomorrow"]


@pytest.mark.parametrize(
    ("lang", "verbs"),
    [
        ("en", "confirm collect|collect|words same|send blank|send blank|notes quit"),
        (
            "nl",
            "bevestig verzamel|verzamel|woorden gelijk|verstuur leeg|verstuur leeg"
            "|briefjes stop",
        ),
    ],
)
def test_what_is_advised_can_be_typed(lang: Lang, verbs: str) -> None:
    """Each language names verbs that the line client takes."""
    _ = Speech(lang)
    advised = [*AFTER_ERROR.values(), *AFTER_WARNING.values()]
    for sentence, named in zip(advised, verbs.split("|"), strict=True):
        for verb in [named] if named.startswith("wo") else named.split():
            assert verb in _(sentence)
            assert not isinstance(parse(verb), Wrong)


@pytest.mark.parametrize("lang", LANGS)
def test_sentences_of_every_front_name_nothing_to_type(lang: Lang) -> None:
    """They are said beside buttons too; only where one can type is that said."""
    _ = Speech(lang)
    for code, sentences in ERRORS.items():
        for sentence in sentences if code != "unknown-command" else ():
            assert not {"type", "typ"} & {*_(sentence, "1", "2").lower().split()}, code
    for code, sentence in WARNINGS.items():
        assert not {"type", "typ"} & {*_(sentence, "1", "2").lower().split()}, code
