"""The two languages people read.

gettext at run time. English stands in the code itself, so it needs no catalogue; Dutch
is `locale/nl/LC_MESSAGES/retro.po`, compiled to `retro.mo` when the package is built.
`_("…{name}…", name=…)` marks, translates and fills a sentence in one call; `N_` marks
one that stands in a table and is translated where it is shown.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

Lang = Literal["nl", "en"]

LANGS: tuple[Lang, ...] = ("nl", "en")
DOMAIN = "retro"
LOCALE = Path(__file__).with_name("locale")
_VARIABLES = ("LC_ALL", "LC_MESSAGES", "LANG")


def N_(message: str) -> str:
    """Mark a sentence for translation; give it as it is."""
    return message


class Speech:
    """One language, as a callable that translates and then fills in.

    Only the sentence is a format; what is filled in is never looked into, so braces in
    people's texts stay braces.
    """

    def __init__(self, lang: Lang) -> None:
        """Load the catalogue of `lang`; English falls back to the source itself."""
        self.lang: Lang = lang
        self._catalogue = gettext.translation(
            DOMAIN, LOCALE, [lang], fallback=lang == "en"
        )

    def __call__(self, message: str, /, *places: object, **values: object) -> str:
        """Say `message` in this language with `places` and `values` filled in."""
        return self._catalogue.gettext(message).format(*places, **values)

    def plural(self, one: str, many: str, count: int, /, **values: object) -> str:
        """Say the sentence for `count`, which is `{n}` in it."""
        chosen = self._catalogue.ngettext(one, many, count)
        return chosen.format(n=count, **values)

    def listed(self, items: list[str] | tuple[str, ...]) -> str:
        """Join items as a sentence does: "a, b and c"."""
        if len(items) < 2:
            return "".join(items)
        return self(
            N_("{first} and {last}"), first=", ".join(items[:-1]), last=items[-1]
        )


def language(
    asked: str | None = None,
    settings: str = "",
    environ: Mapping[str, str] | None = None,
) -> Lang:
    """Choose the language: what was asked, settings, the environment, English.

    Of the environment the first variable that is set decides, also when it names a
    language there is no catalogue for.
    """
    environ = os.environ if environ is None else environ
    spoken = next((environ[name] for name in _VARIABLES if environ.get(name)), "")
    for wanted in (asked, settings, spoken):
        if wanted:
            short = wanted[:2].lower()
            return next((lang for lang in LANGS if lang == short), "en")
    return "en"


CLICK = (
    N_("Usage:"),
    N_("Options"),
    N_("Commands"),
    N_("Positional arguments"),
    N_("Show this message and exit."),
    N_("default: {default}"),
)
"""What click itself writes on a help page, with its own keys."""


def speak_click(speech: Speech) -> None:
    """Let what click writes itself, by gettext's default domain, be in `speech`."""
    os.environ["LANGUAGE"] = speech.lang
    gettext.bindtextdomain(DOMAIN, LOCALE)
    gettext.textdomain(DOMAIN)
