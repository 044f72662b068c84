"""A program changes keys of a TOML text, and leaves the rest as somebody wrote it."""

from __future__ import annotations

import json
import tomllib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from formats.toml_edit import edited
from formats.toml_lines import statements

MINE = """\
# mine
lang = "nl" # Dutch
name = 'Anna'   # me

# who to look for
names = [
  "Bob", # left
]

# where to go
[[places]] # first
kind = "confidant" # x
text = "Carol"

# at night
[[places]]
# not by day
kind = "emergency"
text = '''
112'''

# waiting
[patience] # p
hop = 8 # long
# end
"""
CAROL = {"kind": "confidant", "text": "Carol"}
NIGHT = {"kind": "emergency", "text": "112"}
DESK = {"kind": "procedure", "text": "The desk"}
DESK_LINES = '[[places]]\nkind = "procedure"\ntext = "The desk"\n'
NIGHT_LINES = "[[places]]\n# not by day\nkind = \"emergency\"\ntext = '''\n112'''\n"
CAROL_LINES = '[[places]] # first\nkind = "confidant" # x\ntext = "Carol"\n'


@pytest.mark.parametrize(
    ("key", "value", "old", "new"),
    [
        ("lang", "en", 'lang = "nl" # Dutch', 'lang = "en" # Dutch'),
        ("name", "Eva", "name = 'Anna'   # me", 'name = "Eva"   # me'),
        ("name", None, "name = 'Anna'   # me\n", ""),
        ("names", ["Eva"], '[\n  "Bob", # left\n]', '["Eva"]'),
        ("months", 3, '  "Bob", # left\n]\n', '  "Bob", # left\n]\nmonths = 3\n'),
        ("places", [CAROL, NIGHT], "", ""),
        ("places", [NIGHT], f"\n# where to go\n{CAROL_LINES}", "\n# where to go\n"),
        (
            "places",
            [CAROL],
            f"# at night\n{NIGHT_LINES}\n# waiting",
            "# at night\n# not by day\n\n# waiting",
        ),
        ("places", [CAROL, DESK], NIGHT_LINES, f"{DESK_LINES}# not by day\n"),
        (
            "places",
            [CAROL, NIGHT, DESK],
            "112'''\n",
            f"112'''\n\n{DESK_LINES}",
        ),
        ("places", [CAROL, DESK, NIGHT], CAROL_LINES, f"{CAROL_LINES}\n{DESK_LINES}"),
        ("places", [DESK, CAROL, NIGHT], CAROL_LINES, f"{DESK_LINES}\n{CAROL_LINES}"),
        ("patience", None, "[patience] # p\nhop = 8 # long\n", ""),
        (
            "patience",
            {"hop": 2},
            "[patience] # p\nhop = 8 # long\n# end\n",
            "# end\n\n[patience]\nhop = 2\n",
        ),
    ],
)
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_one_change(key: str, value: object, old: str, new: str, newline: str) -> None:
    """What is said of the key changes, with the line ends of the file; nothing else."""
    assert old in MINE
    wanted = MINE.replace(old, new, 1) if old else MINE
    source = MINE.replace("\n", newline)
    assert edited(source, {key: value}) == wanted.replace("\n", newline)


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("", 'name = "Eva"\n'),
        ("# mine", '# mine\nname = "Eva"'),
        ("# a\n\n# [[places]]\n", '# a\nname = "Eva"\n\n# [[places]]\n'),
        ("# a\n\n[patience]\n", '# a\nname = "Eva"\n\n[patience]\n'),
        ("# about it\n[patience]\n", 'name = "Eva"\n\n# about it\n[patience]\n'),
        ("[patience]\nhop = 1", 'name = "Eva"\n\n[patience]\nhop = 1'),
        ("\n[patience]\n", 'name = "Eva"\n\n[patience]\n'),
        ("lang = 'nl'\n[patience]\n", "lang = 'nl'\nname = \"Eva\"\n[patience]\n"),
        ('"name" = """a\nb"""', '"name" = "Eva"'),
        ("name.first = 1\nlang = 'nl'\n", "lang = 'nl'\nname = \"Eva\"\n"),
        ("name.a = 1\n# b\nname.b = 2\n", '# b\nname = "Eva"\n'),
        ("[[name]]\na = 1\n\n[patience]\n", 'name = "Eva"\n[patience]\n'),
    ],
)
def test_where_a_value_is_put(source: str, wanted: str) -> None:
    """A value comes above the tables, and not between a table and its comment."""
    assert edited(source, {"name": "Eva"}) == wanted


@pytest.mark.parametrize(
    ("source", "wanted"),
    [
        ("", DESK_LINES),
        ("# mine\n", f"# mine\n\n{DESK_LINES}"),
        ("lang = 'nl'\n\n", f"lang = 'nl'\n\n{DESK_LINES}"),
        ("lang = 'nl'", f"lang = 'nl'\n\n{DESK_LINES}".rstrip()),
        ("places = [] # none\nlang = 'nl'\n", f"lang = 'nl'\n\n{DESK_LINES}"),
        ("places = [{kind = 'a'},\n]\nlang = 'nl'\n", f"lang = 'nl'\n\n{DESK_LINES}"),
        ("[places]\nkind = 'a'\n\n[patience]\n", f"[patience]\n\n{DESK_LINES}"),
    ],
)
def test_where_tables_are_put(source: str, wanted: str) -> None:
    """New tables come at the end, a list within brackets becomes tables too."""
    assert edited(source, {"places": [DESK]}) == wanted


def test_tables_that_are_put_and_taken_leave_no_gaps() -> None:
    """Adding and removing again, any number of times, gives the text as it was."""
    for source in ("", "# mine\n", MINE):
        assert edited(edited(source, {"help": [DESK]}), {"help": None}) == source
    both = edited("", {"places": [CAROL, DESK]})
    assert edited(both, {"places": [DESK]}) == DESK_LINES
    assert edited(both, {"places": None}) == ""
    assert edited(f"{both}\n[patience]\n", {"places": None}) == "[patience]\n"


# -------------------------------------------------------------------------- any text

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)
COMMENTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=8).map(
    lambda text: f"# {text}"
)


def quoted(text: str) -> str:
    """Write a TOML string, without the library that is tested."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")


@st.composite
def values(draw: st.DrawFn) -> str:
    """Write a value in one of the ways that people do."""
    texts = [quoted(text) for text in draw(st.lists(TEXTS, max_size=3))]
    return draw(
        st.sampled_from(
            [
                quoted(draw(TEXTS)),
                "'C:\\new'",
                "'''\n[[places]]\nname = 1 # '''",
                "12",
                f"[{', '.join(texts)}]",
                "[\n" + "".join(f"  {text}, # ]\n" for text in texts) + "]",
            ]
        )
    )


@st.composite
def sources(draw: st.DrawFn) -> str:
    """Write a TOML text: comments, keys, tables in any order, either line end."""
    between = st.sampled_from([[], [""], ["", ""]]) | st.lists(COMMENTS, max_size=2)
    behind = st.just("") | COMMENTS.map(lambda comment: f"  {comment}")
    lines: list[str] = []
    keys = ["name", '"agenda"', "names", "stray.key", "stray.other", "empty.'x y'"]
    for key in draw(st.lists(st.sampled_from(keys), unique=True)):
        lines += draw(between)
        lines.append(f"{key}= {draw(values())}{draw(behind)}")
    tables = draw(st.lists(st.just("[[places]]"), max_size=4))
    if not tables and draw(st.booleans()):
        entries = [f"{{text = {quoted(text)}}}" for text in draw(st.lists(TEXTS))]
        lines.append(f"places = [{', '.join(entries)}]{draw(behind)}")
    tables += draw(
        st.lists(st.sampled_from(["[patience]", "[other.deep]"]), unique=True)
    )
    for table in draw(st.permutations(tables)):
        lines += [*draw(between), table + draw(behind)]
        for key in draw(st.lists(st.sampled_from(["text", "kind"]), unique=True)):
            lines += [*draw(between), f"  {key} = {draw(values())}{draw(behind)}"]
    lines += draw(between)
    newline = draw(st.sampled_from(["\n", "\r\n"]))
    text = "\n".join(lines) + draw(st.sampled_from(["", "\n"]))
    return text.replace("\n", newline)


TABLES = st.lists(st.fixed_dictionaries({"text": TEXTS}), min_size=1, max_size=4)
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "name": st.none() | TEXTS,
        "agenda": st.none() | TEXTS,
        "names": st.none() | st.lists(TEXTS),
        "months": st.none() | st.integers(-9, 9),
        "stray": st.none() | TEXTS,
        "patience": st.none() | st.fixed_dictionaries({"hop": st.integers(0, 9)}),
        "places": st.none() | TABLES,
    },
)


def others(text: str, keys: object) -> list[str]:
    """List what says something in a text, but not of these keys."""
    return [
        part.text.rstrip("\r\n")
        for part in statements(text)
        if part.text.strip() and not (part.paths and part.paths[0][0] in list(keys))  # type: ignore[call-overload]
    ]


@given(sources(), CHANGES, st.data())
def test_any_change_of_any_text(
    source: str, changes: dict[str, Any], data: st.DataObject
) -> None:
    """The keys are as asked, and all else means and is what it was."""
    before = tomllib.loads(source)
    if isinstance(before.get("places"), list) and changes.get("places"):
        kept = [table for table in before["places"] if data.draw(st.booleans())]
        changes["places"] = data.draw(st.permutations(kept + changes["places"]))
    after = edited(source, changes)
    wanted = {key: value for key, value in changes.items() if value is not None}
    left = {key: value for key, value in before.items() if key not in changes}
    assert tomllib.loads(after) == left | wanted
    assert others(after, changes) == others(source, changes)
    assert after.count("\r\n") == (after.count("\n") if "\r\n" in source else 0)
    assert after.endswith("\n") or not (after and source.endswith("\n"))
    assert edited(after, changes) == after
