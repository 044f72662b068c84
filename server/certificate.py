"""The certificate of a relay that speaks TLS itself, read at its start and again later.

A certificate is renewed every few months while people are in sessions, so it is
replaced in place: connections that stand keep theirs, new ones get the new one.
"""

from __future__ import annotations

import ssl
from pathlib import Path

from server.starting import StartError

_OTHER_KEY = {"KEY_VALUES_MISMATCH", "KEY_TYPE_MISMATCH"}


class Certificate:
    """A certificate with its chain, and its private key: two files in PEM."""

    def __init__(self, chain: Path, key: Path) -> None:
        """Name the files; `load` reads them."""
        self._chain = chain
        self._key = key
        self.context = _context()
        """What new connections are made with."""

    def load(self) -> None:
        """Read both files, for connections from now on.

        Raises `StartError`, or `OSError` for a file that cannot be read; then what was
        loaded before stays as it is.
        """
        for context in (_context(), self.context):
            self._into(context)

    def _into(self, context: ssl.SSLContext) -> None:
        chain, key = self._chain.read_bytes(), self._key.read_bytes()
        if b"-----BEGIN CERTIFICATE-----" not in chain:
            raise StartError("not-a-certificate", self._chain)
        if b"PRIVATE KEY-----" not in key:
            raise StartError("not-a-key", self._key)
        if b"ENCRYPTED" in key:
            raise StartError("key-encrypted", self._key)
        try:
            # Without a password OpenSSL would ask for one at the terminal.
            context.load_cert_chain(self._chain, self._key, password="")  # nosec B106  # asks nobody
        except ssl.SSLError as error:
            if error.reason in _OTHER_KEY:
                raise StartError("key-of-another", self._key) from error
            raise self._damaged() from error

    def _damaged(self) -> StartError:
        """Find which of the files is no sound PEM."""
        try:
            ssl.create_default_context().load_verify_locations(self._chain)
        except ssl.SSLError:
            return StartError("not-a-certificate", self._chain)
        return StartError("not-a-key", self._key)


def _context() -> ssl.SSLContext:
    return ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
