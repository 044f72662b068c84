"""An authority of the test's own, and the certificates it gives out."""

from __future__ import annotations

import datetime
from pathlib import Path

import trustme

YESTERDAY = datetime.datetime.now(tz=datetime.UTC) - datetime.timedelta(days=1)


class Authority:
    """Trusted by whoever is given its `file`."""

    def __init__(self, folder: Path) -> None:
        """Keep all its files in `folder`."""
        self._folder = folder
        self._authority = trustme.CA()
        self.file = folder / "authority.pem"
        self._authority.cert_pem.write_to_path(str(self.file))

    def issue(
        self,
        *names: str,
        called: str = "server",
        until: datetime.datetime | None = None,
    ) -> tuple[Path, Path]:
        """Make a certificate for `names`; give its file and its key's."""
        chain = self._folder / f"{called}.pem"
        key = self._folder / f"{called}.key"
        made = self._authority.issue_cert(
            *names,
            not_before=until and until - datetime.timedelta(days=1),
            not_after=until,
        )
        chain.write_bytes(b"".join(blob.bytes() for blob in made.cert_chain_pems))
        made.private_key_pem.write_to_path(str(key))
        return chain, key
