"""The settings file, and what a broken one is told."""

from pathlib import Path

import pytest

from retro.client.patience import Patience
from retro.settings import Settings, SettingsError, add_place, is_server, load, parse

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


def test_places_are_added_and_nothing_else_changes(tmp_path: Path) -> None:
    """The command that fills in where to go keeps the user's own file as written."""
    path = tmp_path / "new" / "settings.toml"
    add_place(path, "confidant", 'Carol "C" \\ 030\n\x01')
    path.write_text(f"# mine\nlang = 'nl'\n{path.read_text()}".rstrip("\n"))
    settings = add_place(path, "emergency", "112")
    assert load(path) == settings
    assert settings.places == (
        ("confidant", 'Carol "C" \\ 030'),
        ("emergency", "112"),
    )
    assert path.read_text().startswith("# mine\nlang = 'nl'\n[[places]]")


def test_a_place_is_not_added_to_a_broken_file(tmp_path: Path) -> None:
    """Nothing is half done: a file that cannot be read stays as it is."""
    path = tmp_path / "settings.toml"
    path.write_text("places = []\n")
    with pytest.raises(SettingsError):
        add_place(path, "confidant", "Carol")
    with pytest.raises(SettingsError):
        add_place(tmp_path / "other.toml", "confidant", "")
    assert path.read_text() == "places = []\n"
    assert not (tmp_path / "other.toml").exists()


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
