"""What people give from outside a session, read; or one sentence on why it cannot be.

Join words, an agenda, the norms a team brings, a saved session, the settings: commands
and screens read them here, so that they take the same and say alike what is wrong.
What only one of these needs is loaded when that one is read.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from formats.text import one_line
from retro import paths
from retro import settings as settings_module
from retro.i18n import Speech

if TYPE_CHECKING:
    from formats.agenda import Agenda
    from formats.agenda_file import AgendaError
    from formats.entries import BroughtNorm
    from formats.norms_document import NormsDocument
    from formats.norms_lines import NormsError
    from formats.session_file import SavedSession
    from retro.anonymity.joinwords import WordsError


class Unusable(Exception):
    """What was given cannot be used; `sentence` says why, in the user's language."""

    def __init__(self, sentence: str) -> None:
        """Carry the sentence."""
        super().__init__(sentence)
        self.sentence = sentence


class Sealed(Unusable):
    """A saved session is sealed: it takes a passphrase, or another than was given."""


Opens = Callable[[Path], "SavedSession"]
"""Reads a saved session, and sees to the passphrase when it is sealed."""


# ------------------------------------------------------------------ files

MOST = 8 * 1024 * 1024
"""Bytes that the largest of these files may have; the others are smaller."""


def os_sentence(_: Speech, error: OSError) -> str:
    """Say why the system does not let a file be used."""
    return _(
        "{path} cannot be used: {reason}.",
        path=error.filename,
        reason=error.strerror or errno.errorcode.get(error.errno or 0, "?"),
    )


def _bytes(_: Speech, path: Path) -> bytes:
    """Read a file, and no more of it than says that it is too large.

    What lies at a path may be anything: who opens a pipe would wait for ever.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        descriptor = os.open(path, flags)
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            os.close(descriptor)
            raise Unusable(_("{path} is not a file that can be read.", path=path))
        with os.fdopen(descriptor, "rb") as file:
            return file.read(MOST + 1)
    except FileNotFoundError:
        raise Unusable(_("There is no file {path}.", path=path)) from None
    except OSError as error:
        raise Unusable(os_sentence(_, error)) from error


def _located(_: Speech, path: Path, line: int | None, wrong: str) -> str:
    if line is None:
        return _("{path}: {wrong}", path=path, wrong=wrong)
    return _("{path}, line {line}: {wrong}", path=path, line=line, wrong=wrong)


# ------------------------------------------------------------------ agendas


def read_agenda(_: Speech, path: Path) -> Agenda:
    """Read an agenda of the user's own, or say the line and what was expected there."""
    from formats.agenda_file import AgendaError, parse  # noqa: PLC0415  only who reads

    try:
        return parse(_bytes(_, path))
    except AgendaError as error:
        raise Unusable(agenda_sentence(_, path, error)) from error


def agenda_sentence(_: Speech, path: Path, error: AgendaError) -> str:
    """Say what is wrong with an agenda file, and where."""
    from retro.sentences import AGENDA_ERRORS, TOML_KINDS, said  # noqa: PLC0415  same

    sentence = AGENDA_ERRORS.get(error.code, AGENDA_ERRORS["syntax"])
    expected = said(_, TOML_KINDS, error.expected)
    wrong = _(sentence, key=error.key or "TOML", expected=expected)
    return _located(_, path, error.line, wrong)


# ------------------------------------------------------------------ norms


def read_norms(
    _: Speech, path: Path, opens: Opens | None = None
) -> tuple[NormsDocument, tuple[str, ...]]:
    """Read the norms of a norms file or a saved session, as far as they make sense.

    With them a sentence for each line that does not. Unusable when nothing does; a
    sealed session is, but for what `opens` it.
    """
    from formats.norms import document  # noqa: PLC0415  only who reads
    from formats.norms_lines import NormsError  # noqa: PLC0415  the same
    from formats.norms_read import read  # noqa: PLC0415  the same
    from formats.sealed_file import is_sealed  # noqa: PLC0415  the same

    data = _bytes(_, path)
    if is_sealed(data) or data.startswith(b"retro session "):
        return document(opens(path) if opens else read_session(_, path)), ()
    try:
        found, problems = read(data, _.lang)
    except NormsError as error:
        raise Unusable(norms_sentence(_, path, error)) from error
    return found, tuple(norms_sentence(_, path, problem) for problem in problems)


def norms_sentence(_: Speech, path: Path, error: NormsError) -> str:
    """Say what does not make sense in a norms file, and where."""
    from retro.sentences import NORMS_ERRORS  # noqa: PLC0415  only when it runs

    wrong = _(
        NORMS_ERRORS.get(error.code, NORMS_ERRORS["not-norms"]),
        detail=one_line(error.detail),
        expected=error.expected,
    )
    return _located(_, path, error.line, wrong)


def brought(
    _: Speech,
    *paths: Path,
    tell: Callable[[str], object] | None = None,
    opens: Opens | None = None,
) -> tuple[BroughtNorm, ...]:
    """Give the norms that a team brings to review: those not let go, with their past.

    Of several files each norm as the newest has it. `tell` hears what cannot be read;
    `opens` reads what is sealed.
    """
    from formats.entries import THEMES_MAX  # noqa: PLC0415  only when it runs
    from formats.norm_life import brought as bring  # noqa: PLC0415  the same
    from formats.norm_life import lives  # noqa: PLC0415  the same

    read = [read_norms(_, path, opens) for path in paths]
    for sentence in (sentence for __, problems in read for sentence in problems):
        if tell:
            tell(sentence)
    found = lives([document for document, __ in read])
    norms = [bring(life) for life in found if life.item.status != "let-go"]
    if len(norms) > THEMES_MAX:
        raise Unusable(
            _(
                "{path} holds {n} norms; a session takes {limit}.",
                path=", ".join(map(str, paths)),
                n=len(norms),
                limit=THEMES_MAX,
            )
        )
    return tuple(norms)


# ------------------------------------------------------------------ saved sessions


def read_session(  # nosec B107  # without one it is not sealed
    _: Speech, path: Path, passphrase: str = ""
) -> SavedSession:
    """Read a saved session, or say what is wrong with it.

    `Sealed` when it takes a passphrase, or another than this one. Opening one that is
    sealed takes about a second.
    """
    from formats.sealed_file import SealedError, is_sealed, unseal  # noqa: PLC0415  same
    from formats.session_file import SessionFileError, read  # noqa: PLC0415  when run
    from retro.sentences import SEALED_ERRORS, SESSION_ERRORS, said  # noqa: PLC0415

    data = _bytes(_, path)
    try:
        if is_sealed(data):
            if not passphrase:
                sentence = _("it is sealed with a passphrase; retro export opens it.")
                raise Sealed(_located(_, path, None, sentence))
            data = unseal(data, passphrase)
        return read(data)
    except SealedError as error:
        wrong = said(_, SEALED_ERRORS, error.code)
        kind = Sealed if error.code == "wrong-passphrase" else Unusable
        raise kind(_located(_, path, None, wrong)) from error
    except SessionFileError as error:
        wrong = said(_, SESSION_ERRORS, error.code)
        raise Unusable(_located(_, path, None, wrong)) from error


PASSPHRASE_LEAST = 8
"""Characters that a new passphrase has at least."""


def passphrase_wrong(_: Speech, passphrase: str, again: str) -> str:
    """Say why nothing is sealed with what was typed twice; empty when it can be."""
    if passphrase != again:
        return _("The two are not the same; type the passphrase again.")
    if len(passphrase) < PASSPHRASE_LEAST:
        return _(
            "Too short for a passphrase: at least {n} characters. Four words are good.",
            n=PASSPHRASE_LEAST,
        )
    return ""


# ------------------------------------------------------------------ join words


def words_sentence(_: Speech, error: WordsError) -> str:
    """Say what is wrong with join words, with the nearest words there are."""
    if error.code == "wrong-count":
        return _("Give the four join words, or the link.")
    if error.code == "bad-link":
        return _(
            "That is no link; it looks like ws://ADDRESS:PORT/#four-join-words-here."
        )
    if not error.nearest:
        return _("{word} is not a join word.", word=error.word)
    nearest = ", ".join(error.nearest)
    if error.code == "mixed-lists":
        return _(
            "{word} is of the other language's words; near it are: {nearest}.",
            word=error.word,
            nearest=nearest,
        )
    return _(
        "{word} is not a join word; near it are: {nearest}.",
        word=error.word,
        nearest=nearest,
    )


def server_wrong(_: Speech, url: str) -> str:
    """Say why `url` is not the address of a relay; nothing when it is."""
    if settings_module.is_server(url):
        return ""
    return _("{url} is no address of a server; it looks like wss://HOST.", url=url)


# ------------------------------------------------------------------ settings


def settings_sentence(
    _: Speech, path: Path, error: settings_module.SettingsError
) -> str:
    """Say what is wrong with the settings file, and where."""
    expected = _(error.expected, key=error.key)
    if not error.line:
        return _("The settings file {path}: {expected}.", path=path, expected=expected)
    return _(
        "The settings file {path}, line {line}: {expected}.",
        path=path,
        line=error.line,
        expected=expected,
    )


def read_settings(_: Speech) -> settings_module.Settings:
    """Read this user's settings, or say the line and what was expected there."""
    path = paths.settings_file()
    try:
        return settings_module.load(path)
    except settings_module.SettingsError as error:
        raise Unusable(settings_sentence(_, path, error)) from error


def settings_or_none(_: Speech) -> tuple[settings_module.Settings, str]:
    """Give this user's settings; with a sentence, as if none, when they are broken."""
    try:
        return read_settings(_), ""
    except Unusable as broken:
        return settings_module.Settings(), broken.sentence
