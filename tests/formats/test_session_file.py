"""A saved session comes back whole, and nothing else is taken for one."""

from __future__ import annotations

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats import session_file
from formats.entries import Earlier
from formats.session_file import CODES, SavedSession, SessionFileError, read, write
from formats.strict import Family, FormatError
from tests.support.sessions import CARE_TEAM, sessions


def refused(data: bytes) -> SessionFileError:
    """Read what is no saved session, and give what was said of it."""
    with pytest.raises(SessionFileError) as caught:
        read(data)
    assert caught.value.code in CODES
    return caught.value


@given(sessions())
def test_what_is_written_is_read(session: SavedSession) -> None:
    """Every session comes back exactly, whatever its texts hold."""
    assert read(write(session)) == session


def test_a_file_says_what_it_is() -> None:
    """The first line names the format and its version, for people and tools."""
    assert write(CARE_TEAM).startswith(b"retro session 1\n")


@given(st.binary(max_size=40))
def test_any_bytes_are_refused_with_a_code(data: bytes) -> None:
    """What is no session gives a code, with the first line and without."""
    assert refused(data).code == "not-a-session"
    assert refused(b"retro session 1\n" + data).code == "damaged"


@given(st.data())
def test_a_damaged_file_is_refused_or_says_the_same(data: st.DataObject) -> None:
    """Any flipped byte is noticed, or makes another session that is whole."""
    whole = write(CARE_TEAM)
    at = data.draw(st.integers(0, len(whole) - 1))
    damaged = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))])
    damaged += whole[at + 1 :]
    code = ""
    try:
        assert write(read(damaged)) == damaged
    except SessionFileError as error:
        code = error.code
    assert code in {"", *CODES}


def test_a_cut_file_is_damaged() -> None:
    """Half a file is never half a session."""
    assert refused(write(CARE_TEAM)[:-1]).code == "damaged"


def test_what_came_later_is_left_out_when_empty() -> None:
    """A file from before a norm told its past still reads, and has one encoding."""
    norm = CARE_TEAM.norms[0]
    assert b"earlier" not in write(CARE_TEAM)
    assert b"reviewed" not in write(CARE_TEAM)
    before = Earlier(date="", text="x", status="draft")
    told = attrs.evolve(norm, reviewed=True, earlier=(before,))
    session = attrs.evolve(CARE_TEAM, norms=(told,))
    assert read(write(session)) == session
    empty = write(session).replace(b"\xa8reviewed\xc3", b"\xa8reviewed\xc2")
    assert refused(empty).code == "damaged"


def test_a_newer_file_names_its_version() -> None:
    """A file of another version is told apart from a broken one."""
    error = refused(b"retro session 12\n" + b"anything")
    assert (error.code, error.where) == ("other-version", "12")


def test_what_points_at_nothing_is_damaged() -> None:
    """A note without its column, a theme with a lost note, or a doubled number."""
    one = CARE_TEAM.notes[0]
    theme, norm = CARE_TEAM.themes[0], CARE_TEAM.norms[0]
    broken = {
        "columns": {"notes": (attrs.evolve(one, column="other"),), "themes": ()},
        "notes": {"notes": (one, one), "themes": ()},
        "themes": {"themes": (attrs.evolve(theme, notes=(99,)),)},
        "norms": {"norms": (norm, norm)},
    }
    for where, changes in broken.items():
        session = attrs.evolve(CARE_TEAM, **changes)  # type: ignore[arg-type]  # of several fields
        data = Family([SavedSession], limit=100_000).encode(session)
        error = refused(b"retro session 1\n" + data)
        assert (error.code, error.where) == ("damaged", where)
        with pytest.raises(SessionFileError):
            write(session)


def test_texts_in_a_file_must_be_clean() -> None:
    """A file made elsewhere brings no control characters onto a screen."""
    good = write(CARE_TEAM)
    bad = good.replace(b"Later", b"La\x1b[m")
    assert bad != good
    error = refused(bad)
    assert (error.code, error.where) == ("damaged", "title")
    with pytest.raises(FormatError):
        attrs.evolve(CARE_TEAM, team="a\nb")


def test_a_file_has_a_largest_size(monkeypatch: pytest.MonkeyPatch) -> None:
    """Above the limit nothing is written, nor looked at."""
    small = Family([SavedSession], limit=100)
    whole = write(CARE_TEAM)
    monkeypatch.setattr(session_file, "_SESSIONS", small)
    assert refused(whole).code == "too-large"
    with pytest.raises(SessionFileError) as caught:
        write(CARE_TEAM)
    assert caught.value.code == "too-large"
