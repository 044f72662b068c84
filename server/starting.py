"""Why a relay cannot start, where the system has no words of its own for it."""

from __future__ import annotations

CODES = (
    "not-a-certificate",  # no certificate in PEM is in the file
    "not-a-key",          # no private key in PEM that can be read
    "key-encrypted",      # the key asks for a passphrase
    "key-of-another",     # the key is not the certificate's
    "metrics-taken",      # nothing can listen there to tell the figures
    "database-foreign",   # no database of a relay
    "database-newer",     # written by a later version of this program
)  # fmt: skip
"""Every code a `StartError` carries."""


class StartError(Exception):
    """The relay cannot start with `what` it was given; `code` says why."""

    def __init__(self, code: str, what: object) -> None:
        """Carry one of `CODES`, and the file or address it is about."""
        super().__init__(f"{code}: {what}")
        self.code = code
        self.what = str(what)
