"""Writing a session's files, and the sentence on what became of it."""

from __future__ import annotations

from pathlib import Path

from formats.session_file import SavedSession
from retro import files
from retro.i18n import N_, Speech
from retro.sentences import ERRORS, with_detail

_NAME = N_("A file's name ends in .md, .csv or .retro; else give a folder.")


def export(  # nosec B107  # without one it is not sealed
    _: Speech, session: SavedSession, to: str, passphrase: str = ""
) -> tuple[tuple[Path, ...], str]:
    """Write the files that `to` asks for; say which, or why there are none."""
    try:
        written = files.export(session, to, passphrase)
    except files.ExportError as error:
        if error.code == "bad-value":
            return (), _(_NAME)
        return (), with_detail(_, ERRORS, error.code, (error.path,))
    names = _.listed([str(file) for file in written])
    if passphrase:
        return written, _("Written and sealed: {path}", path=names)
    return written, _("Written: {path}", path=names)
