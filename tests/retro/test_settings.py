"""The settings file, and what a broken one is told."""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st

from retro.client.patience import Patience
from retro.settings import Settings, SettingsError, is_server, load, parse, save

FULL = """
server = "wss://retro.example.org/room"
lang = "nl"
name = "Anna"
agenda = "norms-review"
review_months = 6
names = ["Bob", "Mevrouw Jansen"]

[[places]]
kind = "confidant"
text = "Carol, 030 123"

[patience]
hop = 2
arrival = 0.5
"""

BROKEN = [
    ("lang = nl", 1),
    ('\nlang = "fr"', 2),
    ('name = "x"\nserver = "http://x"', 2),
    ('server = "wss://"', 1),
    ('server = "ws://[::1"', 1),
    ("server = 5", 1),
    ("name = 5", 1),
    ("# x\nreview_months = 0", 2),
    ("review_months = 2.0", 1),
    ("names = 'Bob'", 1),
    ("names = [1]", 1),
    ("places = 3", 1),
    ("places = [3]", 1),
    ('name = "x"\n[[places]]\nkind = "confidant"\ntext = "a"\n[[places]]\nkind="x"', 5),
    ('[[places]]\nkind = "helpdesk"\ntext = "a"', 1),
    ('[[places]]\nkind = "confidant"\ntext = " "', 1),
    ('[[places]]\nkind = "confidant"\ntext = 4', 1),
    (13 * '[[places]]\nkind = "confidant"\ntext = "a"\n', 37),
    ("patience = 3", 1),
    ("[patience]\nhop = 1\nhope = 2", 3),
    ("[patience]\nhop = -1", 2),
    ("[patience]\nhop = inf", 2),
    ('name = "x"\n\ncolour = "red"', 3),
    ('name = "x', 1),
]


def test_everything_that_can_be_set() -> None:
    """Every key of the file ends up in the settings with its own type."""
    assert parse(FULL) == Settings(
        server="wss://retro.example.org/room",
        lang="nl",
        name="Anna",
        agenda="norms-review",
        review_months=6,
        names=("Bob", "Mevrouw Jansen"),
        places=(("confidant", "Carol, 030 123"),),
        patience=Patience(hop=2.0, arrival=0.5),
    )


def test_an_empty_server_is_none() -> None:
    """A key can be there and not filled in."""
    assert parse('server = ""') == Settings()


@pytest.mark.parametrize(("text", "line"), BROKEN)
def test_what_is_broken_is_named_with_its_line(text: str, line: int) -> None:
    """A wrong setting never passes silently, and the error says where it is."""
    with pytest.raises(SettingsError) as error:
        parse(text)
    assert error.value.line == line
    assert error.value.expected


def test_without_a_file_everything_is_as_it_comes(tmp_path: Path) -> None:
    """Nobody needs a settings file."""
    assert load(tmp_path / "settings.toml") == Settings()


def test_a_file_that_is_no_text_is_named(tmp_path: Path) -> None:
    """A folder or binary file in its place is an error, not a traceback."""
    with pytest.raises(SettingsError):
        load(tmp_path)
    (tmp_path / "settings.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(SettingsError):
        load(tmp_path / "settings.toml")


def test_a_form_is_saved_and_nothing_else_changes(tmp_path: Path) -> None:
    """What is set, changed and removed is read back; the user's own lines stay."""
    path = tmp_path / "new" / "settings.toml"
    assert save(path, {"name": "Anna", "names": ("Bob",), "lang": None}) == Settings(
        name="Anna", names=("Bob",)
    )
    path.write_text("# mine\n" + path.read_text() + "# Monday\n[patience]\nhop = 2")
    settings = save(
        path,
        {
            "name": "",
            "lang": "nl",
            "review_months": 6,
            "places": (("confidant", 'Carol "C" \\ 030\n\x01'), ("emergency", "112")),
        },
    )
    assert load(path) == settings
    assert settings == Settings(
        lang="nl",
        review_months=6,
        names=("Bob",),
        places=(("confidant", 'Carol "C" \\ 030'), ("emergency", "112")),
        patience=Patience(hop=2),
    )
    assert path.read_text().startswith(
        '# mine\nnames = ["Bob"]\nlang = "nl"\nreview_months = 6\n'
        "# Monday\n[patience]\nhop = 2\n\n[[places]]\n"
    )
    assert path.stat().st_mode & 0o077 == 0 or sys.platform == "win32"


def test_places_that_stay_are_as_the_user_wrote_them(tmp_path: Path) -> None:
    """A place that somebody typed with other quotes is not written anew."""
    path = tmp_path / "settings.toml"
    carol = (
        "[[places]]\r\ntext = '\u201cCarol\u201d' # or Eva\r\nkind = 'confidant'\r\n"
    )
    path.write_bytes(carol.encode())
    ((_, text),) = load(path).places
    assert text == '"Carol"'
    both = (("confidant", text), ("emergency", "112"))
    assert save(path, {"places": both}).places == both
    added = '\r\n[[places]]\r\nkind = "emergency"\r\ntext = "112"\r\n'
    assert path.read_bytes().decode() == carol + added
    assert save(path, {"places": both[:1]}).places == both[:1]
    assert path.read_bytes().decode() == carol
    assert save(path, {"places": ()}) == Settings()


def test_places_within_brackets_can_be_added_to(tmp_path: Path) -> None:
    """Whichever way the places were written, all of them are there after."""
    path = tmp_path / "settings.toml"
    path.write_text(
        'places = [{kind = "emergency", text = "112"}, # always\n]\n# me\nname = "Ina"'
    )
    places = (*load(path).places, ("confidant", "Carol"))
    assert save(path, {"places": places}).places == places
    assert path.read_text().startswith('# me\nname = "Ina"\n\n[[places]]\n')


@pytest.mark.parametrize(
    ("changes", "key"),
    [
        ({"name": "Ina", "server": "http://x"}, "server"),
        ({"lang": "fr"}, "lang"),
        ({"review_months": 0}, "review_months"),
        ({"review_months": "3"}, "review_months"),
        ({"name": "half \ud800"}, "name"),
        ({"names": ["Bob", "\udfff"]}, "names"),
        ({"places": [("confidant", " ")]}, "places"),
        ({"places": [("helpdesk", "Carol")]}, "places"),
        ({"places": [("confidant", "x" * 1001)]}, "places"),
        ({"places": [("confidant", f"Carol {n}") for n in range(13)]}, "places"),
        ({"colour": "red"}, "colour"),
    ],
)
def test_a_wrong_value_is_not_saved(
    tmp_path: Path, changes: dict[str, object], key: str
) -> None:
    """Nothing is half done: the key is named, and the file stays as it is or absent."""
    path = tmp_path / "settings.toml"
    for text in (None, "# mine\nname = 'Anna'\n"):
        if text:
            path.write_text(text)
        with pytest.raises(SettingsError) as error:
            save(path, changes)
        assert (error.value.key, error.value.line) == (key, 0)
        assert [each.read_text() for each in tmp_path.iterdir()] == [text] * bool(text)


def test_a_broken_file_is_not_saved_over(tmp_path: Path) -> None:
    """What somebody wrote by hand is never lost to a form; the line is named."""
    path = tmp_path / "settings.toml"
    path.write_text("name = 'Anna'\nlang = nl\n")
    with pytest.raises(SettingsError) as error:
        save(path, {"lang": "nl"})
    assert error.value.line == 2
    assert path.read_text() == "name = 'Anna'\nlang = nl\n"


def test_saving_nothing_writes_nothing(tmp_path: Path) -> None:
    """A form that changed nothing leaves no file, and no other file than there was."""
    path = tmp_path / "folder" / "settings.toml"
    assert save(path, {"name": "", "places": ()}) == Settings()
    assert not path.parent.exists()
    path.parent.mkdir()
    path.write_text("name = 'Anna'")
    before = path.stat().st_ino
    assert save(path, {"name": "Anna"}) == Settings(name="Anna")
    assert (path.stat().st_ino, path.read_text()) == (before, "name = 'Anna'")


@examples(deadline=None)
@given(
    st.text(st.characters(exclude_categories=["Cs"])),
    st.lists(st.text(st.characters(exclude_categories=["Cs"])), max_size=3),
)
def test_any_text_is_saved_and_read_back(name: str, names: list[str]) -> None:
    """No name is one that the file cannot hold."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "settings.toml"
        saved = save(path, {"name": name, "agenda": name, "names": names})
        assert saved == Settings(name=name, agenda=name, names=tuple(names))
        assert load(path) == saved


def test_only_saving_needs_what_edits_toml() -> None:
    """`retro --help` and a session do not wait for a library they have no use for."""
    check = "import sys, retro.cli, retro.settings; sys.exit('tomlkit' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", check], check=False).returncode == 0


@pytest.mark.parametrize(
    ("url", "is_one"),
    [
        ("ws://localhost:8484", True),
        ("wss://example.org", True),
        ("wss://example.org:0", False),
        ("example.org", False),
        ("wss://example.org:x", False),
    ],
)
def test_addresses_of_servers(url: str, is_one: bool) -> None:
    """Only a websocket address with a host is the address of a relay."""
    assert is_server(url) is is_one
