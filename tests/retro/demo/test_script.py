"""What the played colleagues say is fit to be said, in both languages."""

import pytest

from formats.agenda_file import bundled
from formats.entries import NAME_BYTES, TEXT_BYTES, WORD_BYTES
from formats.text import hint, is_clean, size
from retro.demo.script import COLLEAGUES_MAX, Script, read
from retro.i18n import LANGS, Lang

NOTES_MAX = 6
COLLEAGUES_MIN = 3


@pytest.fixture(name="script", params=LANGS)
def _script(request: pytest.FixtureRequest) -> tuple[Lang, Script]:
    """Read the script in each language."""
    lang: Lang = request.param
    return lang, read(lang)


def test_every_text_fits(script: tuple[Lang, Script]) -> None:
    """No line is refused: each is clean, short enough and in a column there is."""
    lang, cast = script
    write = next(s for s in bundled("social-safety", lang).steps if s.kind == "write")
    columns = {column.key for column in write.columns}
    for part in (cast.leader, *cast.colleagues):
        assert 0 < len(part.notes) <= NOTES_MAX
        assert {note.column for note in part.notes} <= columns
        assert {note.theme for note in part.notes} <= {*cast.themes, ""}
        texts = [note.text for note in part.notes] + [part.concern, part.objection]
        assert all(is_clean(text) and size(text) <= TEXT_BYTES for text in texts)
        assert all(size(word) <= WORD_BYTES for word in part.words)
        assert size(part.name) <= NAME_BYTES
        assert all(1 <= point <= 5 for point in part.scale)
    for norm in cast.norms:
        assert norm.theme in cast.themes
        assert all(size(text) <= TEXT_BYTES for text in (norm.text, norm.better))


def test_the_cast_is_a_team(script: tuple[Lang, Script]) -> None:
    """Enough people with their own names, one objection to a norm, some concerns."""
    _, cast = script
    names = [part.name for part in (cast.leader, *cast.colleagues)]
    assert len(cast.colleagues) == COLLEAGUES_MAX
    assert len(set(names)) == len(names)
    assert [norm.better != "" for norm in cast.norms].count(True) == 1
    assert sum(part.objection != "" for part in cast.colleagues[:COLLEAGUES_MIN]) == 1
    assert any(part.concern for part in cast.colleagues[:COLLEAGUES_MIN])


def test_one_note_is_to_be_set_aside(script: tuple[Lang, Script]) -> None:
    """A lead can practise that with any number of colleagues; nothing else is."""
    _, cast = script
    assert all(note.theme for note in cast.leader.notes)
    hurts = [
        [note for note in part.notes if not note.theme] for part in cast.colleagues
    ]
    assert sum(map(len, hurts)) == sum(map(len, hurts[:COLLEAGUES_MIN])) == 1


def test_no_note_points_at_someone(script: tuple[Lang, Script]) -> None:
    """The example that people see first does not name anyone."""
    _, cast = script
    names = [part.name for part in (cast.leader, *cast.colleagues)]
    notes = [
        note.text for part in (cast.leader, *cast.colleagues) for note in part.notes
    ]
    assert not any(hint(text, names) for text in notes)
    assert len(set(notes)) == len(notes)


def test_the_languages_are_the_same_play() -> None:
    """Dutch and English have the same parts, notes and norms, in other words."""
    dutch, english = read("nl"), read("en")
    shapes = [
        [
            [note.column for note in part.notes]
            for part in (cast.leader, *cast.colleagues)
        ]
        for cast in (dutch, english)
    ]
    assert shapes[0] == shapes[1]
    assert len(dutch.themes) == len(english.themes)
    assert len(dutch.norms) == len(english.norms)
