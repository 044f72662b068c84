"""Keys of a TOML text are found on the line they stand on."""

from __future__ import annotations

from formats.toml_lines import key_lines, line_of

SOURCE = """\
# a comment with [[steps]]
name = "x"
text = '''
[[steps]]
name = 1
'''
a.b = 1

[[steps]]
title = "one"

[[steps]]
title = "two"
list = [
  { key = "k" },
  2,
]

[[steps.inner]]
word = "w"
[steps.table]
deep = 1

[other]
last = true
"""


def test_every_key_has_its_line() -> None:
    """Tables, lists of tables, dotted keys and texts over lines are followed."""
    found = key_lines(SOURCE)
    assert found == {
        (): 1,
        ("name",): 2,
        ("text",): 3,
        ("a",): 7,
        ("a", "b"): 7,
        ("steps", 0): 9,
        ("steps", 0, "title"): 10,
        ("steps", 1): 12,
        ("steps", 1, "title"): 13,
        ("steps", 1, "list"): 14,
        ("steps", 1, "list", 0): 14,
        ("steps", 1, "list", 0, "key"): 14,
        ("steps", 1, "list", 1): 14,
        ("steps", 1, "inner", 0): 19,
        ("steps", 1, "inner", 0, "word"): 20,
        ("steps", 1, "table"): 21,
        ("steps", 1, "table", "deep"): 22,
        ("other",): 24,
        ("other", "last"): 25,
    }


def test_what_is_missing_is_where_it_should_be() -> None:
    """A key that is not there has the line of the table it belongs in."""
    found = key_lines(SOURCE)
    assert line_of(("steps", 1, "question"), found) == 12
    assert line_of(("title",), found) == 1
