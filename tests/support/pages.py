"""Our pages of documentation as programs read them: sections, tables, code marks."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]


def page(name: str) -> str:
    """Give the text of a page."""
    return (ROOT / name).read_text(encoding="utf-8")


def plain(text: str) -> str:
    """Give a text on one line, as a reader reads it across line ends and quotes."""
    return " ".join(re.sub(r"^> ?", "", text, flags=re.MULTILINE).split())


def unfenced(text: str) -> str:
    """Blank out the fenced blocks of a page; everything else stays where it is."""
    return re.sub(
        r"^```.*?^```$",
        lambda block: re.sub(r"[^\n]", " ", block[0]),
        text,
        flags=re.MULTILINE | re.DOTALL,
    )


def section(text: str, heading: str) -> str:
    """Give what stands under a heading, up to the next of its level or above."""
    outside = unfenced(text)
    start = f"\n{outside}".index(f"\n{heading}\n") + len(heading)
    level = heading.index(" ")
    end = re.search(rf"^#{{1,{level}}} ", outside[start:], re.MULTILINE)
    return text[start:][: end.start() if end else None]


def rows(text: str) -> dict[str, list[str]]:
    """Map the first cell of every table row to its other cells; no code marks."""
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if line.startswith("|") and not line.startswith("|---"):
            cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
            first, *others = [cell.strip().replace("\\|", "|") for cell in cells]
            found[first.strip("`")] = others
    return found


def coded(text: str) -> list[str]:
    """List what stands between backticks."""
    return re.findall(r"`([^`]+)`", unfenced(text))


def exists(named: str) -> bool:
    """Tell whether `path` or `path::name` is a test, or what tests are made of."""
    path, _, name = named.partition("::")
    if not (ROOT / path).is_file():
        return False
    return not name or bool(re.search(rf"(def|class) {re.escape(name)}\b", page(path)))
